"""One person's own dated things to do."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index

from models.base import Record, moment, words
from models.programmes import TaskKind


class TaskStatus(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    DONE = "done"
    DROPPED = "dropped"


class Task(Record, table=True):
    """`due_at` is the date that counts now; `first_due_at` the one first given. Each move of the date raises `due_version`."""

    __table_args__ = (
        Index("ix_task_person_status_due", "person_id", "status", "due_at"),
        Index("ix_task_status_due", "status", "due_at"),
    )
    enrolment_id: str = Field(foreign_key="enrolment.id", index=True, max_length=26)
    person_id: str = Field(foreign_key="person.id", max_length=26)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True, max_length=26)
    item_id: str | None = Field(default=None, foreign_key="timeline_item.id", index=True, max_length=26)
    kind: TaskKind = Field(sa_type=words(TaskKind))
    title: str = Field(max_length=200)
    why: str = Field(default="", max_length=300)
    minutes: int
    position: int
    first_due_at: datetime = moment()
    due_at: datetime = moment()
    due_version: int = 1
    status: TaskStatus = Field(default=TaskStatus.OPEN, sa_type=words(TaskStatus))
    done_at: datetime | None = moment(default=None)
