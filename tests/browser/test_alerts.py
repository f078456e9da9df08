"""A task that is due speaks for itself: to the bell, live, and by e-mail; one that is handed in meanwhile does not."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect
from sqlmodel import Session, col, select

from models.notices import Channel, Notice, NoticeState
from models.people import Person, Role
from models.timeline import Task, TaskStatus
from tests.browser import steps
from tests.browser.conftest import Open
from tests.browser.house import House
from vle_app import clock

# So that it is office hours for our person, whatever the time is where the tests run.
AWAKE = ("Europe/London", "Asia/Tokyo", "America/Los_Angeles")
ASLEEP = AWAKE


def zone_where(is_waking: bool) -> str:
    for zone in AWAKE:
        hour = datetime.now(ZoneInfo(zone)).hour
        if (9 <= hour < 20) is is_waking:
            return zone
    raise AssertionError("It is day, or night, everywhere")
