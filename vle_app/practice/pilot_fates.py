"""What became of each piece of the pilot's work: from just arrived to passed at the second attempt, as its age makes likely."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from models.people import Division
from vle_app import clock
from vle_app.assessment.releases import RESUBMIT_WORKING_DAYS
from vle_app.assessment.submissions import PROMISE_WORKING_DAYS
from vle_app.practice import pilot_calendar as calendar

_RECENT, _OLD = 6, 30  # working days


class Fate(StrEnum):
    """Where one attempt stands."""

    WAITING = "waiting"
    OPENED = "opened"
    DECIDED = "decided"
    PASSED = "passed"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt and its moments; those that have not come are None."""

    number: int
    handed_in_at: datetime
    fate: Fate
    opened_at: datetime | None = None
    decided_at: datetime | None = None
    released_at: datetime | None = None
    resubmit_by: datetime | None = None


def promised_on(handed_in: datetime, division: Division) -> date:
    """The day by which feedback is promised."""
    return calendar.working_day(clock.local(handed_in, calendar.ZONE).date(), PROMISE_WORKING_DAYS, division)


def tries(rng: Random, handed_in: datetime, now: datetime, division: Division, fate: Fate | None = None) -> list[Try]:
    """The attempts at one unit so far, the first handed in then. Referred work comes back, once there was time to rewrite it."""
    first = _try(rng, 1, handed_in, now, division, fate or _likely(rng, handed_in, now))
    if first.released_at is None or first.resubmit_by is None:
        return [first]
    back = calendar.in_own_time(rng, calendar.working_day(first.released_at.date(), rng.randint(8, RESUBMIT_WORKING_DAYS)))
    if back >= now or rng.random() < 0.06:
        return [first]
    likely = _likely(rng, back, now)
    return [first, _try(rng, 2, back, now, division, Fate.PASSED if likely is Fate.REFERRED else likely)]


def _age(moment: datetime, now: datetime) -> int:
    return calendar.working_age(clock.local(moment, calendar.ZONE).date(), calendar.first_day(now))


def _likely(rng: Random, handed_in: datetime, now: datetime) -> Fate:
    """The queue is mostly young, some of it is nearly promised, and a little is late."""
    age = _age(handed_in, now)
    if age < 2:
        return Fate.WAITING
    if age < _RECENT:
        weights = (64, 31, 5, 0, 0)
    elif age <= PROMISE_WORKING_DAYS:
        weights = (30, 20, 18, 23, 9)
    else:
        weights = (6, 4, 4, 63, 23) if age < _OLD else (0, 0, 0, 78, 22)
    return rng.choices(list(Fate), weights)[0]


def _try(rng: Random, number: int, handed_in: datetime, now: datetime, division: Division, fate: Fate) -> Try:
    if fate is Fate.WAITING:
        return Try(number, handed_in, fate)
    passed = min(rng.randint(4, PROMISE_WORKING_DAYS - 1), max(1, _age(handed_in, now) - 1))
    moment = calendar.in_office_hours(rng, calendar.working_day(clock.local(handed_in, calendar.ZONE).date(), passed))
    opened_at = moment - timedelta(minutes=rng.randint(35, 80))
    if fate is Fate.OPENED:
        return Try(number, handed_in, fate, moment)
    if fate is Fate.DECIDED:
        return Try(number, handed_in, fate, opened_at, moment)
    released_at = moment + timedelta(minutes=rng.randint(4, 50))
    resubmit_by = None
    if fate is Fate.REFERRED:
        by = calendar.working_day(clock.local(released_at, calendar.ZONE).date(), RESUBMIT_WORKING_DAYS, division)
        resubmit_by = clock.end_of(by, calendar.ZONE)
    return Try(number, handed_in, fate, opened_at, moment, released_at, resubmit_by)
