"""What every stored record has in common: an id from birth, the moment it was made, and how words are stored."""

import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """A 26-character text id: 48 bits of milliseconds, then 80 random bits, so ids sort by age and cannot be guessed."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def id_before(record_id: str, age: timedelta) -> str:
    """The least id that could have been made that long before this one."""
    number = 0
    for letter in record_id:
        number = number << 5 | _ALPHABET.index(letter)
    number = max(0, (number >> 80) - int(age.total_seconds() * 1000)) << 80
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def utc_now() -> datetime:
    """The moment a row is made. Rules never call this: they are told the time."""
    return datetime.now(UTC)


def words(kind: type[StrEnum]) -> Any:
    """Column type that stores a StrEnum by its value as plain text and refuses any other word, the same on both databases."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda k: [m.value for m in k], validate_strings=True)


def moment(**options: Any) -> Any:
    """A field holding an aware UTC datetime; naive ones are refused by the column type."""
    return Field(sa_type=UTCDateTime, **options)


def document(default: Callable[[], Any] = dict) -> Any:
    """A field holding a JSON value."""
    return Field(default_factory=default, sa_type=JSON)


# Every constraint has a name, the same on both databases, so that a later migration can change it.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}


class Record(SQLModel):
    """Base of every table. The table is named after the class in snake case."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805  SQLAlchemy passes the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    created_at: datetime = moment(default_factory=utc_now)
