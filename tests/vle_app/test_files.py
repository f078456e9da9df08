"""Drafts are taken away by their owner alone, and bytes without a record are swept up."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.records import AuditEntry, StoredFile
from tests import builders, cast
from vle_app import clock, db, files
from vle_app.errors import NotFound
from vle_app.integrations import storage


def test_taking_a_draft_away_is_written_down(session: Session, now: datetime) -> None:
    stored = builders.a_draft(session, builders.a_task(session, "Sam Okafor", now))
    files.remove(session, cast.visitor(session, "Sam Okafor"), stored.id, now=now)
    session.commit()
    assert session.exec(select(StoredFile)).all() == []
    assert session.exec(select(AuditEntry.action)).all() == ["took file away"]


@pytest.mark.parametrize("name", ["Kate Lowther", "Helen Marsh", "Dawn Mercer"])
def test_nobody_else_takes_it_away(session: Session, now: datetime, name: str) -> None:
    stored = builders.a_draft(session, builders.a_task(session, "Sam Okafor", now))
    with pytest.raises(NotFound):
        files.remove(session, cast.visitor(session, name), stored.id, now=now)


@pytest.mark.parametrize("given", [None, 7, [], {"a": 1}, "x" * 10**6, "\x00" * 26, "\ud800" * 26])
def test_a_strange_id_is_not_found(session: Session, now: datetime, given: object) -> None:
    with pytest.raises(NotFound):
        files.remove(session, cast.visitor(session, "Sam Okafor"), given, now=now)  # type: ignore[arg-type]


async def _one(word: bytes) -> object:
    yield word


async def test_bytes_without_a_record_are_swept_up_after_a_while(session: Session, now: datetime, database: db.Database) -> None:
    stored = builders.a_draft(session, builders.a_task(session, "Sam Okafor", now))
    store = storage.in_memory()
    for key in (stored.id, "b" * 26):
        await store.put(key, _one(b"words"))  # type: ignore[arg-type]
    assert await files.tidy(database, store, now=clock.now()) == 0
    assert await files.tidy(database, store, now=clock.now() + timedelta(hours=1)) == 1
    assert [key async for key, _ in store.listed()] == [stored.id]
