"""Who needs somebody's attention today: one queue across all forces, the longest wait first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.enrolments import Enrolment, EnrolmentStatus
from models.people import Organisation, Person, Role
from models.timeline import Task, TaskStatus
from vle_app import clock, names
from vle_app.errors import NotAllowed, NotFound, known_id
from vle_app.notices import queries
from vle_app.notices.queries import ToldRow
from vle_app.people.visitors import Visitor

PAGE = 40


@dataclass(frozen=True)
class AttentionRow:
    """One person and the task of theirs that has waited longest."""

    task_id: str
    who: str
    force: str
    margin: str
    late: str
    title: str
    why: str


@dataclass(frozen=True)
class Attention:
    """The queue's first page and how many people are in it."""

    rows: list[AttentionRow]
    people: int
    tasks: int


def told(session: Session, who: Visitor, task_id: str) -> list[ToldRow]:
    """What anybody was told about one task. Concierge and director only; what is not a task is not found."""
    if not who.has(Role.CONCIERGE, Role.DIRECTOR):
        raise NotAllowed("The log is for the concierge. We brought you to your own start page.")
    task = session.get(Task, known_id(task_id, "That task"))
    if task is None:
        raise NotFound("That task")
    return list(queries.told(session, task.id, who.zone))


def queue(session: Session, who: Visitor, *, now: datetime) -> Attention:
    """People with overdue work, whose enrolment is running, each once with their oldest task. Concierge and director only."""
    if not who.has(Role.CONCIERGE, Role.DIRECTOR):
        raise NotAllowed("The queue is for the concierge. We brought you to your own start page.")
    overdue = (
        select(
            col(Task.id),
            col(Task.person_id),
            func.count().over(partition_by=col(Task.person_id)).label("count"),
            func.row_number().over(partition_by=col(Task.person_id), order_by=[col(Task.due_at), col(Task.id)]).label("rank"),
        )
        .join(Enrolment, col(Enrolment.id) == col(Task.enrolment_id))
        .where(col(Task.status) == TaskStatus.OPEN, col(Task.due_at) < now, col(Enrolment.status) == EnrolmentStatus.ACTIVE)
        .subquery()
    )
    people, tasks = session.execute(select(func.count(), func.coalesce(func.sum(overdue.c.count), 0)).where(overdue.c.rank == 1)).one()
    found = session.execute(
        select(
            col(Task.id),
            col(Task.title),
            col(Task.due_at),
            col(Task.minutes),
            col(Task.first_due_at),
            overdue.c.count,
            col(Person.name),
            col(Person.alias),
            col(Person.identity_protection),
            col(Organisation.name),
        )
        .join(overdue, (overdue.c.id == col(Task.id)) & (overdue.c.rank == 1))
        .join(Person, col(Person.id) == col(Task.person_id))
        .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .order_by(col(Task.due_at), col(Task.id))
        .limit(PAGE)
    ).all()
    rows = [_row(tuple(values), who.zone, now) for values in found]
    return Attention(rows=rows, people=people, tasks=tasks)


def _row(values: tuple[Any, ...], zone: str, now: datetime) -> AttentionRow:
    task_id, title, due_at, minutes, first_due_at, count, name, alias, protection, force = values
    others = f", and {count - 1} more" if count > 1 else ""
    moved = " Already moved once." if due_at - first_due_at > timedelta(hours=1) else ""
    return AttentionRow(
        task_id=str(task_id),
        who=names.shown(str(name), str(alias), str(protection)),
        force=str(force),
        margin=clock.short_day(due_at, zone),
        late=clock.distance(now, due_at, zone),
        title=str(title),
        why=f"{minutes} minutes of work{others}.{moved}",
    )
