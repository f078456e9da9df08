"""Places taken: by cohort against its capacity, and by force."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

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
    """One force: its places in all, and cohort by cohort in words."""

    name: str
    taken: int
    cohorts: str


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
        select(col(Cohort.id), col(Cohort.name), col(Programme.title), col(Cohort.starts_on), col(Cohort.capacity))
        .join(Programme, col(Programme.id) == col(Cohort.programme_id))
        .order_by(col(Cohort.starts_on), col(Cohort.name))
    ).all()
    names = {cohort[0]: cohort[1] for cohort in cohorts}
    by_force: dict[str, list[tuple[str, int]]] = {}
    by_cohort: dict[str, int] = {}
    for cohort_id, force, count in counts:
        by_force.setdefault(force, []).append((names[cohort_id], count))
        by_cohort[cohort_id] = by_cohort.get(cohort_id, 0) + count
    rows = [
        CohortRow(name, programme, f"{starts.day} {starts:%B %Y}", by_cohort.get(key, 0), capacity, max(0, capacity - by_cohort.get(key, 0)),
                  min(100, round(100 * by_cohort.get(key, 0) / capacity)) if capacity else 0)
        for key, name, programme, starts, capacity in cohorts
    ]
    forces = [ForceRow(force, sum(n for _, n in parts), ", ".join(f"{name}: {n}" for name, n in sorted(parts))) for force, parts in by_force.items()]
    return Places(rows, forces, sum(row.taken for row in rows), sum(row.capacity for row in rows))
