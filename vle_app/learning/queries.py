"""Rows for a participant's start page, in one statement, and for a unit's page."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, distinct, func, or_, select
from sqlmodel import Session, col

from models.assessment import Attempt, CriterionDecision, Decision, Submission
from models.catalogue import AssessmentCriterion, Unit
from models.enrolments import Cohort, Enrolment, EnrolmentStatus, EnrolmentUnit
from models.people import Organisation, OrganisationKind, Person, Role, RoleGrant
from models.programmes import Programme, TaskKind, TimelineItem
from models.timeline import Task, TaskStatus
from vle_app import clock, names, rows
from vle_app.errors import NotFound, known_id
from vle_app.learning import states
from vle_app.learning.lines import ME, Line, NextThing, TaskRow, tasks
from vle_app.learning.work import PLURAL, work
from vle_app.people.visitors import Visitor

MOST_TASKS = 80
DONE_SHOWN = 10
LATER_SHOWN = 10
WEEK_DAYS, MONTH_DAYS = 7, 30


@dataclass(frozen=True)
class Bars:
    """Counts of criteria, out of all criteria of my units. `said` is the finding in words."""

    total: int = 0
    expected: int = 0
    handed_in: int = 0
    signed_off: int = 0
    said: str = ""


@dataclass(frozen=True)
class PersonRow:
    """Somebody who helps me."""

    name: str
    role: str
    initials: str


@dataclass(frozen=True)
class Dashboard:
    """Today. The next thing is not repeated in `late`, `week` and `month`; `waiting` is handed in and not yet back."""

    programme: str = ""
    next: NextThing = field(default_factory=NextThing)
    late: list[TaskRow] = field(default_factory=list)
    week: list[TaskRow] = field(default_factory=list)
    month: list[TaskRow] = field(default_factory=list)
    later: list[TaskRow] = field(default_factory=list)
    later_count: int = 0
    waiting: list[TaskRow] = field(default_factory=list)
    done: list[TaskRow] = field(default_factory=list)
    done_count: int = 0
    bars: Bars = field(default_factory=Bars)
    people: list[PersonRow] = field(default_factory=list)


@dataclass(frozen=True)
class UnitCriterion:
    """What is judged. `plural` says so where at least two are asked for."""

    ref: str
    verb: str
    text: str
    plural: str


@dataclass(frozen=True)
class UnitTask:
    """One of my tasks in a unit, with what to read or do."""

    row: TaskRow
    why: str
    text: str
    is_done: bool
    is_hand_in: bool


@dataclass(frozen=True)
class UnitPage:
    """A unit that I take."""

    id: str
    code: str
    title: str
    level: int
    credits: int
    criteria: list[UnitCriterion]
    tasks: list[UnitTask]


__all__ = ["Bars", "Dashboard", "PersonRow", "UnitCriterion", "UnitPage", "UnitTask", "dashboard", "unit", "work"]

_NOW: Any = bindparam("now")
_RUNNING = col(Enrolment.status) != EnrolmentStatus.WITHDRAWN


def _criteria(units: rows.Statement) -> ColumnElement[int]:
    places = select(col(EnrolmentUnit.unit_id)).join(Enrolment, col(Enrolment.id) == col(EnrolmentUnit.enrolment_id))
    mine = places.where(col(Enrolment.person_id) == ME, _RUNNING)
    wanted = and_(col(AssessmentCriterion.unit_id).in_(mine), col(AssessmentCriterion.unit_id).in_(units))
    return select(func.count(col(AssessmentCriterion.id))).where(wanted).scalar_subquery()


def _signed_off() -> ColumnElement[int]:
    return (
        select(func.count(distinct(col(CriterionDecision.criterion_id))))
        .join(Attempt, col(Attempt.id) == col(CriterionDecision.attempt_id))
        .join(Submission, col(Submission.id) == col(Attempt.submission_id))
        .join(Decision, col(Decision.attempt_id) == col(Attempt.id))
        .where(col(Submission.person_id) == ME, col(CriterionDecision.is_met), col(Decision.released_at).is_not(None))
        .scalar_subquery()
    )


def _place() -> rows.Statement:
    return (
        select(col(Programme.title), col(Person.name), col(Person.alias), col(Person.identity_protection))
        .select_from(Enrolment)
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .join(Programme, col(Programme.id) == col(Cohort.programme_id))
        .join(Person, col(Person.id) == col(Enrolment.tutor_id))
        .where(col(Enrolment.person_id) == ME, _RUNNING)
        .order_by(col(Enrolment.started_on).desc())
        .limit(1)
    )


def _concierge() -> rows.Statement:
    house = select(col(Organisation.id)).where(col(Organisation.kind) == OrganisationKind.PROVIDER)
    return (
        select(col(Person.name), col(Person.alias), col(Person.identity_protection))
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(col(RoleGrant.organisation_id).in_(house), col(RoleGrant.role) == Role.CONCIERGE, col(Person.is_active))
        .order_by(col(Person.name))
        .limit(1)
    )


def _dashboard() -> rows.Statement:
    running = select(col(Enrolment.id)).where(col(Enrolment.person_id) == ME, _RUNNING)
    ahead = tasks().where(col(Task.status).in_((TaskStatus.OPEN, TaskStatus.HANDED_IN)), col(Task.enrolment_id).in_(running))
    is_done = and_(col(Task.person_id) == ME, col(Task.status) == TaskStatus.DONE)
    due_units = select(col(Task.unit_id)).where(
        col(Task.person_id) == ME, col(Task.kind) == TaskKind.HAND_IN, col(Task.status) != TaskStatus.DROPPED, col(Task.first_due_at) <= _NOW
    )
    return select(
        rows.gathered(ahead.order_by(col(Task.due_at), col(Task.position), col(Task.id)).limit(MOST_TASKS), "ahead"),
        rows.gathered(tasks().where(is_done).order_by(col(Task.done_at).desc(), col(Task.id)).limit(DONE_SHOWN), "done"),
        select(func.count()).select_from(Task).where(is_done).scalar_subquery().label("done_count"),
        _criteria(select(col(Unit.id))).label("total"),
        _criteria(due_units).label("expected"),
        _criteria(select(col(Submission.unit_id)).where(col(Submission.person_id) == ME)).label("handed_in"),
        _signed_off().label("signed_off"),
        rows.gathered(_place(), "place"),
        rows.gathered(_concierge(), "concierge"),
    )


_DASHBOARD = _dashboard()


def dashboard(session: Session, me: Visitor, now: datetime) -> Dashboard:
    """My start page: what is late, due and done, how far I am, and who helps."""
    found = session.connection().execute(_DASHBOARD, {"me": me.id, "now": now}).one()
    ahead = [Line(*values) for values in found.ahead]
    to_do = [line for line in ahead if line.status == TaskStatus.OPEN]
    waiting = [line.row(me.zone, now) for line in ahead if line.status == TaskStatus.HANDED_IN]
    late, week, month, later = [], [], [], []
    for line in to_do[1:]:
        days = clock.days_between(now, line.due, me.zone)
        if line.due < now:
            late.append(line.row(me.zone, now))
        elif days < WEEK_DAYS:
            week.append(line.row(me.zone, now))
        elif days <= MONTH_DAYS:
            month.append(line.row(me.zone, now))
        else:
            later.append(line)
    done = [Line(*values).row(me.zone, now) for values in found.done]
    return Dashboard(
        programme=found.place[0][0] if found.place else "", next=to_do[0].next(me.zone, now) if to_do else NextThing(),
        late=late, week=week, month=month, later=[line.row(me.zone, now) for line in later[:LATER_SHOWN]], later_count=len(later),
        waiting=waiting, done=done, done_count=found.done_count,
        bars=_bars(found.total, found.expected, found.handed_in, found.signed_off), people=_people(found.place, found.concierge),
    )


def _bars(total: int, expected: int, handed_in: int, signed_off: int) -> Bars:
    gap = expected - handed_in
    said = "On plan." if gap == 0 else f"{states.counted(abs(gap), 'criterion', 'criteria')} {'behind' if gap > 0 else 'ahead of'} plan."
    return Bars(total, expected, handed_in, signed_off, said if total else "")


def _people(place: list[list[str]], concierge: list[list[str]]) -> list[PersonRow]:
    known = [(names.shown(*values[1:]), "Tutor") for values in place] + [(names.shown(*values), "Concierge") for values in concierge]
    return [PersonRow(name, role, names.initials(name)) for name, role in known]


def unit(session: Session, me: Visitor, unit_id: str, now: datetime) -> UnitPage:
    """A unit I take, its criteria and my tasks in it. Any other unit is not found."""
    mine = select(col(EnrolmentUnit.id)).join(Enrolment, col(Enrolment.id) == col(EnrolmentUnit.enrolment_id)).where(
        col(EnrolmentUnit.unit_id) == col(Unit.id), col(Enrolment.person_id) == me.id, _RUNNING
    )
    tasked = select(col(Task.id)).where(col(Task.unit_id) == col(Unit.id), col(Task.person_id) == me.id, col(Task.status) != TaskStatus.DROPPED)
    known = known_id(unit_id, "That unit")
    found = session.execute(select(Unit).where(col(Unit.id) == known, or_(mine.exists(), tasked.exists()))).scalars().first()
    if found is None:
        raise NotFound("That unit")
    ordered = select(AssessmentCriterion).where(col(AssessmentCriterion.unit_id) == known).order_by(col(AssessmentCriterion.position))
    criteria = session.execute(ordered).scalars()
    listed = (
        tasks()
        .add_columns(func.coalesce(col(TimelineItem.text), ""))
        .join(TimelineItem, col(TimelineItem.id) == col(Task.item_id), isouter=True)
        .where(col(Task.unit_id) == known, col(Task.status) != TaskStatus.DROPPED)
        .order_by(col(Task.due_at), col(Task.position), col(Task.id))
        .limit(MOST_TASKS)
    )
    gathered = session.execute(select(rows.gathered(listed, "tasks")), {"me": me.id}).scalar_one()
    return UnitPage(
        id=found.id, code=found.code, title=found.title, level=found.home_level, credits=found.credits,
        criteria=[UnitCriterion(each.ref, each.command_verb, each.text, PLURAL if each.is_plural else "") for each in criteria],
        tasks=[_unit_task(Line(*values[:-1]), values[-1], me.zone, now) for values in gathered],
    )


def _unit_task(line: Line, text: str, zone: str, now: datetime) -> UnitTask:
    return UnitTask(line.row(zone, now), line.why, text, line.status == TaskStatus.DONE, line.kind == TaskKind.HAND_IN)
