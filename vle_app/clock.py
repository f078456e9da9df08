"""The time, and how moments are said to people on their own calendar."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LAST_MINUTE = time(23, 59)


def now() -> datetime:
    """The present moment, aware, in UTC. Only edges and jobs call this; rules are told the time."""
    return datetime.now(UTC)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name."""
    return ZoneInfo(name)


def local(moment: datetime, zone_name: str) -> datetime:
    """The same moment on that zone's clock."""
    return moment.astimezone(zone(zone_name))


def end_of(day: date, zone_name: str) -> datetime:
    """23:59 of that day on that zone's clock, as UTC: when a task due on that day is due."""
    return datetime.combine(day, LAST_MINUTE, zone(zone_name)).astimezone(UTC)


def at_time(day: date, hour: int, minute: int, zone_name: str) -> datetime:
    """That wall-clock time of that day, as UTC: it survives the clock change."""
    return datetime.combine(day, time(hour, minute), zone(zone_name)).astimezone(UTC)


def days_between(moment: datetime, due: datetime, zone_name: str) -> int:
    """Calendar days from one moment to another as the person counts them; negative when it is past."""
    return (local(due, zone_name).date() - local(moment, zone_name).date()).days


def day(moment: datetime, zone_name: str) -> str:
    """`Thursday 26 November`."""
    there = local(moment, zone_name)
    return f"{there:%A} {there.day} {there:%B}"


def short_day(moment: datetime, zone_name: str) -> str:
    """`Thu 26 Nov`, for margins."""
    there = local(moment, zone_name)
    return f"{there:%a} {there.day} {there:%b}"


def clock_time(moment: datetime, zone_name: str) -> str:
    """`23:59`."""
    return f"{local(moment, zone_name):%H:%M}"


def said(moment: datetime, zone_name: str) -> str:
    """`Thursday 26 November, 23:59`."""
    return f"{day(moment, zone_name)}, {clock_time(moment, zone_name)}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def distance(moment: datetime, due: datetime, zone_name: str) -> str:
    """How far off a date is: `in 3 days`, `tomorrow`, `today`, `2 hours late`, `1 day late`."""
    days = days_between(moment, due, zone_name)
    if due < moment:
        if days == 0:
            hours = int((moment - due) / timedelta(hours=1))
            return f"{_plural(hours, 'hour')} late" if hours else "just past"
        return f"{_plural(-days, 'day')} late"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def due_in_words(moment: datetime, due: datetime, zone_name: str) -> str:
    """`in 3 days, Thursday 26 November, 23:59`."""
    return f"{distance(moment, due, zone_name)}, {said(due, zone_name)}"


def ago(moment: datetime, past: datetime, zone_name: str) -> str:
    """How long ago, by calendar days: `today`, `yesterday`, `12 days ago`."""
    days = -days_between(moment, past, zone_name)
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
