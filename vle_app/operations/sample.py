"""The sample pilot of a practice house: laid out on the first start, brought up to date, or laid out anew. Practice only."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import text
from sqlmodel import SQLModel, select

from models.people import Person
from vle_app.db import Database
from vle_app.integrations.storage import Store
from vle_app.operations import startup
from vle_app.operations.startup import Say
from vle_app.practice import accounts as standing
from vle_app.practice import pilot


def is_empty(database: Database) -> bool:
    """True if nobody is in the database."""
    with database.snapshot() as session:
        return session.exec(select(Person.id).limit(1)).first() is None


def is_laid_out(database: Database) -> bool:
    """True if a pilot is."""
    with database.snapshot() as session:
        return pilot.is_laid_out(session)


def lay_out(database: Database, store: Store, say: Say, *, participants: int = 200, number: int = 1, now: datetime) -> None:
    """Lay the pilot out around today, with the bytes of its files. All of its records appear at once, or none does."""
    started = time.monotonic()
    say(f"Laying out the sample pilot with {participants} participants …")
    with database.transaction() as session, _keeping(store) as keep:
        pilot.lay_out(session, seed=number, participants=participants, now=now, keep=keep)
    say(f"Laid out in {time.monotonic() - started:.1f} seconds.")


def refresh(database: Database, say: Say, *, now: datetime) -> None:
    """Move every date by whole weeks, so that work is due this week again."""
    with database.transaction() as session:
        days = pilot.refresh(session, now=now)
    say(f"Every date has moved by {days} days." if days else "The dates are less than a week old, so nothing has moved.")


def clear(database: Database, store: Store) -> None:
    """Take everything out of a practice house: every record and every file."""
    with database.writing.begin() as connection:
        SQLModel.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        if not database.is_sqlite:
            connection.execute(text("DROP FUNCTION IF EXISTS refuse_change"))
    asyncio.run(_forget_files(store))
    startup.prepare(database)


def accounts(database: Database) -> list[dict[str, str]]:
    """One account for each role: role, name, email, password, start_page."""
    with database.snapshot() as session:
        found = standing.accounts(session)
    return [{"role": one.role.value, "name": one.name, "email": one.email, "password": one.password, "start_page": one.start_page} for one in found]


async def _forget_files(store: Store) -> None:
    for key in [key async for key, _ in store.listed()]:
        await store.delete(key)


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body


@contextmanager
def _keeping(store: Store) -> Iterator[Callable[[str, bytes], None]]:
    """A plain function that keeps bytes in the store, which itself is asynchronous."""
    with asyncio.Runner() as runner:
        yield lambda key, body: runner.run(store.put(key, _whole(body)))
