"""Rows for what a tutor released lately: to look back at, and to find again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.assessment import Attempt, Decision, Outcome, Submission, SubmissionStatus
from models.catalogue import Unit
from models.people import Organisation, Person
from vle_app import addresses, clock, names
from vle_app.learning import states
from vle_app.people.visitors import Visitor

DAYS = 30
SHOWN = 10
_ENDS = {Outcome.PASS: SubmissionStatus.PASSED, Outcome.REFER: SubmissionStatus.REFERRED}


@dataclass(frozen=True)
class ReleasedRow:
    """One attempt whose feedback is out, by the day it went."""

    id: str
    href: str
    when: str
    who: str
    force: str
    unit: str
    title: str
    attempt: int
    tone: str
    icon: str
    status: str


def lately(session: Session, me: Visitor, now: datetime) -> list[ReleasedRow]:
    """My ten newest of the last 30 days, newest first. What somebody else decided before a piece became mine is not among them."""
    found = session.exec(
        select(Attempt, Decision, Submission, Person, Organisation, Unit)  # type: ignore[call-overload]
        .join(Decision, col(Decision.attempt_id) == Attempt.id)
        .join(Submission, col(Submission.id) == Attempt.submission_id)
        .join(Person, col(Person.id) == Submission.person_id)
        .join(Organisation, col(Organisation.id) == Submission.organisation_id)
        .join(Unit, col(Unit.id) == Submission.unit_id)
        .where(Decision.assessor_id == me.id, Submission.tutor_id == me.id, col(Decision.released_at) > now - timedelta(days=DAYS))
        .order_by(col(Decision.released_at).desc(), col(Decision.id))
        .limit(SHOWN)
    )
    return [_row(attempt, decision, submission, person, force, unit, me.zone) for attempt, decision, submission, person, force, unit in found]


def _row(attempt: Attempt, decision: Decision, submission: Submission, person: Person, force: Organisation, unit: Unit, zone: str) -> ReleasedRow:
    state = states.OF_WORK[_ENDS[decision.outcome]]
    return ReleasedRow(
        id=attempt.id, href=addresses.marking(submission.id), when=clock.short_day(decision.released_at or decision.decided_at, zone),
        who=names.shown(person.name, person.alias, person.identity_protection), force=force.short_code, unit=unit.code, title=unit.title,
        attempt=attempt.number, tone=state.tone, icon=state.icon, status=state.words,
    )
