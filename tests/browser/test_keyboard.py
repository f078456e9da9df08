"""Everything by keyboard alone, and what somebody hears who cannot see the page."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from models.people import Role
from models.programmes import TaskKind
from tests.browser import steps
from tests.browser.conftest import Open
from tests.browser.house import House

IS_FOCUSED = "element => element === document.activeElement"


def tab_to(page: Page, wanted: Locator, most: int = 60) -> None:
    """Press Tab until it has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(most):
        if wanted.evaluate(IS_FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key does not reach {wanted}.")


@pytest.mark.parametrize(("role", "address"), [(None, "/sign-in"), (Role.PARTICIPANT, "/me"), (Role.TUTOR, "/tutor")])
def test_the_first_tab_stop_leads_past_the_menu(window: Open, house: House, role: Role | None, address: str) -> None:
    page = window(house)
    if role:
        steps.be(page, house, steps.FACES[role])
    page.goto(address)
    expect(steps.h1(page)).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_tab_key_walks_the_sign_in_form_in_the_order_in_which_it_is_read(window: Open, house: House) -> None:
    page = window(house)
    page.goto("/sign-in")
    tab_to(page, page.get_by_label("Email"))
    show, enter = page.get_by_role("button", name="Show password"), page.get_by_role("button", name="Sign in", exact=True)
    for each in (page.get_by_label("Password", exact=True), show, enter):
        page.keyboard.press("Tab")
        expect(each).to_be_focused()


def test_somebody_without_a_mouse_signs_in_marks_a_task_done_and_takes_it_back(window: Open, house: House) -> None:
    with house.records() as records:
        person, task = steps.somebody(records, TaskKind.READ, number=17)
        email, title, unit = person.email, task.title, task.unit_id
    page = window(house)
    page.goto(f"/sign-in?next=/me/units/{unit}")
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(steps.PASSPHRASE)
    page.keyboard.press("Enter")
    done, back = page.get_by_role("button", name=f"Mark as done {title}"), page.get_by_role("button", name=f"Not done yet {title}")
    tab_to(page, done)
    page.keyboard.press("Enter")
    steps.said(page, "Done. You can take that back here.")
    expect(back).to_be_focused()
    page.keyboard.press("Space")
    steps.said(page, "Open again. Its date is what it was.")
    expect(done).to_be_focused()


def test_after_a_step_inside_the_house_the_focus_is_on_the_new_heading_and_the_title_has_changed(window: Open, house: House) -> None:
    page = window(house)
    steps.be(page, house, steps.FACES[Role.TUTOR])
    page.goto("/tutor")
    expect(page).to_have_title(re.compile("^Today · "))
    tab_to(page, page.get_by_role("link", name="Marking", exact=True).first)
    page.keyboard.press("Enter")
    expect(steps.h1(page)).to_have_text("Marking")
    expect(steps.h1(page)).to_be_focused()
    expect(page).to_have_title(re.compile("^Marking · "))
    tab_to(page, page.get_by_role("link", name="Start with the first"))
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Marking desk · "))
    expect(steps.h1(page)).to_contain_text("attempt")
    expect(steps.h1(page)).to_be_focused()


def test_the_account_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(window: Open, house: House) -> None:
    page = window(house)
    steps.be(page, house, steps.FACES[Role.PARTICIPANT])
    page.goto("/me")
    badge = page.get_by_role("button", name=re.compile("^Your account, "))
    tab_to(page, badge)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Your account", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_hidden()
    expect(badge).to_be_focused()
