"""Fixtures for those who mean harm: a world with something to take, and a gate that does not count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from models.notices import Channel, Notice, NoticeState
from models.people import SignIn
from models.programmes import TaskKind
from models.records import PracticeMail
from models.timeline import TaskStatus
from pages.gate import Gate
from tests import builders, cast, pieces
from tests.pages.conftest import signed_in
from vle_app import db, vle_app

_EXEMPT = {"sign_in": {"seen_at"}}  # being there is no change

Contents = dict[str, frozenset[str]]


def contents(database: db.Database) -> Contents:
    """Every row of every table, the audit log included, to compare before with after."""
    found = {}
    with database.reading.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name not in _EXEMPT.get(table.name, ()))
            found[table.name] = frozenset(map(str, connection.execute(text(f'SELECT {columns} FROM "{table.name}"'))))  # noqa: S608  our own tables
    return found


def changed(before: Contents, after: Contents) -> dict[str, frozenset[str]]:
    """What is not as it was, by table; empty if everything is."""
    return {name: before[name] ^ after[name] for name in before if before[name] != after[name]}


@dataclass(frozen=True)
class Loot:
    """What Sam has that others might want, by id. `own` are the varying parts of addresses at which Kate has something herself."""

    task_id: str
    reading_id: str
    done_id: str
    unit_id: str
    submission_id: str
    draft_id: str
    notice_id: str
    sign_in_id: str
    letter_id: str
    own: dict[str, str]

    @property
    def ids(self) -> list[str]:
        """All of them."""
        return [value for value in vars(self).values() if isinstance(value, str)]


@pytest.fixture
def loot(session: Session, now: datetime) -> Loot:
    """Sam has work with Helen, another piece in draft, something to read and something read, a notice, a sign-in, and a letter in the practice mailbox."""
    submission = pieces.handed_in(session, now)
    task, reading, done = (
        builders.a_task(session, "Sam Okafor", now, kind=kind, status=status, title="Read: what a strategic leader is for")
        for kind, status in ((TaskKind.HAND_IN, TaskStatus.OPEN), (TaskKind.READ, TaskStatus.OPEN), (TaskKind.READ, TaskStatus.DONE))
    )
    draft = builders.a_draft(session, task)
    signed_in(session, "Sam Okafor")
    notice = Notice(
        key="sam", person_id=task.person_id, subject_id=task.id, rule="receipt", channel=Channel.BELL, state=NoticeState.SENT,
        title="Handed in", next_try_at=now, sent_at=now,
    )
    letter = PracticeMail(sender="us", recipient=cast.email("Sam Okafor"), subject="For Sam", text="Only for Sam", received_at=now)
    session.add_all([notice, letter])
    sign_in = session.exec(select(SignIn.id).where(SignIn.person_id == task.person_id)).one()
    own = _own(session, now)
    session.commit()
    return Loot(task.id, reading.id, done.id, str(task.unit_id), submission.id, draft.id, notice.id, sign_in, letter.id, own)


def _own(session: Session, now: datetime) -> dict[str, str]:
    """Kate has a piece to hand in, in the unit that Sam takes too."""
    task = builders.a_task(session, "Kate Lowther", now)
    return {"task_id": task.id, "unit_id": str(task.unit_id)}


@pytest.fixture
def patient_gate() -> Iterator[None]:
    """The gate lets a tab fire as fast as it likes, so that it is asked about each event and not about their number."""
    gate = next(each for each in vle_app.app._middlewares if isinstance(each, Gate))
    before = gate.rate, gate.burst
    gate.rate, gate.burst = 1e9, 10**9
    yield
    gate.rate, gate.burst = before
