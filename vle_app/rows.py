"""Many rows as one: JSON gathered inside the database. SQLite lets go of Python's lock once a row, so a hot page reads a single row."""

from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from sqlalchemy import JSON, ColumnElement, ScalarSelect, Select, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

Statement: TypeAlias = Select[*tuple[Any, ...]]
"""A select of whatever columns."""


class _Rows(FunctionElement[list[list[Any]]]):
    """Every row as a JSON array, all of them in one array."""

    inherit_cache = True
    type = JSON()


@compiles(_Rows, "sqlite")
def _on_sqlite(element: _Rows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(_Rows, "postgresql")
def _on_postgresql(element: _Rows, compiler: SQLCompiler, **options: Any) -> str:
    return f"coalesce(json_agg(json_build_array({compiler.process(element.clauses, **options)})), '[]'::json)"


def gathered(statement: Statement, name: str) -> ColumnElement[Any]:
    """The rows of `statement`, in its order, as one column holding a list of lists; an empty list when there are none.

    Values arrive as JSON has them: read moments with `moment`, days with `day`, and truth with `bool`.
    """
    inner = statement.subquery(f"{name}_rows")
    outer: ScalarSelect[Any] = select(_Rows(*inner.c)).scalar_subquery()
    return outer.label(name)


def moment(value: str) -> datetime:
    """A gathered datetime, aware and in UTC: SQLite writes it without a zone, PostgreSQL with its own."""
    parsed = datetime.fromisoformat(value)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def optional_moment(value: str | None) -> datetime | None:
    """The same, where it may be missing."""
    return None if value is None else moment(value)


def day(value: str) -> date:
    """A gathered date."""
    return date.fromisoformat(value)
