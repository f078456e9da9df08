"""Signing in and out, changing who one is, and what is left of the one before."""

import re

from playwright.sync_api import expect

from models.people import Role
from tests.browser import steps
from tests.browser.conftest import Open
from tests.browser.house import House


def test_a_person_signs_in_by_email_and_password(window: Open, house: House) -> None:
    page = window(house)
    page.goto("/sign-in")
    steps.type_in(page, steps.FACES[Role.IQA])
    expect(steps.h1(page)).to_have_text("Decisions")
    expect(page).to_have_url(f"{house.address}/iqa")


def test_a_wrong_password_says_how_many_tries_are_left_and_keeps_the_way_onwards(window: Open, house: House) -> None:
    page = window(house)
    with house.records() as records:
        email = steps.somebody(records, number=11)[0].email
    page.goto("/notices")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    steps.type_in(page, email, "a guess at a password")
    expect(page.get_by_role("alert").filter(has_text="You have 9 tries left")).to_be_visible()
    steps.type_in(page, email)
    expect(steps.h1(page)).to_have_text("Notices")


def test_another_person_in_the_same_tab_finds_nothing_of_the_first(window: Open, house: House) -> None:
    page = window(house)
    steps.click_in(page, Role.PARTICIPANT)
    expect(steps.h1(page)).to_contain_text("Sam")
    steps.sign_out(page)
    steps.said(page, "You are signed out.")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/sign-in"))

    loads: list[str] = []
    page.on("request", lambda request: loads.append(f"{request.method} {request.url}") if request.is_navigation_request() else None)
    page.get_by_role("button", name=re.compile("^Sign in as .*, Tutor$")).click()
    expect(steps.h1(page)).to_have_text("Today")
    expect(page.get_by_role("button", name=re.compile("^Your account, "))).to_have_accessible_name(f"Your account, {steps.HELEN}")
    main = page.get_by_role("navigation", name="Main", exact=True)
    expect(main.get_by_role("link")).to_have_text(["Today", "Marking"])
    expect(page.get_by_role("main")).to_contain_text("to mark")
    expect(page.get_by_role("heading", name=re.compile("Sam"))).to_have_count(0)
    page.reload()
    expect(main.get_by_role("link")).to_have_text(["Today", "Marking"])
    assert loads == [f"POST {house.address}/api/sign-in", f"GET {house.address}/tutor", f"GET {house.address}/tutor"]


def test_signing_out_in_one_window_closes_the_other_window_of_that_browser(window: Open, house: House) -> None:
    first = window(house)
    steps.click_in(first, Role.FINANCE)
    second = first.context.new_page()
    second.goto("/account")
    expect(steps.h1(second)).to_have_text("Your account")
    steps.sign_out(first)
    expect(second).to_have_url(re.compile("/sign-in"))


def test_signing_out_everywhere_closes_every_window_of_that_person_and_no_other(window: Open, house: House) -> None:
    here, there, other = window(house), window(house), window(house)
    for page, role in ((here, Role.FORCE_LEAD), (there, Role.FORCE_LEAD), (other, Role.CONCIERGE)):
        steps.be(page, house, steps.FACES[role])
    there.goto("/force")
    expect(steps.h1(there)).to_have_text("Your people")
    other.goto("/concierge")
    here.goto("/account")
    here.get_by_role("button", name="Sign out everywhere").click()
    for page in (here, there):
        expect(page).to_have_url(re.compile("/sign-in"))
    other.get_by_role("link", name="People", exact=True).first.click()
    expect(steps.h1(other)).to_have_text("People")


def test_one_other_device_can_be_signed_out_from_the_account_page(window: Open, house: House) -> None:
    here, there = window(house), window(house)
    for page in (here, there):
        steps.be(page, house, steps.FACES[Role.DIRECTOR])
    there.goto("/director")
    expect(steps.h1(there)).to_have_text("The pilot")
    here.goto("/account")
    devices = here.get_by_role("region", name="Where you are signed in")
    expect(devices.get_by_role("listitem")).to_have_count(2)
    devices.get_by_role("button", name=re.compile("^Sign out of")).click()
    expect(there).to_have_url(re.compile("/sign-in"))
    expect(devices.get_by_role("listitem")).to_have_count(1)


def test_a_password_is_changed_from_the_account_page_and_the_old_one_is_dead(window: Open, house: House) -> None:
    page, again = window(house), window(house)
    with house.records() as records:
        email = steps.somebody(records, number=12)[0].email
    new = "seven quiet herons by the weir"
    page.goto("/sign-in")
    steps.type_in(page, email)
    page.goto("/account")
    page.get_by_label("Present password").fill(steps.PASSPHRASE)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password again").fill(new)
    page.get_by_role("button", name="Change password").click()
    steps.said(page, "Your password is changed. Every other device has been signed out.")
    again.goto("/sign-in")
    steps.type_in(again, email)
    expect(again.get_by_role("alert").filter(has_text="do not match")).to_be_visible()
    steps.type_in(again, email, new)
    expect(again).to_have_url(f"{house.address}/me")
