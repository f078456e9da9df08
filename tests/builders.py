"""Builders: each names only what matters to the test; the rest is plausible."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from models.catalogue import Unit
from models.programmes import TaskKind
from models.timeline import Task, TaskStatus
from tests import cast


def a_task(session: Session, name: str, due_at: datetime, *, kind: TaskKind = TaskKind.HAND_IN, unit: str = "701", status: TaskStatus = TaskStatus.OPEN, title: str = "Hand in 701 Strategic Leadership") -> Task:
    """A task of that member of the cast, due then."""
    place = cast.enrolment(session, name)
    unit_id = session.exec(select(Unit.id).where(Unit.code == unit)).one()
    task = Task(
        enrolment_id=place.id, person_id=place.person_id, unit_id=unit_id, kind=kind, title=title, minutes=25, position=1,
        first_due_at=due_at, due_at=due_at, status=status, done_at=due_at - timedelta(days=1) if status is TaskStatus.DONE else None,
    )
    session.add(task)
    session.commit()
    return task
