"""What staff do at their desks besides marking: finding people, giving time, taking on a force, stopping the practice post."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from models.people import Role
from tests.browser import steps
from tests.browser.conftest import Open
from tests.browser.house import House


def test_a_concierge_sees_what_somebody_was_told_and_gives_more_time(window: Open, house: House) -> None:
    page = window(house)
    steps.be(page, house, steps.FACES[Role.CONCIERGE])
    page.goto("/concierge")
    row = page.get_by_role("main").get_by_role("listitem").first
    told = row.get_by_role("button", name=re.compile("^Told and time"))
    name = re.sub("^Told and time for ", "", told.get_attribute("aria-label") or told.inner_text())
    told.click()
    expect(page.get_by_role("button", name=re.compile("^Close"))).to_have_attribute("aria-expanded", "true")
    page.get_by_role("button", name="Give more time").click()
    expect(page.get_by_role("alert").filter(has_text="Say in a few words why")).to_be_visible()
    page.get_by_label("More time").select_option(label="5 more working days")
    page.get_by_label("Why").fill("Seconded to a critical incident.")
    page.get_by_role("button", name="Give more time").click()
    steps.said(page, "More time given.")
    expect(page.get_by_role("button", name=f"Told and time for {name}")).to_have_count(0)


def test_a_concierge_finds_one_person_and_turns_the_pages(window: Open, house: House) -> None:
    page = window(house)
    steps.be(page, house, steps.FACES[Role.CONCIERGE])
    page.goto("/concierge/people")
    table = page.get_by_role("table", name="Everybody on the programme")
    expect(table).to_be_visible()
    first = table.get_by_role("row").nth(1).inner_text()
    page.get_by_role("button", name="Later", exact=True).click()
    expect(table.get_by_role("row").nth(1)).not_to_have_text(first)
    page.get_by_label("Find by name, e-mail or force").fill("okafor")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(table).to_contain_text("Sam Okafor")
    page.get_by_label("Find by name, e-mail or force").fill("nobody of that name")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Nobody matches")


def test_a_director_takes_on_a_force(window: Open, house: House) -> None:
    page = window(house)
    steps.be(page, house, steps.FACES[Role.DIRECTOR])
    page.goto("/director/settings")
    table = page.get_by_role("table", name="Forces on the programme")
    expect(table).to_be_visible()
    before = table.get_by_role("row").count()
    picker = page.get_by_label("Force", exact=True)
    name = picker.get_by_role("option").first.inner_text()
    picker.select_option(label=name)
    page.get_by_role("button", name="Add this force").click()
    steps.said(page, f"{name} is on the programme.")
    expect(table.get_by_role("row")).to_have_count(before + 1)
    expect(table.get_by_role("row").filter(has_text=name)).to_have_count(1)


def test_notices_are_read_one_by_one_and_all_at_once(window: Open, house: House) -> None:
    page = window(house)
    steps.be(page, house, steps.FACES[Role.PARTICIPANT])
    page.goto("/notices")
    one = page.get_by_role("button", name=re.compile("^Mark as read"))
    expect(one.first).to_be_visible()
    count = one.count()
    one.first.click()
    expect(one).to_have_count(count - 1)
    page.get_by_role("button", name="Mark all as read").click()
    steps.said(page, "All read.")
    expect(one).to_have_count(0)
    expect(page.get_by_role("banner").get_by_role("link", name="Notices")).to_have_accessible_name("Notices")


def test_the_practice_post_is_stopped_and_let_go_again(window: Open, own_house: Callable[..., House]) -> None:
    house = own_house()
    page = window(house.start())
    steps.be(page, house, steps.FACES[Role.DIRECTOR])
    page.goto("/practice/mailbox")
    expect(page.get_by_role("status").filter(has_text="Fetching the mailbox")).to_have_count(0)
    page.get_by_role("button", name="Stop the post").click()
    steps.said(page, "The practice post is switched off.")
    page.get_by_role("button", name="Let the post go again").click()
    steps.said(page, "The practice post goes again.")
    expect(page.get_by_role("button", name="Stop the post")).to_be_visible()
