"""Builders: each names only what matters to the test; the rest is plausible."""

import secrets
from datetime import datetime, timedelta

from passlib.hash import argon2
from sqlmodel import Session, select

from models.catalogue import Unit
from models.people import SignIn
from models.programmes import TaskKind
from models.records import StoredFile
from models.timeline import Task, TaskStatus
from tests import cast
from vle_app import file_kinds
from vle_app.people import visitors

_QUICK = argon2.using(type="ID", memory_cost=64, rounds=1, parallelism=1)


def a_task(
    session: Session,
    name: str,
    due_at: datetime,
    *,
    kind: TaskKind = TaskKind.HAND_IN,
    unit: str = "701",
    status: TaskStatus = TaskStatus.OPEN,
    title: str = "Hand in 701 Strategic Leadership",
) -> Task:
    """A task of that member of the cast, due then."""
    place = cast.enrolment(session, name)
    unit_id = session.exec(select(Unit.id).where(Unit.code == unit)).one()
    task = Task(
        enrolment_id=place.id,
        person_id=place.person_id,
        unit_id=unit_id,
        kind=kind,
        title=title,
        minutes=25,
        position=1,
        first_due_at=due_at,
        due_at=due_at,
        status=status,
        done_at=due_at - timedelta(days=1) if status is TaskStatus.DONE else None,
    )
    session.add(task)
    session.commit()
    return task


def a_cookie(session: Session, name: str, now: datetime) -> str:
    """The Cookie header of that member of the cast, signed in for the next hour."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(person_id=cast.person(session, name).id, token_digest=visitors.token_digest(token), seen_at=now, expires_at=now + timedelta(hours=1)))
    session.commit()
    return f"vle={token}"


def a_draft(session: Session, task: Task, name: str = "701 okafor.docx") -> StoredFile:
    """A draft file of that task's owner, without bytes."""
    stored = StoredFile(owner_id=task.person_id, task_id=task.id, name=name, media_type=file_kinds.DOCX, size=212_000, sha256=secrets.token_hex(32))
    session.add(stored)
    session.commit()
    return stored


def a_password(session: Session, name: str, password: str = cast.PASSWORD) -> str:
    """Gives that member of the cast a password; its hash, made with the least work, as it is then stored."""
    person = cast.person(session, name)
    person.password_hash = str(_QUICK.hash(password))
    session.commit()
    return person.password_hash
