"""A house without the cast, and the sample pilot laid out in one: once for all tests that only look at it."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import Session, SQLModel

from tests import conftest
from vle_app import audit, db
from vle_app.practice import pilot

Bytes = dict[str, bytes]


def _emptied(opened: db.Database) -> db.Database:
    with opened.transaction() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.execute(delete(table))
    return opened


@pytest.fixture
def empty(database: db.Database) -> Iterator[Session]:
    """An open session on a database with tables and nothing in them."""
    with Session(_emptied(database).writing, expire_on_commit=False) as session:
        yield session


@pytest.fixture(scope="module")
def kept() -> Bytes:
    """The bytes that the pilot gave away to be kept, by file id."""
    return {}


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory, worker_id: str, kept: Bytes) -> Iterator[db.Database]:
    """A database with the pilot of two hundred, laid out on Monday 23 November 2026 at noon."""
    audit.use_salt(b"tests")
    url = os.environ.get("VLE_TEST_DATABASE_URL", "")
    if url:
        opened = _emptied(conftest._postgresql(url, f"{worker_id}_pilot"))
    else:
        opened = db.Database(f"sqlite:///{Path(tmp_path_factory.mktemp('pilot')) / 'vle.db'}")
        SQLModel.metadata.create_all(opened.writing)
    with opened.transaction() as session:
        pilot.lay_out(session, now=conftest.NOON, keep=kept.__setitem__)
    yield opened
    opened.close()


@pytest.fixture
def looking(laid_out: db.Database) -> Iterator[Session]:
    """The pilot, to look at; changes are undone."""
    with laid_out.snapshot() as session:
        yield session


@pytest.fixture
def lay_out_small(empty: Session) -> Callable[[datetime], None]:
    """Lay out a pilot of thirty in the empty house."""
    return lambda now: pilot.lay_out(empty, participants=30, now=now)
