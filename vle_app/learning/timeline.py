"""A participant's own timeline: laid out from the programme's template, moved by those who may, ticked off by its owner."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, select

from models.enrolments import Cohort, Enrolment
from models.people import Division, Organisation, Person, Role
from models.programmes import TaskKind, TimelineItem
from models.timeline import Task, TaskStatus
from vle_app import audit, clock, lifecycle, live, working_days
from vle_app.errors import NotAllowed, NotFound, Refusal, known_id
from vle_app.notices import outbox
from vle_app.people.visitors import Visitor

WHAT = "That task"
TICKED: lifecycle.Moves = {TaskStatus.OPEN: frozenset({TaskStatus.DONE}), TaskStatus.DONE: frozenset({TaskStatus.OPEN})}


def due_dates(starts_on: date, offsets: Sequence[int], *, zone: str, division: Division) -> dict[int, datetime]:
    """For each number of working days after the start: 23:59 of that day where the person lives."""
    dates, day, passed = {}, working_days.on_or_after(starts_on, division), 0
    for offset in sorted(set(offsets)):
        day, passed = working_days.add(day, offset - passed, division), offset
        dates[offset] = clock.end_of(day, zone)
    return dates


def lay_out(session: Session, enrolment: Enrolment, *, zone: str, division: Division, now: datetime) -> list[Task]:
    """Give this enrolment its own dated tasks, one for each line of the programme's template. What it has already is not given twice."""
    template = select(TimelineItem).join(Cohort, col(Cohort.programme_id) == TimelineItem.programme_id).where(Cohort.id == enrolment.cohort_id)
    items = session.exec(template.order_by(col(TimelineItem.position))).all()
    given = set(session.exec(select(Task.item_id).where(Task.enrolment_id == enrolment.id)))
    due = due_dates(enrolment.started_on, [item.offset_working_days for item in items], zone=zone, division=division)
    tasks = [
        Task(
            enrolment_id=enrolment.id, person_id=enrolment.person_id, unit_id=item.unit_id, item_id=item.id, kind=item.kind, title=item.title,
            why=item.why, minutes=item.minutes, position=item.position, created_at=now,
            first_due_at=due[item.offset_working_days], due_at=due[item.offset_working_days],
        )
        for item in items
        if item.id not in given
    ]
    session.add_all(tasks)
    return tasks


def extend(session: Session, who: Visitor, task_id: str, until: datetime, *, why: str, now: datetime) -> Task:
    """Move the date that counts to a later one: for the concierge, and for the tutor of that enrolment.

    Reminders of the old date are withdrawn. The date first given stays on the record, and `why` is kept as a digest only.
    """
    task, enrolment = _reachable(session, who, task_id)
    if task.status is not TaskStatus.OPEN:
        raise Refusal("This task is finished or handed in, so its date no longer matters. Choose one that is still open.")
    if until <= max(now, task.due_at):
        raise Refusal("Choose a date later than today and later than the date that counts now.")
    if not why.strip():
        raise Refusal("Say in a few words why the date moves. The reason is kept with it.")
    audit.record(session, who.id, "moved date", task, now=now, due_at=f"{task.due_at:%Y-%m-%dT%H:%MZ}", until=f"{until:%Y-%m-%dT%H:%MZ}", why=why.strip())
    task.due_at = until
    task.due_version += 1
    session.add(task)
    outbox.withdraw(session, task.id, reason="the date moved", rules="task_", before_version=task.due_version)
    _tell(session, task, enrolment)
    return task


def give_time(session: Session, who: Visitor, task_id: str, days: int, *, why: str, now: datetime) -> Task:
    """Extend by 1 to 30 working days of the force, counted from the date that counts now, or from today if that has passed."""
    if not isinstance(days, int) or not 1 <= days <= 30:
        raise Refusal("Give between 1 and 30 working days. For longer, arrange a break in learning.")
    task, enrolment = _reachable(session, who, task_id)
    person, force = session.get_one(Person, task.person_id), session.get_one(Organisation, enrolment.organisation_id)
    start = clock.local(max(now, task.due_at), person.zone).date()
    until = clock.end_of(working_days.add(start, days, force.division), person.zone)
    return extend(session, who, task_id, until, why=why, now=now)


def finish(session: Session, who: Visitor, task_id: str, *, now: datetime) -> Task:
    """Tick off one's own task. What is to be handed in is refused: handing it in is what finishes it."""
    task, enrolment = _own(session, who, task_id)
    if task.kind is TaskKind.HAND_IN:
        raise Refusal("This one is finished by handing in your work. Open it to add your file.")
    lifecycle.move(task.status, TaskStatus.DONE, TICKED, "This is ticked off already.")
    task.status, task.done_at = TaskStatus.DONE, now
    session.add(task)
    audit.record(session, who.id, "finished task", task, now=now)
    outbox.withdraw(session, task.id, reason="already done", rules="task_")
    _tell(session, task, enrolment)
    return task


def reopen(session: Session, who: Visitor, task_id: str, *, now: datetime) -> Task:
    """Take one's own tick back. Its date is what it was."""
    task, enrolment = _own(session, who, task_id)
    if task.kind is TaskKind.HAND_IN:
        raise Refusal("Work that was handed in stays handed in. Ask your tutor if something is wrong with it.")
    lifecycle.move(task.status, TaskStatus.OPEN, TICKED, "This is open already.")
    task.status, task.done_at = TaskStatus.OPEN, None
    session.add(task)
    audit.record(session, who.id, "reopened task", task, now=now)
    _tell(session, task, enrolment)
    return task


def _own(session: Session, who: Visitor, task_id: str) -> tuple[Task, Enrolment]:
    """My own task, locked, with my enrolment. One that was taken off the timeline is not found either."""
    mine = and_(col(Task.person_id) == who.id, col(Task.status) != TaskStatus.DROPPED)
    return _locked(session, task_id, mine)


def _reachable(session: Session, who: Visitor, task_id: str) -> tuple[Task, Enrolment]:
    """A task whose date this person may move. To its owner that is not allowed; to anybody else it is not found."""
    is_tutor = and_(col(Enrolment.tutor_id) == who.id, true() if who.has(Role.TUTOR) else false())
    task, enrolment = _locked(session, task_id, or_(is_tutor, col(Task.person_id) == who.id, true() if who.has(Role.CONCIERGE) else false()))
    if task.person_id == who.id:
        raise NotAllowed("You cannot move your own date. Ask your tutor or your concierge, and say which day you need.")
    return task, enrolment


def _locked(session: Session, task_id: str, where: ColumnElement[bool]) -> tuple[Task, Enrolment]:
    found = select(Task, Enrolment).join(Enrolment, col(Enrolment.id) == Task.enrolment_id).where(Task.id == known_id(task_id, WHAT), where)
    row = session.exec(found.with_for_update(of=Task)).first()
    if row is None:
        raise NotFound(WHAT)
    return row


def _tell(session: Session, task: Task, enrolment: Enrolment) -> None:
    """Everybody who may have this timeline open: its owner, the force's lead and the staff."""
    for topic in (live.person(task.person_id), live.force(enrolment.organisation_id), live.PROGRAMME):
        live.tell(session, topic)
