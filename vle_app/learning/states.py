"""How a piece of work stands: a tone, an icon and words. What late and soon mean. The same everywhere it is shown."""

from datetime import datetime
from typing import NamedTuple

from models.assessment import SubmissionStatus
from models.programmes import TaskKind
from models.timeline import TaskStatus
from vle_app import addresses, clock

SOON_DAYS = 2


class State(NamedTuple):
    """Tones: off, info, wait, ok, warn, late."""

    tone: str
    icon: str
    words: str


NOT_STARTED = State("off", "circle", "Not started")
DRAFTING = State("info", "pencil", "Drafting")
DONE = State("ok", "circle-check", "Done")
MET = State("ok", "check", "Met")
NOT_YET = State("warn", "rotate-ccw", "Not yet")
TO_DECIDE = State("off", "circle-dashed", "To decide")
OF_WORK = {
    SubmissionStatus.HANDED_IN: State("wait", "send", "Handed in"),
    SubmissionStatus.WITH_TUTOR: State("wait", "book-open-check", "With your tutor"),
    SubmissionStatus.DECIDED: State("wait", "scan-eye", "Being checked"),
    SubmissionStatus.REFERRED: State("warn", "rotate-ccw", "Referred"),
    SubmissionStatus.PASSED: State("ok", "circle-check", "Passed"),
}


def of_task(status: TaskStatus | str, work: SubmissionStatus | str | None, has_draft: bool, due_at: datetime, now: datetime, zone: str) -> State:
    """What its owner reads. `work` is the status of what was handed in, None before the first time."""
    if status == TaskStatus.DONE:
        return OF_WORK[SubmissionStatus.PASSED] if work == SubmissionStatus.PASSED else DONE
    if status == TaskStatus.HANDED_IN and work:
        return OF_WORK[SubmissionStatus(work)]
    if due_at < now:
        return State("late", "clock-alert", said_late(due_at, now, zone))
    if work == SubmissionStatus.REFERRED:
        return State("warn", "rotate-ccw", "Hand in again")
    if clock.days_between(now, due_at, zone) <= SOON_DAYS:
        return State("warn", "clock", "Due soon")
    return DRAFTING if has_draft else NOT_STARTED


def said_late(due_at: datetime, now: datetime, zone: str) -> str:
    """`3 days late`, `Just past`."""
    words = clock.distance(now, due_at, zone)
    return words[0].upper() + words[1:]


def margin_day(moment: datetime, now: datetime, zone: str) -> str:
    """`Fri 27` within this month, `Wed 2 Dec` outside it."""
    here, there = clock.local(now, zone), clock.local(moment, zone)
    return f"{there:%a} {there.day}" if (here.year, here.month) == (there.year, there.month) else clock.short_day(moment, zone)


def minutes(count: int) -> str:
    """`25 minutes`."""
    return f"{count} minute" if count == 1 else f"{count} minutes"


def counted(count: int, noun: str, nouns: str = "") -> str:
    """`1 criterion`, `4 criteria`."""
    return f"{count} {noun if count == 1 else nouns or noun + 's'}"


def link(kind: TaskKind | str, task_id: str, unit_id: str | None) -> str:
    """Where a task is done: hand-ins and tasks without a unit have a page of their own, the rest stand on their unit's page."""
    return addresses.unit(unit_id) if unit_id and kind != TaskKind.HAND_IN else addresses.work(task_id)
