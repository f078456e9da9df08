"""Rows by the thousand: collected as plain values, written table by table without one object each."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel

from models.base import Record, new_id

_DATA = Path(__file__).parent / "data"


@cache
def data(name: str) -> Any:
    """A data file of the pilot, read once: `house`, `names`, `common`, `units/701`."""
    return json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))


class Sheet:
    """Rows waiting to be written. Rows of one table must all name the same columns."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, kind: type[Record], at: datetime, **values: Any) -> str:
        """Note a row made at that moment; its id."""
        row = {"id": new_id(), "created_at": at, **values}
        self._rows.setdefault(str(kind.__tablename__), []).append(row)
        return str(row["id"])

    def write(self) -> None:
        """Write what waits, parents before children, and begin an empty sheet."""
        connection = self._session.connection()
        for table in SQLModel.metadata.sorted_tables:
            if rows := self._rows.pop(table.name, None):
                connection.execute(table.insert(), rows)
