"""One participant's enrolment in the pilot, with every task in the state that their pace makes likely."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from models.enrolments import Enrolment, EnrolmentStatus, EnrolmentUnit
from models.programmes import TaskKind
from models.timeline import Task, TaskStatus
from vle_app import clock
from vle_app.practice import pilot_calendar as calendar
from vle_app.practice.pilot_fates import Fate, tries
from vle_app.practice.pilot_marking import Desk, Handed, Paper
from vle_app.practice.pilot_people import SAM, Member
from vle_app.practice.pilot_programmes import Group, Item, Marked, opened_at
from vle_app.practice.pilot_rows import Sheet, quick_id

_EXTENDABLE = frozenset({TaskKind.HAND_IN, TaskKind.DRAFT, TaskKind.WORKBOOK, TaskKind.REFLECT})
_BY = 10  # working days of an extension


class Pace(NamedTuple):
    """How likely it is that a task is still open, late by up to a fortnight or for longer, and that one due within a week is done already."""

    weight: int
    open_lately: float
    open_long: float
    early: float


_PACES = (Pace(16, 0.0, 0.0, 0.55), Pace(62, 0.05, 0.0, 0.14), Pace(16, 0.34, 0.01, 0.02), Pace(6, 0.7, 0.05, 0.0))
_SAM_WORKS = {"702": Fate.PASSED, "704": Fate.WAITING}


@dataclass(slots=True)
class Given:
    """A task as written, for those who write about it."""

    id: str
    item: Item
    first_due_at: datetime
    due_at: datetime
    due_version: int = 1
    status: TaskStatus = TaskStatus.OPEN
    done_at: datetime | None = None
    handed: tuple[Handed, ...] = ()


class Timelines:
    """Writes enrolments with their tasks."""

    def __init__(self, sheet: Sheet, desk: Desk, rng: Random, now: datetime) -> None:
        self._sheet, self._desk, self._rng, self._now = sheet, desk, rng, now
        self._today = clock.local(now, calendar.ZONE).date()

    def lay_out(self, person: Member, tutor: Member, group: Group) -> list[Given]:
        """Enrol one participant; their tasks, in order."""
        at = opened_at(group.starts_on)
        enrolment = self._sheet.add(
            Enrolment, at, person_id=person.id, cohort_id=group.id, organisation_id=person.force.id, tutor_id=tutor.id,
            syllabus_version_id=group.course.syllabus_version_id, status=EnrolmentStatus.ACTIVE, started_on=group.starts_on,
        )
        for position, unit in enumerate(group.course.units, start=1):
            self._sheet.add(EnrolmentUnit, at, enrolment_id=enrolment, unit_id=unit.id, position=position)
        pace = self._rng.choices(_PACES, [pace.weight for pace in _PACES])[0]
        due = group.due(person.force.division)
        return [self._task(enrolment, person, tutor, item, due[item.offset], pace, at) for item in group.course.items]

    def _task(self, enrolment: str, person: Member, tutor: Member, item: Item, due_at: datetime, pace: Pace, at: datetime) -> Given:
        given = Given("", item, due_at, due_at)
        handed_in_at = None
        if person.name == SAM:
            handed_in_at = self._as_sam_did(given)
        elif item.kind is TaskKind.HAND_IN:
            self._extend(given, person)
            handed_in_at = self._moment_done(given.due_at, pace)
        else:
            given.done_at = self._moment_done(due_at, pace)
            if given.done_at is None:
                self._extend(given, person)
        given.status = TaskStatus.DONE if given.done_at else TaskStatus.OPEN
        given.id = quick_id()
        if handed_in_at and item.unit:
            self._hand_in(given, person, tutor, item.unit, handed_in_at)
        self._sheet.add(
            Task, at, id=given.id, enrolment_id=enrolment, person_id=person.id, unit_id=item.unit.id if item.unit else None, item_id=item.id,
            kind=item.kind, title=item.title, why=item.why, minutes=item.minutes, position=item.position, first_due_at=given.first_due_at,
            due_at=given.due_at, due_version=given.due_version, status=given.status, done_at=given.done_at,
        )
        return given

    def _hand_in(self, given: Given, person: Member, tutor: Member, unit: Marked, handed_in_at: datetime) -> None:
        """Hand the work in, and let the task say what became of it. Work that was referred is open again, until the date of the next attempt."""
        fate = _SAM_WORKS.get(unit.code) if person.name == SAM else None
        attempts = tries(self._rng, handed_in_at, self._now, person.force.division, fate)
        given.handed = self._desk.enter(Paper(person, tutor, unit, given.id), attempts)
        last = attempts[-1]
        given.status = {Fate.PASSED: TaskStatus.DONE, Fate.REFERRED: TaskStatus.OPEN}.get(last.fate, TaskStatus.HANDED_IN)
        given.done_at = last.released_at if last.fate is Fate.PASSED else None
        until = attempts[0].resubmit_by
        if until:
            given.due_at, given.due_version = until, given.due_version + 1

    def _extend(self, given: Given, person: Member) -> None:
        """Now and then the date has been moved, by ten working days."""
        days = (clock.local(given.due_at, calendar.ZONE).date() - self._today).days
        if given.item.kind in _EXTENDABLE and -14 <= days <= 9 and self._rng.random() < 0.12:
            day = calendar.working_day(clock.local(given.due_at, calendar.ZONE).date(), _BY, person.force.division)
            given.due_at, given.due_version = clock.end_of(day, calendar.ZONE), 2

    def _moment_done(self, due_at: datetime, pace: Pace) -> datetime | None:
        """When it was done, or None if it is open."""
        day, rng = clock.local(due_at, calendar.ZONE).date(), self._rng
        days = (day - self._today).days
        if days >= 0:
            chance = pace.early if days <= 7 else pace.early / 5 if days <= 21 else 0.0
            return self._before_now(self._today - timedelta(days=rng.randint(0, 3))) if rng.random() < chance else None
        if rng.random() < (pace.open_lately if days > -14 else pace.open_long if days > -60 else 0.0):
            return None
        late = rng.randint(1, 3) if pace.open_lately > 0.1 and rng.random() < 0.2 else -rng.choice((0, 0, 1, 1, 2, 3, 5))
        return self._before_now(min(day + timedelta(days=late), self._today))

    def _before_now(self, day: date) -> datetime:
        moment = calendar.in_own_time(self._rng, day)
        return moment if moment < self._now else calendar.in_own_time(self._rng, day - timedelta(days=1))

    def _as_sam_did(self, given: Given) -> datetime | None:
        """Sam is up to date, but for the draft of the unit he is on. Of his units one is passed, one handed in, one due in three working days."""
        is_past = given.due_at < calendar.at(self._today, 0)
        code = given.item.unit.code if given.item.unit else ""
        if not is_past or (code == "701" and given.item.title.startswith("Finish")):
            return None
        moment = calendar.in_own_time(self._rng, clock.local(given.due_at, calendar.ZONE).date() - timedelta(days=1))
        if given.item.kind is TaskKind.HAND_IN:
            return moment
        given.done_at = moment
        return None
