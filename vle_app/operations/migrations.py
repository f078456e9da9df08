"""Which edition of the tables a database has, and bringing it to the one that this programme knows."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

import models  # noqa: F401  registers every table
from vle_app import db
from vle_app.db import Database
from vle_app.errors import CannotStart

ROOT = Path(__file__).parents[2]


class State(StrEnum):
    EMPTY = "empty"
    AT_HEAD = "at head"
    BEHIND = "behind"
    NEWER = "newer"


def _config(connection: Connection | None = None) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    return config


@lru_cache(maxsize=1)
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def head() -> str:
    """The newest revision that this programme knows."""
    return _scripts().get_current_head() or ""


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def revision(database: Database) -> str:
    """The revision that the database is at; empty before the first. A database that does not answer raises `CannotStart`."""
    try:
        with database.reading.connect() as connection:
            return _revision(connection)
    except DatabaseError as fault:
        raise CannotStart(unreachable(database, fault)) from None


def unreachable(database: Database, fault: DatabaseError) -> str:
    """A sentence about a database that does not answer, without its password."""
    url = database.writing.url
    if database.is_sqlite:
        return f"The database {url.database} cannot be opened ({fault.orig}). Check that its folder exists and is yours to write in."
    why = str(fault.orig).partition("\n")[0]
    return f"The database {url.database} at {url.host}:{url.port or 5432} does not answer ({why}). Check VLE_DATABASE_URL and that PostgreSQL is running."


def knows(name: str) -> bool:
    """True if this programme has that revision among its own."""
    try:
        return _scripts().get_revision(name) is not None
    except CommandError:
        return False


def state(database: Database) -> State:
    """Where the database stands. `NEWER`: its revision is not among ours, so a newer programme has been at work."""
    found = revision(database)
    if not found:
        return State.EMPTY
    if found == head():
        return State.AT_HEAD
    return State.BEHIND if knows(found) else State.NEWER


async def is_at_head() -> bool:
    """True if the process's database has the tables that this programme knows. Asked by the readiness check."""
    return await db.current().read(lambda session: _revision(session.connection()) == head())


def refuse_newer(database: Database) -> State:
    """The state; `CannotStart` when a newer programme has been at work, since running on would lose what it knows."""
    found = state(database)
    if found is State.NEWER:
        raise CannotStart(
            "This database was made by a newer version of the learning environment. "
            "Bring this one up to date (git pull) and try again, or restore a backup from before."
        )
    return found


def upgrade(database: Database) -> None:
    """Bring the database to the newest revision: all of it, or none. Several processes may call this at once; newer databases are refused."""
    if refuse_newer(database) is State.AT_HEAD:
        return
    with database.writing.connect() as connection:
        # SQLite changes a table by making it anew, which must not follow foreign keys; outside a transaction, or it has no effect.
        _foreign_keys(connection, database, "OFF")
        try:
            with connection.begin():
                command.upgrade(_config(connection), "head")
                if database.is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                    raise CannotStart("A migration would leave records that point at nothing, so it was undone. Run `vle doctor`.")
        finally:
            _foreign_keys(connection, database, "ON")


def _foreign_keys(connection: Connection, database: Database, word: str) -> None:
    if database.is_sqlite:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute(f"PRAGMA foreign_keys={word}")


def differences(database: Database) -> list[str]:
    """What the tables in the database and those in `models` disagree about; nothing when the migrations are complete."""
    with database.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": database.is_sqlite})
        return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]


def write_revision(database: Database, message: str) -> Path:
    """Write a new migration with what `models` has and the database, which must be at head, has not."""
    with database.writing.begin() as connection:
        made = command.revision(_config(connection), message=message, autogenerate=True)
    scripts = made if isinstance(made, list) else [made]
    return Path(next(script.path for script in scripts if script is not None))
