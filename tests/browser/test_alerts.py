"""A task that is due speaks for itself: to the bell, live, and by e-mail; and not when it is handed in meanwhile."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect
from sqlmodel import Session, col, select, update

from models.notices import Channel, Notice, NoticeState
from models.people import Person
from models.timeline import Task
from tests.browser import steps
from tests.browser.conftest import Open
from tests.browser.house import House
from vle_app import clock
from vle_app.notices import quiet

ZONES = ("Europe/London", "Asia/Tokyo", "America/Los_Angeles")
AN_HOUR = timedelta(hours=1)


def zone_where_people_are(is_awake: bool) -> str:
    """Whatever the time is where the tests run, somewhere it is day, or night, for another hour."""
    return next(zone for zone in ZONES if all((quiet.waking(at, zone) == at) is is_awake for at in (clock.now(), clock.now() + AN_HOUR)))


def with_a_clean_slate(records: Session, zone: str) -> tuple[str, str]:
    """Somebody who lives in that zone, has read everything, and has nothing due soon; their e-mail and a hand-in of theirs."""
    person, task = steps.somebody(records)
    person.zone = zone
    later = clock.now() + timedelta(days=60)
    records.exec(update(Task).where(col(Task.person_id) == person.id).values(due_at=later, due_version=Task.due_version + 1))
    records.exec(update(Notice).where(col(Notice.person_id) == person.id).values(read_at=clock.now()))
    return person.email, task.id


def bring_forward(house: House, task_id: str) -> None:
    """Make it due the day after the last morning, which is when people are told at once."""
    with house.records() as records:
        task = records.get_one(Task, task_id)
        zone = records.get_one(Person, task.person_id).zone
        there = clock.local(clock.now(), zone)
        last_morning = there.date() - timedelta(days=there.hour < quiet.MORNING)
        task.due_at, task.due_version = clock.end_of(last_morning + timedelta(days=1), zone), task.due_version + 1


def email_about(house: House, task_id: str) -> list[tuple[NoticeState, str]]:
    with house.records() as records:
        newest = records.get_one(Task, task_id).due_version
        wanted = (Notice.subject_id == task_id, Notice.channel == Channel.EMAIL, Notice.due_version == newest)
        return [(state, reason) for state, reason in records.exec(select(Notice.state, Notice.reason).where(*wanted))]


def test_a_task_that_falls_due_rings_the_open_page_s_bell_and_goes_by_email(window: Open, own_house: Callable[..., House]) -> None:
    house = own_house(VLE_ALERTS_EVERY_SECONDS="1")
    with house.records() as records:
        email, task_id = with_a_clean_slate(records, zone_where_people_are(is_awake=True))
        title = records.get_one(Task, task_id).title
    house.start()
    mailbox, page = window(house), window(house)
    mailbox.goto("/practice/mailbox")
    steps.be(page, house, email)
    page.goto("/me")
    bell = page.get_by_role("banner").get_by_role("link", name="Notices")
    expect(bell).to_have_accessible_name("Notices")

    bring_forward(house, task_id)

    expect(bell).to_have_accessible_name("Notices, 1 needs you")
    letter = mailbox.get_by_role("listitem").filter(has_text=email).get_by_role("button")
    expect(letter).to_contain_text("is due tomorrow")
    letter.click()
    expect(mailbox.get_by_role("region", name="The open message")).to_contain_text(f"{house.address}/me/work/{task_id}")
    bell.click()
    expect(steps.h1(page)).to_have_text("Notices")
    page.get_by_role("main").get_by_role("listitem").first.get_by_role("link").click()
    expect(steps.h1(page)).to_have_text(title)
    expect(page.get_by_role("banner").get_by_role("link", name="Notices")).to_have_accessible_name("Notices")


def test_an_email_that_waits_for_the_morning_is_dropped_when_the_work_is_handed_in(window: Open, own_house: Callable[..., House]) -> None:
    house = own_house(VLE_ALERTS_EVERY_SECONDS="1")
    with house.records() as records:
        email, task_id = with_a_clean_slate(records, zone_where_people_are(is_awake=False))
    house.start()
    page = window(house)
    steps.be(page, house, email)
    page.goto(f"/me/work/{task_id}")
    expect(steps.h1(page)).to_contain_text("Hand in")
    bring_forward(house, task_id)
    expect(page.get_by_role("banner").get_by_role("link", name="Notices")).to_have_accessible_name("Notices, 1 needs you")
    assert email_about(house, task_id) == [(NoticeState.PLANNED, "")]

    steps.add_file(page, steps.ESSAY)
    steps.sign_and_hand_in(page)

    assert email_about(house, task_id) == [(NoticeState.DROPPED, "already handed in")]
    mailbox = window(house)
    mailbox.goto("/practice/mailbox")
    expect(mailbox.get_by_role("listitem").filter(has_text=email)).to_have_text(re.compile("Handed in"))  # the receipt, and nothing else
    page.goto("/notices")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("Handed in")
    expect(page.get_by_role("main").get_by_role("listitem").filter(has_text="is due tomorrow")).to_have_count(0)
