"""What the pilot's people have been told already, so that bells are not empty and the first start sends no old post."""

from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from models.notices import Channel, Notice, NoticeState
from models.programmes import TaskKind
from models.timeline import TaskStatus
from vle_app import addresses, clock
from vle_app.alerts import facts
from vle_app.notices import outbox, quiet
from vle_app.practice import pilot_calendar as calendar
from vle_app.practice.pilot_marking import Handed
from vle_app.practice.pilot_people import SAM, Member
from vle_app.practice.pilot_rows import Sheet
from vle_app.practice.pilot_work import Given

_DUE, _OVERDUE = (0, 1, 3, 7, 14), (7, 3, 1)
_ALSO_MAILED = frozenset({"task_due_7", "task_due_1", "task_due_0", "task_overdue_1", "task_overdue_3", "task_overdue_7"})
_KEPT_DAYS = 21
_BELL, _BOTH = (Channel.BELL,), (Channel.BELL, Channel.EMAIL)


class Told(NamedTuple):
    """What was said about what."""

    subject_id: str
    rule: str
    due_version: int
    title: str
    body: str
    link: str


class Post:
    """Writes notices that were sent. Of each open task only the newest reminder is kept: it is the one that the bell shows."""

    def __init__(self, sheet: Sheet, rng: Random, now: datetime) -> None:
        self._sheet, self._rng, self._now = sheet, rng, now
        self._today = clock.local(now, calendar.ZONE).date()
        self._morning = calendar.at(self._today, quiet.MORNING * 60)

    def tell(self, person: Member, tutor: Member, given: list[Given]) -> None:
        """What this participant was told, and their tutor of them. Sam’s reminders of today are left to the timetable, for a newcomer to see."""
        for task in given:
            if task.status is TaskStatus.OPEN:
                self._reminder(person, task)
            for handed in task.handed:
                self._work(person, tutor, task, handed)

    def _reminder(self, person: Member, task: Given) -> None:
        spoken = self._latest_rule(clock.local(task.due_at, calendar.ZONE).date())
        if spoken is None:
            return
        rule, day = spoken
        moment = calendar.at(day, quiet.MORNING * 60)
        if person.name == SAM and self._now - moment < timedelta(days=1):
            return
        item = task.item
        is_hand_in = item.kind is TaskKind.HAND_IN
        link = addresses.work(task.id) if is_hand_in else addresses.unit(item.unit.id) if item.unit else addresses.ME
        known = facts.TaskFacts(
            id=task.id, person_id=person.id, zone=calendar.ZONE, unit=item.unit.code if item.unit else "", title=item.title, kind=item.kind,
            minutes=item.minutes, first_due_at=task.first_due_at, due_at=task.due_at, due_version=task.due_version, is_tried=bool(task.handed), link=link,
        )
        said = facts.task_letter(known, moment)
        for channel in _BOTH if rule in _ALSO_MAILED else _BELL:
            self._enter(person, Told(task.id, rule, task.due_version, said.title, said.lead, link), channel, moment)

    def _work(self, person: Member, tutor: Member, task: Given, handed: Handed) -> None:
        """The receipt, the word to the tutor, and that feedback is ready."""
        unit, attempt, oldest = task.item.unit, handed.attempt, self._now - timedelta(days=_KEPT_DAYS)
        code, title = (unit.code, unit.title) if unit else ("", "")
        day, page = clock.day(clock.end_of(handed.promised_on, calendar.ZONE), calendar.ZONE), addresses.work(task.id)
        if attempt.handed_in_at > oldest:
            promise = (
                f"Your receipt is {handed.receipt}. {tutor.name} has been told. "
                f"You will have feedback by {day}. If that slips, we will tell you why before the day."
            )
            for channel in _BOTH:
                receipt = Told(handed.attempt_id, "receipt", 0, f"Handed in: {code} {title}, attempt {attempt.number}", promise, page)
                self._enter(person, receipt, channel, attempt.handed_in_at)
            arrived = f"{person.name} handed in {code}, attempt {attempt.number}"
            word = Told(handed.attempt_id, "work_arrived", 0, arrived, f"You promised feedback by {day}.", addresses.marking(handed.submission_id))
            self._enter(tutor, word, Channel.BELL, attempt.handed_in_at)
        if attempt.released_at and attempt.released_at > oldest:
            for channel in _BOTH:
                ready = Told(handed.attempt_id, "feedback_ready", 0, f"Your feedback on {code} is ready", "Sign in to read it.", page)
                self._enter(person, ready, channel, attempt.released_at)

    def _latest_rule(self, due_on: date) -> tuple[str, date] | None:
        """The last rule that has spoken about a task due that day, and when; None if none has, or only long ago."""
        for name, days in [(f"task_overdue_{n}", n) for n in _OVERDUE] + [(f"task_due_{n}", -n) for n in _DUE]:
            day = due_on + timedelta(days=days)
            if day < self._today or (day == self._today and self._now >= self._morning):
                return (name, day) if (self._today - day).days <= _KEPT_DAYS else None
        return None

    def _enter(self, person: Member, told: Told, channel: Channel, moment: datetime) -> None:
        is_bell = channel is Channel.BELL
        is_read = is_bell and self._now - moment > timedelta(hours=30) and self._rng.random() < 0.8
        self._sheet.add(
            Notice, moment, key=f"{person.id}:{told.subject_id}:{told.rule}:{told.due_version}:{channel}", person_id=person.id,
            **told._asdict(), channel=channel, state=NoticeState.SENT, next_try_at=moment, last_useful_at=moment + outbox.USEFUL_FOR,
            attempt_count=0 if is_bell else 1, sent_at=moment if is_bell else min(self._now, moment + timedelta(seconds=self._rng.randint(2, 50))),
            read_at=min(self._now, moment + timedelta(minutes=self._rng.randint(20, 1200))) if is_read else None,
        )
