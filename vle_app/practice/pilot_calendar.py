"""The pilot's calendar: everything in it lies so many working days from the day it is laid out."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from models.people import Division
from vle_app import clock, working_days

ZONE = "Europe/London"
HOME = Division.ENGLAND_AND_WALES


def first_day(now: datetime) -> date:
    """Today, or the first working day after it: the day on which what is due today falls due."""
    return working_days.on_or_after(clock.local(now, ZONE).date(), HOME)


@lru_cache(maxsize=4096)
def working_day(start: date, count: int, division: Division = HOME) -> date:
    """The day that many working days later, or earlier when `count` is negative."""
    if count >= 0:
        return working_days.add(start, count, division)
    day = start
    for _ in range(-count):
        day -= timedelta(days=1)
        while not working_days.is_working_day(day, division):
            day -= timedelta(days=1)
    return day


@lru_cache(maxsize=8192)
def working_age(day: date, today: date) -> int:
    """Working days that have passed since that day; a day of rest counts as the working day after it."""
    return working_days.between(working_days.on_or_after(day, HOME), today, HOME)


@lru_cache(maxsize=65536)
def at(day: date, minute_of_day: int) -> datetime:
    """That wall-clock minute of that day."""
    return clock.at_time(day, *divmod(minute_of_day, 60), ZONE)


def in_own_time(rng: Random, day: date) -> datetime:
    """Some moment of that day when people study: early, at lunch, and in the evening."""
    return at(day, rng.choice((405, 440, 745, 790, 1130, 1195, 1240, 1290)) + rng.randrange(40))


def in_office_hours(rng: Random, day: date) -> datetime:
    """Some moment of that day when staff work."""
    return at(day, rng.randrange(545, 1030))
