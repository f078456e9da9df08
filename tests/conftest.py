"""Fixtures: a fresh copy of a small database with the standing cast, on SQLite, or on the PostgreSQL that VLE_TEST_DATABASE_URL names."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

import models  # noqa: F401  registers every table
from tests import cast
from vle_app import audit, db
from vle_app.operations import migrations

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and the cast, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = db.Database(f"sqlite:///{path}")
    _lay_out(database)
    with database.writing.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    database.close()
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    return path


def _lay_out(database: db.Database) -> None:
    migrations.upgrade(database)
    with database.transaction() as session:
        cast.enter(session)


@pytest.fixture
def database(template: Path, tmp_path: Path, worker_id: str) -> Iterator[db.Database]:
    """The process's database for this test: the cast, and nothing else."""
    audit.use_salt(b"tests")
    url = os.environ.get("VLE_TEST_DATABASE_URL", "")
    if url:
        opened = _postgresql(url, worker_id)
    else:
        shutil.copy(template, tmp_path / "vle.db")
        opened = db.Database(f"sqlite:///{tmp_path / 'vle.db'}")
    db.use(opened)
    yield opened
    db.use(None)
    opened.close()


def _postgresql(url: str, worker: str) -> db.Database:
    """A PostgreSQL database of this worker's own, emptied and given the cast anew."""
    base, _, name = url.rpartition("/")
    mine = f"{name}_{worker}"
    _make_postgresql(url, f"{base}/{mine}")
    opened = db.Database(f"{base}/{mine}")
    with opened.transaction() as session:
        tables = ", ".join(f'"{table}"' for table in SQLModel.metadata.tables)
        session.execute(text(f"TRUNCATE {tables} CASCADE"))
    with opened.transaction() as session:
        cast.enter(session)
    return opened


@cache
def _make_postgresql(url: str, mine: str) -> None:
    """Make the database if need be, and its tables anew, once per run: the migrations may have changed since the last."""
    name = mine.rpartition("/")[2]
    admin = db.Database(url)
    with admin.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :n"), {"n": name}).scalar():
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.close()
    opened = db.Database(mine)
    with opened.writing.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    migrations.upgrade(opened)
    opened.close()


@pytest.fixture
def session(database: db.Database) -> Iterator[Session]:
    """An open writing session; commit it yourself when another one must see what you did."""
    with Session(database.writing, expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, noon."""
    return NOON
