"""Rows for tutors and IQAs: the marking queue in one statement, a tutor's day, and recent decisions."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.assessment import Attempt, CriterionDecision, Decision, Outcome, Submission, SubmissionStatus
from models.catalogue import AssessmentCriterion, Unit
from models.enrolments import Enrolment, EnrolmentStatus
from models.people import Division, Organisation, OrganisationKind, Person, Role, SignIn
from models.timeline import Task, TaskStatus
from vle_app import addresses, clock, names, rows
from vle_app.assessment import promises
from vle_app.assessment.desk import Desk, desk
from vle_app.errors import NotAllowed
from vle_app.learning import states
from vle_app.people.visitors import Visitor

__all__ = ["Counts", "DecisionRow", "Desk", "Queue", "QueueRow", "QuietRow", "Summary", "desk", "queue", "recent_decisions", "summary"]

PAGE = 50
QUIET_DAYS = 14
QUIET_SHOWN = 5
_SHOWN = (col(Person.name), col(Person.alias), col(Person.identity_protection))
_TO_MARK = (SubmissionStatus.HANDED_IN, SubmissionStatus.WITH_TUTOR)


@dataclass(frozen=True)
class QueueRow:
    """One piece, by the day its feedback was promised. `group` is the heading it stands under; `action` names the drafted next step."""

    id: str
    href: str
    group: str
    when: str
    left: str
    tone: str
    who: str
    force: str
    unit: str
    title: str
    attempt: int
    status: str
    icon: str
    why: str
    action: str


@dataclass(frozen=True)
class Counts:
    """Of everything, beyond the page too."""

    waiting: int = 0
    late: int = 0
    this_week: int = 0
    decided: int = 0


@dataclass(frozen=True)
class Queue:
    """`rows` wait for a decision, `decided` only for release."""

    rows: list[QueueRow] = field(default_factory=list)
    decided: list[QueueRow] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True)
class QuietRow:
    """A participant of mine who has something late and has not been seen for a while."""

    who: str
    force: str
    seen: str
    late: str


@dataclass(frozen=True)
class Summary:
    """A tutor's day in figures, with the quietest people."""

    waiting: int
    this_week: int
    late: int
    decided: int
    quiet_count: int
    quiet: list[QuietRow]


@dataclass(frozen=True)
class DecisionRow:
    """One decision as an IQA sees it."""

    id: str
    when: str
    who: str
    force: str
    unit: str
    attempt: int
    tutor: str
    outcome: str
    tone: str
    icon: str
    state: str


_ME, _TODAY, _SUNDAY = (bindparam(name) for name in ("me", "today", "sunday"))  # type: ignore[var-annotated]


def _pieces(*statuses: SubmissionStatus) -> rows.Statement:
    criteria = select(func.count()).where(col(AssessmentCriterion.unit_id) == col(Submission.unit_id)).scalar_subquery()
    met = (
        select(func.count(func.distinct(col(CriterionDecision.criterion_id))))
        .join(Attempt, col(Attempt.id) == col(CriterionDecision.attempt_id))
        .join(Decision, col(Decision.attempt_id) == col(Attempt.id))
        .where(col(Attempt.submission_id) == col(Submission.id), col(CriterionDecision.is_met), col(Decision.released_at).is_not(None))
        .correlate(Submission)
        .scalar_subquery()
    )
    return (
        select(
            col(Submission.id), col(Submission.status), col(Submission.promised_on), col(Submission.attempt_count), *_SHOWN,
            col(Organisation.short_code), col(Organisation.division), col(Unit.code), col(Unit.title),
            criteria.label("criteria"), met.label("met"),
        )
        .select_from(Submission)
        .join(Person, col(Person.id) == col(Submission.person_id))
        .join(Organisation, col(Organisation.id) == col(Submission.organisation_id))
        .join(Unit, col(Unit.id) == col(Submission.unit_id))
        .where(col(Submission.tutor_id) == _ME, col(Submission.status).in_(statuses))
        .order_by(col(Submission.promised_on), col(Submission.id))
        .limit(PAGE)
    )


def _count(*where: Any, statuses: tuple[SubmissionStatus, ...] = _TO_MARK) -> Any:
    counted = select(func.count(col(Submission.id))).where(col(Submission.tutor_id) == _ME, col(Submission.status).in_(statuses), *where)
    return counted.scalar_subquery()


_COUNTS = (
    _count().label("waiting"),
    _count(col(Submission.promised_on) < _TODAY).label("late"),
    _count(col(Submission.promised_on).between(_TODAY, _SUNDAY)).label("this_week"),
    _count(statuses=(SubmissionStatus.DECIDED,)).label("decided_count"),
)
_QUEUE = select(rows.gathered(_pieces(*_TO_MARK), "waiting_rows"), rows.gathered(_pieces(SubmissionStatus.DECIDED), "decided_rows"), *_COUNTS)


def _tutors_only(me: Visitor) -> None:
    if not me.has(Role.TUTOR):
        raise NotAllowed("That page is for tutors. We brought you to your own start page.")


def _when(me: Visitor, now: datetime) -> dict[str, Any]:
    today = clock.local(now, me.zone).date()
    return {"me": me.id, "today": today, "sunday": today + timedelta(days=6 - today.weekday())}


def queue(session: Session, me: Visitor, now: datetime) -> Queue:
    """What I have to mark, in the order I promised it, and what only waits for release. Tutors only."""
    _tutors_only(me)
    when = _when(me, now)
    found = session.connection().execute(_QUEUE, when).one()
    return Queue(
        rows=[_row(values, when["today"]) for values in found.waiting_rows], decided=[_row(values, when["today"]) for values in found.decided_rows],
        counts=Counts(found.waiting, found.late, found.this_week, found.decided_count),
    )


