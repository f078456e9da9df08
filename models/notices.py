"""What people are told: the rules that raise alerts, and every message with what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, UniqueConstraint

from models.base import Record, moment, words


class Trigger(StrEnum):
    TASK_DUE = "task_due"
    TASK_OVERDUE = "task_overdue"


class Channel(StrEnum):
    BELL = "bell"
    EMAIL = "email"


class NoticeState(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
    EXPIRED = "expired"


class AlertRule(Record, table=True):
    """When to tell whom about a task. `offset_days` counts calendar days before (due) or after (overdue) the date that counts now."""

    __table_args__ = (UniqueConstraint("trigger", "offset_days"),)
    code: str = Field(unique=True, max_length=40)
    trigger: Trigger = Field(sa_type=words(Trigger))
    offset_days: int
    channels: str = Field(max_length=40)
    is_on: bool = True


class Notice(Record, table=True):
    """One message to one person on one channel. `key` is unique: person, subject, rule, due-date version, channel."""

    __table_args__ = (
        Index("ix_notice_state_due", "state", "next_try_at"),
        Index("ix_notice_person_channel", "person_id", "channel", "state"),
    )
    key: str = Field(unique=True, max_length=160)
    person_id: str = Field(foreign_key="person.id", max_length=26)
    subject_id: str = Field(default="", index=True, max_length=26)
    rule: str = Field(max_length=40)
    due_version: int = 0
    channel: Channel = Field(sa_type=words(Channel))
    state: NoticeState = Field(default=NoticeState.PLANNED, sa_type=words(NoticeState))
    title: str = Field(max_length=200)
    body: str = Field(default="", max_length=4000)
    link: str = Field(default="", max_length=200)
    facts: str = Field(default="", max_length=400)
    next_try_at: datetime = moment()
    last_useful_at: datetime | None = moment(default=None)
    attempt_count: int = 0
    claimed_at: datetime | None = moment(default=None)
    claimed_by: str = Field(default="", max_length=40)
    sent_at: datetime | None = moment(default=None)
    read_at: datetime | None = moment(default=None)
    reason: str = Field(default="", max_length=300)
