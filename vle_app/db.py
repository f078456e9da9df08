"""Engines, thread pools and transactions. The only place that commits."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, event
from sqlmodel import Session, create_engine

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Session, P], T]
CommitListener = Callable[[Session], None]

_before_commit: list[CommitListener] = []
_after_commit: list[CommitListener] = []


def listen_to_commits(before: CommitListener, after: CommitListener) -> None:
    """Call `before` inside, and `after` outside, every transaction that commits. Registering twice counts once."""
    if before not in _before_commit:
        _before_commit.append(before)
    if after not in _after_commit:
        _after_commit.append(after)


def _sqlite(engine: Engine, begin: str) -> None:
    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, _: Any) -> None:
        for pragma in ("journal_mode=WAL", "busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON", "cache_size=-2000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.isolation_level = None  # we begin ourselves: a deferred BEGIN that reads and then writes oversells

    @event.listens_for(engine, "begin")
    def begins(connection: Any) -> None:
        connection.connection.dbapi_connection.execute(begin)  # past SQLAlchemy's own ceremony, which costs more than the rest of a small read


class Database:
    """One database: an engine for writers, one for readers, and a small pool of threads for each, with two more for long work."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"hide_parameters": True, "pool_size": 8, "max_overflow": 8, "pool_pre_ping": not self.is_sqlite}
        self.writing = create_engine(url, **options)
        self.reading = create_engine(url, **options)
        if self.is_sqlite:
            _sqlite(self.writing, "BEGIN IMMEDIATE")
            _sqlite(self.reading, "BEGIN")
        self._writers = ThreadPoolExecutor(1 if self.is_sqlite else 8, thread_name_prefix="vle-write")
        self._readers = ThreadPoolExecutor(8, thread_name_prefix="vle-read")
        self._long = ThreadPoolExecutor(2, thread_name_prefix="vle-long")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing transaction for code outside the event loop: commits at the end, or undoes everything."""
        with Session(self.writing, expire_on_commit=False) as session:
            yield session
            for listener in _before_commit:
                listener(session)
            session.commit()
        for listener in _after_commit:
            listener(session)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A read-only session; whatever it changes is undone when it closes."""
        with Session(self.reading, expire_on_commit=False, autoflush=False) as session:
            yield session

    def _write(self, work: Callable[..., T], args: Any, kwargs: Any) -> T:
        with self.transaction() as session:
            return work(session, *args, **kwargs)

    def _read(self, work: Callable[..., T], args: Any, kwargs: Any) -> T:
        with self.snapshot() as session:
            return work(session, *args, **kwargs)

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(session, …)` in one writing transaction in the writers' pool. Return plain values, never table rows."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._write, work, args, kwargs)

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(session, …)` in the readers' pool; nothing it does is kept."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work, args, kwargs)

    async def apart(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run long work without a session (hashing, archives) in the two threads kept for it."""
        return await asyncio.get_running_loop().run_in_executor(self._long, lambda: work(*args, **kwargs))

    def close(self) -> None:
        """Stop the threads and let go of every connection."""
        for pool in (self._writers, self._readers, self._long):
            pool.shutdown(wait=True, cancel_futures=True)
        self.writing.dispose()
        self.reading.dispose()


_current: Database | None = None


def use(database: Database | None) -> None:
    """Make this the process's database."""
    global _current
    _current = database


def current() -> Database:
    """The process's database. Opening it is the assembly's work."""
    if _current is None:
        raise RuntimeError("no database has been opened")
    return _current
