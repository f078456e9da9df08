"""Migrations lead from nothing to the tables of today, on both databases."""

import os
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from vle_app import db
from vle_app.errors import CannotStart
from vle_app.operations import migrations
from vle_app.operations.migrations import State


def _move_to(database: db.Database, revision: str) -> None:
    with database.writing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


@pytest.fixture
def empty(database: db.Database, tmp_path: Path) -> db.Database:
    """A database without tables."""
    if not database.is_sqlite:
        with database.writing.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        return database
    return db.Database(f"sqlite:///{tmp_path / 'empty.db'}")


def test_the_migrations_make_exactly_the_tables_that_models_describes(database: db.Database) -> None:
    assert migrations.state(database) is State.AT_HEAD
    assert migrations.differences(database) == []


def test_an_empty_database_is_brought_to_today(empty: db.Database) -> None:
    assert migrations.state(empty) is State.EMPTY
    migrations.upgrade(empty)
    migrations.upgrade(empty)
    assert migrations.state(empty) is State.AT_HEAD
    assert set(inspect(empty.reading).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}
    empty.close()


def test_a_database_from_a_newer_version_is_refused_and_left_alone(database: db.Database) -> None:
    _move_to(database, "from_the_future")
    try:
        assert migrations.state(database) is State.NEWER
        with pytest.raises(CannotStart, match="made by a newer version"):
            migrations.upgrade(database)
        assert migrations.revision(database) == "from_the_future"
    finally:
        _move_to(database, migrations.head())


async def test_readiness_knows_whether_the_tables_are_those_of_today(database: db.Database) -> None:
    assert await migrations.is_at_head()
    _move_to(database, "from_the_future")
    try:
        assert not await migrations.is_at_head()
    finally:
        _move_to(database, migrations.head())


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    database = db.Database("postgresql+psycopg://vle:geheim@127.0.0.1:1/vle")
    with pytest.raises(CannotStart) as refused:
        migrations.state(database)
    database.close()
    assert str(refused.value).startswith("The database vle at 127.0.0.1:1 does not answer (")
    assert "geheim" not in str(refused.value)


@pytest.mark.skipif(bool(os.environ.get("VLE_TEST_DATABASE_URL")), reason="a matter of files")
def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "vle.db").write_text("Dear diary, " * 400)
    database = db.Database(f"sqlite:///{tmp_path / 'vle.db'}")
    with pytest.raises(CannotStart, match="cannot be opened"):
        migrations.state(database)
    database.close()
