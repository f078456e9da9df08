"""Quiet hours: when e-mail waits for the morning."""

from datetime import datetime, timedelta

from vle_app import clock

MORNING, NIGHT = 8, 21  # hours on the person's own clock
_AT_ONCE = frozenset({"invitation", "password_reset"})


def is_immediate(rule: str) -> bool:
    """True for what somebody is waiting for, having just asked or acted: links to sign in, and receipts."""
    return rule in _AT_ONCE or "receipt" in rule


def waking(moment: datetime, zone_name: str) -> datetime:
    """That moment, or, from 21:00 to 08:00 on that zone's clock, the next 08:00."""
    there = clock.local(moment, zone_name)
    if MORNING <= there.hour < NIGHT:
        return moment
    day = there.date() + timedelta(days=1 if there.hour >= NIGHT else 0)
    return clock.at_time(day, MORNING, 0, zone_name)