def _row(values: list[Any], today: date) -> QueueRow:
    piece, status, promised, attempt, name, alias, protection, force, division, code, title, criteria, met = values
    promised_on = rows.day(promised)
    left, tone = promises.left(today, promised_on, Division(division))
    state = states.OF_WORK[SubmissionStatus(status)]
    return QueueRow(
        id=piece, href=addresses.marking(piece), group=promises.group(today, promised_on), when=promises.day(today, promised_on), left=left, tone=tone,
        who=names.shown(name, alias, protection), force=force, unit=code, title=title, attempt=attempt, status=state.words, icon=state.icon,
        why=_why(criteria, met),
        action={SubmissionStatus.HANDED_IN: "Mark", SubmissionStatus.WITH_TUTOR: "Carry on"}.get(SubmissionStatus(status), "Release"),
    )


def _why(criteria: int, met: int) -> str:
    still_open = states.counted(criteria - met, "criterion", "criteria")
    return f"{still_open} open, {met} met before." if met else f"{still_open}."


def summary(session: Session, me: Visitor, now: datetime) -> Summary:
    """My day as a tutor: figures of the queue, and people of mine who have gone quiet."""
    _tutors_only(me)
    found = session.connection().execute(select(*_COUNTS), _when(me, now)).one()
    quiet = _quiet(session, me, now)
    return Summary(found.waiting, found.this_week, found.late, found.decided_count, len(quiet), quiet[:QUIET_SHOWN])


def _quiet(session: Session, me: Visitor, now: datetime) -> list[QuietRow]:
    """Something of theirs is late, and for 14 days they have not signed in, finished a task or handed anything in. Longest unseen first."""
    mine = select(col(Enrolment.id)).where(col(Enrolment.tutor_id) == me.id, col(Enrolment.status) == EnrolmentStatus.ACTIVE)
    late = select(col(Task.enrolment_id), func.count().label("count")).where(
        col(Task.enrolment_id).in_(mine), col(Task.status) == TaskStatus.OPEN, col(Task.due_at) < now
    )
    per_place = late.group_by(col(Task.enrolment_id)).subquery()
    done = select(func.max(col(Task.done_at))).where(col(Task.person_id) == col(Person.id)).scalar_subquery()
    seen = select(func.max(col(SignIn.seen_at))).where(col(SignIn.person_id) == col(Person.id)).scalar_subquery()
    handed_in = select(func.max(col(Submission.handed_in_at))).where(col(Submission.person_id) == col(Person.id)).scalar_subquery()
    found = session.execute(
        select(*_SHOWN, col(Organisation.short_code), per_place.c.count, done, seen, handed_in, col(Enrolment.started_on))
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(per_place, per_place.c.enrolment_id == col(Enrolment.id))
        .join(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
    )
    unseen = []
    for name, alias, protection, force, count, *moments, started_on in found:
        last = max([moment for moment in moments if moment], default=clock.at_time(started_on, 9, 0, me.zone))
        if now - last >= timedelta(days=QUIET_DAYS):
            late_words = f"{states.counted(count, 'task')} late"
            unseen.append((last, QuietRow(names.shown(name, alias, protection), force, f"Not seen since {clock.day(last, me.zone)}", late_words)))
    return [row for _, row in sorted(unseen, key=lambda pair: pair[0])]


def recent_decisions(session: Session, me: Visitor, now: datetime) -> list[DecisionRow]:
    """The last 25 decisions of the last 30 days, in the organisations I check; an IQA of the provider checks them all. IQAs only."""
    if not me.has(Role.IQA):
        raise NotAllowed("That page is for quality assurers. We brought you to your own start page.")
    held = me.organisations(Role.IQA)
    everywhere = select(col(Organisation.id)).where(col(Organisation.id).in_(held), col(Organisation.kind) == OrganisationKind.PROVIDER).exists()
    tutor = aliased(Person)
    found = session.execute(
        select(
            col(Submission.id), col(Attempt.number), col(Decision.decided_at), col(Decision.released_at), col(Decision.outcome), *_SHOWN,
            col(Organisation.short_code), col(Unit.code), col(tutor.name), col(tutor.alias), col(tutor.identity_protection),
        )
        .select_from(Decision)
        .join(Attempt, col(Attempt.id) == col(Decision.attempt_id))
        .join(Submission, col(Submission.id) == col(Attempt.submission_id))
        .join(Person, col(Person.id) == col(Submission.person_id))
        .join(Organisation, col(Organisation.id) == col(Submission.organisation_id))
        .join(Unit, col(Unit.id) == col(Submission.unit_id))
        .join(tutor, col(tutor.id) == col(Decision.assessor_id))
        .where(col(Decision.decided_at) > now - timedelta(days=30), or_(everywhere, col(Submission.organisation_id).in_(held)))
        .order_by(col(Decision.decided_at).desc(), col(Decision.id))
        .limit(25)
    )
    return [_decision(tuple(values), me.zone) for values in found]


def _decision(values: tuple[Any, ...], zone: str) -> DecisionRow:
    piece, number, decided_at, released_at, outcome, name, alias, protection, force, code, *tutor = values
    state = states.OF_WORK[SubmissionStatus.PASSED if outcome is Outcome.PASS else SubmissionStatus.REFERRED]
    return DecisionRow(
        id=piece, when=clock.short_day(decided_at, zone), who=names.shown(name, alias, protection), force=force, unit=code, attempt=number,
        tutor=names.shown(*tutor), outcome=state.words, tone=state.tone, icon=state.icon, state="Released" if released_at else "Not released yet",
    )
