"""Places taken: by cohort against its capacity, and by force."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.catalogue import Qualification, SyllabusVersion
from models.enrolments import Cohort, Enrolment, EnrolmentStatus
from models.people import Organisation, Role
from models.programmes import Programme
from vle_app.errors import NotAllowed
from vle_app.people.visitors import Visitor


@dataclass(frozen=True)
class CohortRow:
    """One cohort: how many places are taken and left."""

    name: str
    programme: str
    starts: str
    taken: int
    capacity: int
    left: int
    share: int


@dataclass(frozen=True)
class ForceRow:
    """One force: its places in all, and level by level in words."""

    name: str
    taken: int
    levels: str


@dataclass(frozen=True)
class Places:
    """Every cohort and every force with at least one place."""

    cohorts: list[CohortRow]
    forces: list[ForceRow]
    taken: int
    capacity: int


_HELD = (EnrolmentStatus.ACTIVE, EnrolmentStatus.PAUSED, EnrolmentStatus.ACHIEVED)


def taken(session: Session, who: Visitor) -> Places:
    """Places by cohort and by force; withdrawn people do not count. Finance, concierge and director only."""
    if not who.has(Role.FINANCE, Role.CONCIERGE, Role.DIRECTOR):
        raise NotAllowed("Places are for finance. We brought you to your own start page.")
    counts = session.execute(
        select(col(Cohort.id), col(Organisation.name), func.count())
        .join(Enrolment, col(Enrolment.cohort_id) == col(Cohort.id))
        .join(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .where(col(Enrolment.status).in_(_HELD))
        .group_by(col(Cohort.id), col(Organisation.name))
        .order_by(col(Organisation.name))
    ).all()
    cohorts = session.execute(
        select(col(Cohort.id), col(Cohort.name), col(Programme.title), col(Cohort.starts_on), col(Cohort.capacity), col(SyllabusVersion.level))
        .join(Programme, col(Programme.id) == col(Cohort.programme_id))
        .join(Qualification, col(Qualification.id) == col(Programme.qualification_id))
        .join(SyllabusVersion, col(SyllabusVersion.id) == col(Qualification.syllabus_version_id))
        .order_by(col(Cohort.starts_on), col(Cohort.name))
    ).all()
    level_of = {cohort[0]: cohort[5] for cohort in cohorts}
    by_force: dict[str, dict[int, int]] = {}
    by_cohort: dict[str, int] = {}
    for cohort_id, force, count in counts:
        levels = by_force.setdefault(force, {})
        levels[level_of[cohort_id]] = levels.get(level_of[cohort_id], 0) + count
        by_cohort[cohort_id] = by_cohort.get(cohort_id, 0) + count
    rows = [
        CohortRow(
            name,
            programme,
            f"{starts.day} {starts:%B %Y}",
            by_cohort.get(key, 0),
            capacity,
            max(0, capacity - by_cohort.get(key, 0)),
            min(100, round(100 * by_cohort.get(key, 0) / capacity)) if capacity else 0,
        )
        for key, name, programme, starts, capacity, _ in cohorts
    ]
    forces = [
        ForceRow(force, sum(levels.values()), ", ".join(f"{n} at Level {level}" for level, n in sorted(levels.items()))) for force, levels in by_force.items()
    ]
    return Places(rows, forces, sum(row.taken for row in rows), sum(row.capacity for row in rows))
