"""The promised day of feedback, in words: how many working days are left, and how much that matters."""

from datetime import date, timedelta

from models.people import Division
from vle_app import working_days
from vle_app.learning import states

SOON_WORKING_DAYS = 2


def left(today: date, promised_on: date, division: Division) -> tuple[str, str]:
    """Working days to the promise, by the force's own bank holidays, and how much they matter."""
    days = working_days.between(today, promised_on, division)
    if promised_on < today:
        return f"{states.counted(max(1, -days), 'working day')} late", "late"
    return "Today" if promised_on == today else states.counted(days, "working day"), "warn" if days <= SOON_WORKING_DAYS else "off"


def day(today: date, promised_on: date) -> str:
    """`Tomorrow`, `Wed 25`, `Fri 18 Dec`."""
    named = {0: "Today", 1: "Tomorrow"}.get((promised_on - today).days)
    same_month = (today.year, today.month) == (promised_on.year, promised_on.month)
    return named or (f"{promised_on:%a} {promised_on.day}" if same_month else f"{promised_on:%a} {promised_on.day} {promised_on:%b}")


def group(today: date, promised_on: date) -> str:
    """The heading it stands under: weeks begin on Monday."""
    weeks = ((promised_on - timedelta(days=promised_on.weekday())) - (today - timedelta(days=today.weekday()))).days // 7
    if promised_on < today:
        return "Late"
    return {0: "Promised this week", 1: "Next week"}.get(weeks, "Later")
