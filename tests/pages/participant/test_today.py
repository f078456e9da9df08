"""A participant's start page: their own day, the minutes they have, and news without a reload."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models.programmes import TaskKind
from models.timeline import Task
from pages.participant.today import Today, greeting
from pages.participant.work import Work
from tests import builders
from tests.pages.screens import Screen, showing
from vle_app import addresses, clock


def a_task_of(session: Session, name: str, title: str, *, days: int, minutes: int = 25) -> Task:
    task = builders.a_task(session, name, clock.now() + timedelta(days=days), kind=TaskKind.READ, title=title)
    task.minutes, task.unit_id = minutes, None
    session.add(task)
    session.commit()
    return task


def titles(screen: Screen, part: str) -> list[str]:
    return [row["title"] for row in screen.var(Today, "day")[part]]


async def test_my_day_holds_my_tasks_and_nobody_elses(server: str, session: Session) -> None:
    for days, title in ((-2, "Reflect: the week"), (-1, "Read: late"), (3, "Read: this week"), (20, "Read: this month"), (60, "Read: later")):
        a_task_of(session, "Sam Okafor", title, days=days)
    a_task_of(session, "Kate Lowther", "Read: somebody else’s", days=1)
    async with showing(server, session, "Sam Okafor", addresses.ME) as sam:
        assert sam.var(Today, "day")["next"]["title"] == "Reflect: the week"
        assert titles(sam, "late") == ["Read: late"]
        assert titles(sam, "week") == ["Read: this week"]
        assert titles(sam, "month") == ["Read: this month"]
        assert titles(sam, "later") == ["Read: later"]
        assert "somebody else" not in sam.text
        assert sam.var(Today, "hello").endswith(", Sam")


HOURS = [(4, "Good evening"), (5, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (17, "Good evening"), (23, "Good evening")]


@pytest.mark.parametrize(("hour", "words"), HOURS)
def test_the_greeting_goes_by_the_clock_and_nights_are_evenings(hour: int, words: str) -> None:
    assert greeting(datetime(2026, 11, 23, hour, tzinfo=UTC), "Europe/London") == words


def test_the_greeting_goes_by_the_persons_own_clock() -> None:
    assert greeting(datetime(2026, 7, 1, 11, 30, tzinfo=UTC), "Europe/London") == "Good afternoon"


async def test_minutes_show_what_fits_without_the_next_thing(server: str, session: Session) -> None:
    for number, minutes in enumerate((5, 10, 20, 45)):
        a_task_of(session, "Sam Okafor", f"Read for {minutes}", days=1 + number, minutes=minutes)
    async with showing(server, session, "Sam Okafor", addresses.ME) as sam:
        await sam.do(Today, "set_gap", minutes="20")
        await sam.until(lambda screen: screen.var(Today, "gap") == "20")
        assert [row["title"] for row in sam.var(Today, "fitting")] == ["Read for 10", "Read for 20"]


@pytest.mark.parametrize("minutes", ["7", "", "20 ", 20, None, {"a": 1}, ["20"], "9" * 100_000])
async def test_other_minutes_are_refused_and_nothing_changes(server: str, session: Session, minutes: Any) -> None:
    async with showing(server, session, "Sam Okafor", addresses.ME) as sam:
        assert await sam.refused(Today, "set_gap", minutes=minutes) == "Choose one of the times shown."
        assert sam.var(Today, "gap") is None


async def test_an_open_day_follows_what_its_owner_does_on_another_device(server: str, session: Session) -> None:
    task = a_task_of(session, "Sam Okafor", "Read: on the bus", days=1)
    at_work = showing(server, session, "Sam Okafor", addresses.work(task.id), task_id=task.id)
    async with showing(server, session, "Sam Okafor", addresses.ME) as desk, at_work as phone:
        assert desk.var(Today, "day")["next"]["title"] == "Read: on the bus"
        await phone.do(Work, "finish")
        await desk.until(lambda screen: screen.var(Today, "day")["done_count"] == 1)
        assert desk.var(Today, "day")["next"]["title"] == ""
