"""What is delivered: a programme, and the template from which each person's own dated tasks are laid out."""

from enum import StrEnum

from sqlmodel import Field

from models.base import Record, document, words


class TaskKind(StrEnum):
    READ = "read"
    WATCH = "watch"
    WORKBOOK = "workbook"
    REFLECT = "reflect"
    BOOK = "book"
    ATTEND = "attend"
    DRAFT = "draft"
    HAND_IN = "hand_in"
    SURVEY = "survey"


class Programme(Record, table=True):
    """A qualification with its timeline and support."""

    slug: str = Field(unique=True, max_length=80)
    title: str = Field(max_length=160)
    summary: str = Field(max_length=600)
    qualification_id: str = Field(foreign_key="qualification.id", index=True, max_length=26)
    unit_codes: list[str] = document(list)
    is_open: bool = True


class TimelineItem(Record, table=True):
    """One line of a programme's template: what to do, why, how long it takes and how many working days after the start it is due."""

    programme_id: str = Field(foreign_key="programme.id", index=True, max_length=26)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True, max_length=26)
    kind: TaskKind = Field(sa_type=words(TaskKind))
    title: str = Field(max_length=200)
    why: str = Field(default="", max_length=300)
    text: str = Field(default="", max_length=8000)
    minutes: int
    offset_working_days: int
    position: int
