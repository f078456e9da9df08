"""Live topics: an action tells a topic; after its commit everybody who watches that topic hears the name, and re-reads what they may see."""

import asyncio
import contextlib
import contextvars
import secrets
from collections.abc import AsyncIterator, Callable

from sqlalchemy import text
from sqlmodel import Session

from vle_app import db

_KEY = "live_topics"
_CHANNEL = "vle_live"
_ME = secrets.token_hex(4)
Listener = Callable[[str], None]

_listeners: list[Listener] = []
_loop: asyncio.AbstractEventLoop | None = None
_clean: contextvars.Context | None = None


def tell(session: Session, topic: str) -> None:
    """Announce `topic` once this transaction has committed; an undone transaction tells nobody."""
    session.info.setdefault(_KEY, set()).add(topic)


def hear(listener: Listener) -> None:
    """Call `listener(topic)` on the event loop for every topic told, in a context that holds nobody's identity."""
    if listener not in _listeners:
        _listeners.append(listener)


def person(person_id: str) -> str:
    """Topic: something on this person's own pages changed."""
    return f"person:{person_id}"


def bell(person_id: str) -> str:
    """Topic: this person's notices changed."""
    return f"bell:{person_id}"


def marking(tutor_id: str) -> str:
    """Topic: this tutor's queue changed."""
    return f"marking:{tutor_id}"


def force(organisation_id: str) -> str:
    """Topic: somebody of this force moved on."""
    return f"force:{organisation_id}"


def sign_in_ended(sign_in_id: str) -> str:
    """Topic: this sign-in is over. Its sockets are closed and its states dropped, in every process."""
    return f"{SIGN_INS}{sign_in_id}"


SIGN_INS = "sign-in:"
PROGRAMME = "programme"
MAILBOX = "mailbox"
OUTBOX = "outbox"


def _announce(topics: set[str]) -> None:
    for topic in topics:
        for listener in _listeners:
            listener(topic)


def _before(session: Session) -> None:
    topics = session.info.get(_KEY)
    if topics and session.get_bind().dialect.name == "postgresql":
        for topic in sorted(topics):
            session.execute(text("SELECT pg_notify(:channel, :word)"), {"channel": _CHANNEL, "word": f"{_ME} {topic}"})


def _after(session: Session) -> None:
    topics = session.info.pop(_KEY, None)
    if topics and _loop is not None and not _loop.is_closed():
        _loop.call_soon_threadsafe(_announce, topics, context=_clean)


async def _other_processes(url: str) -> None:
    """Hear what other processes on the same PostgreSQL told; a lost connection is made again within a second."""
    import psycopg  # ten megabytes that a house with one file does without

    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                await connection.execute(f"LISTEN {_CHANNEL}")
                async for note in connection.notifies():
                    sender, _, topic = note.payload.partition(" ")
                    if sender != _ME:
                        _announce({topic})
        except psycopg.OperationalError:
            await asyncio.sleep(1)


@contextlib.asynccontextmanager
async def running(database: db.Database) -> AsyncIterator[None]:
    """While inside, what commits is announced on this event loop, and, on PostgreSQL, in every other process."""
    global _loop, _clean
    _loop, _clean = asyncio.get_running_loop(), contextvars.copy_context()
    db.listen_to_commits(_before, _after)
    others = None if database.is_sqlite else asyncio.create_task(_other_processes(database.url))
    try:
        yield
    finally:
        _loop = None
        if others:
            others.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await others
