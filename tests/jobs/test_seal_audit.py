"""The sealing job chains what is new, finds what was missed, and two at once never fork the chain."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from jobs import seal_audit
from models.base import id_before, new_id
from models.records import AuditEntry, AuditSeal
from tests import cast
from vle_app import audit, db


def write(session: Session, now: datetime, *words: str) -> None:
    sam = cast.person(session, "Sam Okafor")
    for word in words:
        audit.record(session, sam.id, word, sam, now=now)
    session.commit()


def sealed(database: db.Database) -> list[str]:
    with database.snapshot() as seen:
        found = select(AuditEntry.action).join(AuditSeal, col(AuditSeal.entry_id) == AuditEntry.id).order_by(col(AuditSeal.number))
        assert audit.verify(seen) == ""
        return list(seen.exec(found))


async def test_each_entry_is_sealed_once(session: Session, database: db.Database, now: datetime) -> None:
    write(session, now, "one", "two")
    assert await seal_audit.run(now) == 2
    assert await seal_audit.run(now) == 0
    write(session, now, "three")
    assert await seal_audit.run(now) == 1
    assert sealed(database)[2:] == ["three"]


async def test_an_entry_dated_long_ago_is_sealed_with_the_next(session: Session, database: db.Database, now: datetime) -> None:
    write(session, now, "one")
    await seal_audit.run(now)
    write(session, now - timedelta(days=90), "of last summer")
    assert await seal_audit.run(now) == 1
    assert sealed(database) == ["one", "of last summer"]


async def test_an_entry_made_hours_before_the_newest_sealed_one_is_found_by_the_whole_search(session: Session, database: db.Database, now: datetime) -> None:
    write(session, now, "one")
    await seal_audit.run(now)
    old = AuditEntry(id=id_before(new_id(), timedelta(hours=2)), at=now, action="late", subject_kind="person", subject_id="s")
    session.add(old)
    session.commit()
    assert await seal_audit.run(now) == 0
    assert await seal_audit.run(now, is_whole=True) == 1
    assert sealed(database) == ["one", "late"]


async def test_two_processes_sealing_at_once_make_one_chain(session: Session, database: db.Database, now: datetime) -> None:
    write(session, now, "one", "two")
    if database.is_sqlite:  # one writer at a time: the second finds nothing
        assert audit.seal(session, now=now) == 2
        session.commit()
        assert await seal_audit.run(now) == 0
    else:  # both see the same work; whoever commits second is undone
        with Session(database.writing) as slow:
            assert audit.seal(slow, now=now) == 2
            assert audit.seal(session, now=now) == 2
            session.commit()
            with pytest.raises(IntegrityError):
                slow.commit()
    assert sorted(sealed(database)) == ["one", "two"]


async def test_a_job_that_lost_the_race_says_so_quietly_and_goes_on(session: Session, database: db.Database, now: datetime) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time, so nobody loses")
    write(session, now, "one")
    audit.seal(session, now=now)
    session.flush()  # another process holds seal 1 and has not committed
    lost = asyncio.create_task(seal_audit.run(now))
    await asyncio.sleep(0.3)
    session.commit()
    assert await lost == 0
    assert sealed(database) == ["one"]


def test_an_id_is_taken_back_in_time() -> None:
    made = new_id()
    assert id_before(made, timedelta(0))[:9] == made[:9]
    assert id_before(made, timedelta(hours=1)) < id_before(made, timedelta(minutes=59)) < made
    assert id_before("0" * 26, timedelta(days=1)) == "0" * 26
