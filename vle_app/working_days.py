"""Working days: Monday to Friday, less the bank holidays of a division of the United Kingdom."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from models.people import Division

_SUBDIVISION = {Division.ENGLAND_AND_WALES: "ENG", Division.SCOTLAND: "SCT", Division.NORTHERN_IRELAND: "NIR"}


@lru_cache(maxsize=8)
def _bank_holidays(division: Division) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=_SUBDIVISION[division])


@lru_cache(maxsize=8192)
def is_working_day(day: date, division: Division) -> bool:
    """True from Monday to Friday unless that division keeps a bank holiday."""
    return day.weekday() < 5 and day not in _bank_holidays(division)


def on_or_after(day: date, division: Division) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day, division):
        day += timedelta(days=1)
    return day


def add(day: date, count: int, division: Division) -> date:
    """The day that many working days later; `count` 0 or less gives the next working day on or after `day`."""
    day = on_or_after(day, division)
    for _ in range(count):
        day = on_or_after(day + timedelta(days=1), division)
    return day


def between(start: date, end: date, division: Division) -> int:
    """Working days after `start` up to and with `end`; negative when `end` is earlier."""
    if end < start:
        return -between(end, start, division)
    return sum(is_working_day(start + timedelta(days=n), division) for n in range(1, (end - start).days + 1))
