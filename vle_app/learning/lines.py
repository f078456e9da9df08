"""One participant's tasks as lines on a page: the statement that gathers them, and how each is worded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from models.assessment import Submission, SubmissionStatus
from models.catalogue import Unit
from models.records import StoredFile
from models.timeline import Task, TaskStatus
from vle_app import clock, rows
from vle_app.learning import states

ME: Any = bindparam("me")


@dataclass(frozen=True)
class TaskRow:
    """One line: `day` and `distance` in the margin, `title` over `sub`, then status and an extra `note`."""

    id: str
    href: str
    title: str
    sub: str
    day: str
    distance: str
    tone: str
    icon: str
    status: str
    note: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class NextThing:
    """The one thing to do next. An empty title says that nothing is left to do."""

    id: str = ""
    href: str = ""
    title: str = ""
    minutes: int = 0
    sub: str = ""
    why: str = ""
    tone: str = ""
    icon: str = ""
    status: str = ""


def tasks() -> rows.Statement:
    """My tasks as `Line` takes them; `me` is to be bound."""
    drafts = select(col(StoredFile.id)).where(col(StoredFile.task_id) == col(Task.id), col(StoredFile.attempt_id).is_(None)).exists()
    return (
        select(
            col(Task.id), col(Task.kind), col(Task.title), col(Task.minutes), col(Task.status), col(Task.first_due_at), col(Task.due_at),
            col(Task.done_at), col(Task.unit_id), col(Unit.code), col(Unit.title).label("unit"), col(Submission.status).label("work"),
            col(Submission.promised_on), drafts.label("has_draft"), col(Task.why),
        )
        .select_from(Task)
        .join(Unit, col(Unit.id) == col(Task.unit_id), isouter=True)
        .join(Submission, col(Submission.task_id) == col(Task.id), isouter=True)
        .where(col(Task.person_id) == ME)
    )


class Line:
    """One gathered task, ready to be worded."""

    def __init__(
        self, id: str, kind: str, title: str, minutes: int, status: str, first_due: str, due: str, done_at: str | None,  # noqa: A002  a column's name
        unit_id: str | None, code: str | None, unit: str | None, work: str | None, promised_on: str | None, has_draft: bool, why: str,
    ) -> None:
        self.id, self.kind, self.title, self.minutes, self.status, self.why = id, kind, title, minutes, status, why
        self.unit_id, self.code, self.unit, self.work, self.has_draft = unit_id, code, unit, work, bool(has_draft)
        self.first_due, self.due, self.done_at = rows.moment(first_due), rows.moment(due), rows.optional_moment(done_at)
        self.promised_on = promised_on

    @property
    def of(self) -> str:
        """Its unit, by code and title."""
        return f"{self.code} {self.unit}" if self.code else ""

    def _note(self, zone: str) -> str:
        if self.status == TaskStatus.HANDED_IN and self.promised_on:
            return f"Feedback by {clock.day(clock.end_of(rows.day(self.promised_on), zone), zone)}."
        if self.status == TaskStatus.OPEN and self.work == SubmissionStatus.REFERRED:
            return "What was met stays met: only the rest needs changing."
        moved = self.status == TaskStatus.OPEN and self.due > self.first_due
        return f"Moved from {clock.day(self.first_due, zone)}." if moved else ""

    def row(self, zone: str, now: datetime) -> TaskRow:
        """As one line of a list."""
        state = states.of_task(self.status, self.work, self.has_draft, self.due, now, zone)
        shown = self.done_at or self.due
        distance = "" if self.done_at or self.status == TaskStatus.HANDED_IN else clock.distance(now, self.due, zone)
        return TaskRow(
            id=self.id, href=states.link(self.kind, self.id, self.unit_id), title=self.title, sub=f"{states.minutes(self.minutes)}. {self.of}".strip(),
            day=states.margin_day(shown, now, zone), distance=distance, tone=state.tone, icon=state.icon, status=state.words,
            note=self._note(zone), minutes=self.minutes,
        )

    def next(self, zone: str, now: datetime) -> NextThing:
        """As the one thing to do next."""
        state = states.of_task(self.status, self.work, self.has_draft, self.due, now, zone)
        due = f"{'Was due' if self.due < now else 'Due'} {clock.day(self.due, zone)} at {clock.clock_time(self.due, zone)}."
        return NextThing(
            id=self.id, href=states.link(self.kind, self.id, self.unit_id), title=self.title, minutes=self.minutes, sub=f"{self.of}. {due}" if self.of else due,
            why=self.why or self._note(zone), tone=state.tone, icon=state.icon, status=state.words,
        )
