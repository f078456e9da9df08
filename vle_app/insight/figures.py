"""How the pilot stands: the few figures a director is asked for, each counted from the records."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.assessment import Attempt, Decision, Outcome, Submission, SubmissionStatus
from models.catalogue import Qualification, SyllabusVersion
from models.enrolments import Cohort, Enrolment, EnrolmentStatus
from models.people import Division, Role
from models.programmes import Programme
from models.timeline import Task, TaskStatus
from vle_app import clock, working_days
from vle_app.errors import NotAllowed
from vle_app.people.visitors import Visitor

TARGET_LEADERS, TARGET_FORCES, TARGET_MONTHS = 200, 10, 24
"""What the pilot promised, in its own plan."""
TURNAROUND_DAYS = 90


@dataclass(frozen=True)
class LevelRow:
    """One level: people on it, and their decided first attempts."""

    level: int
    people: int
    first_attempts: int
    first_passes: int


@dataclass(frozen=True)
class Figures:
    """Counts, not percentages, with what they are counted against. `median_days` is None until something was released."""

    leaders: int
    forces: int
    months: int
    waiting: int
    broken_promises: int
    median_days: int | None
    released: int
    overdue_people: int
    levels: list[LevelRow]


def _levels(session: Session) -> list[LevelRow]:
    counted = session.execute(
        select(col(SyllabusVersion.level), func.count())
        .join(Enrolment, col(Enrolment.syllabus_version_id) == col(SyllabusVersion.id))
        .where(col(Enrolment.status) != EnrolmentStatus.WITHDRAWN)
        .group_by(col(SyllabusVersion.level))
    )
    firsts = session.execute(
        select(col(SyllabusVersion.level), col(Decision.outcome), func.count())
        .select_from(Decision)
        .join(Attempt, col(Attempt.id) == col(Decision.attempt_id))
        .join(Submission, col(Submission.id) == col(Attempt.submission_id))
        .join(Task, col(Task.id) == col(Submission.task_id))
        .join(Enrolment, col(Enrolment.id) == col(Task.enrolment_id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .join(Programme, col(Programme.id) == col(Cohort.programme_id))
        .join(Qualification, col(Qualification.id) == col(Programme.qualification_id))
        .join(SyllabusVersion, col(SyllabusVersion.id) == col(Qualification.syllabus_version_id))
        .where(col(Attempt.number) == 1, col(Decision.released_at).is_not(None))
        .group_by(col(SyllabusVersion.level), col(Decision.outcome))
    ).all()
    passes = {level: count for level, outcome, count in firsts if outcome is Outcome.PASS}
    tried: dict[int, int] = {}
    for level, _, count in firsts:
        tried[level] = tried.get(level, 0) + count
    return [LevelRow(level, count, tried.get(level, 0), passes.get(level, 0)) for level, count in sorted(tuple(row) for row in counted)]


def _turnaround(session: Session, now: datetime) -> tuple[int | None, int]:
    """Median working days from hand-in to release over the last 90 days, and how many were released in them."""
    pairs = session.execute(
        select(col(Attempt.handed_in_at), col(Decision.released_at))
        .join(Decision, col(Decision.attempt_id) == col(Attempt.id))
        .where(col(Decision.released_at) > now - timedelta(days=TURNAROUND_DAYS))
    ).all()
    days = [working_days.between(handed_in.date(), released.date(), Division.ENGLAND_AND_WALES) for handed_in, released in pairs]
    return (round(median(days)) if days else None), len(days)


def of_pilot(session: Session, who: Visitor, *, now: datetime) -> Figures:
    """The pilot's figures at this moment. Director only."""
    if not who.has(Role.DIRECTOR):
        raise NotAllowed("The pilot's figures are for directors. We brought you to your own start page.")
    today = clock.local(now, who.zone).date()
    running = col(Enrolment.status) != EnrolmentStatus.WITHDRAWN
    waiting = col(Submission.status).in_([SubmissionStatus.HANDED_IN, SubmissionStatus.WITH_TUTOR, SubmissionStatus.DECIDED])
    first_start = session.execute(select(func.min(col(Cohort.starts_on)))).scalar()
    median_days, released = _turnaround(session, now)
    return Figures(
        leaders=session.execute(select(func.count(func.distinct(col(Enrolment.person_id)))).where(running)).scalar_one(),
        forces=session.execute(select(func.count(func.distinct(col(Enrolment.organisation_id)))).where(running)).scalar_one(),
        months=max(0, (today.year - first_start.year) * 12 + today.month - first_start.month) if first_start else 0,
        waiting=session.execute(select(func.count()).select_from(Submission).where(waiting)).scalar_one(),
        broken_promises=session.execute(select(func.count()).select_from(Submission).where(waiting, col(Submission.promised_on) < today)).scalar_one(),
        median_days=median_days,
        released=released,
        overdue_people=session.execute(
            select(func.count(func.distinct(col(Task.person_id))))
            .join(Enrolment, col(Enrolment.id) == col(Task.enrolment_id))
            .where(col(Task.status) == TaskStatus.OPEN, col(Task.due_at) < now, col(Enrolment.status) == EnrolmentStatus.ACTIVE)
        ).scalar_one(),
        levels=_levels(session),
    )
