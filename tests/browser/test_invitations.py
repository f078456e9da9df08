"""Somebody is invited, and somebody has forgotten a password: by e-mail, with a link that works once, and that a scanner cannot use up."""

import re
import urllib.request

from playwright.sync_api import Page, expect

from models.people import Role
from tests.browser import steps
from tests.browser.conftest import Open
from tests.browser.house import House

NEW = "three otters under the bridge"


def link_in_the_mailbox(page: Page, email: str, subject: str) -> str:
    """Open the newest message to that address and read the address in it."""
    page.goto("/practice/mailbox")
    page.get_by_role("listitem").filter(has_text=email).get_by_role("button", name=subject).first.click()
    letter = page.get_by_role("region", name="The open message")
    expect(letter).to_contain_text(email)
    found = re.search(r"http://\S+/(?:join|reset)/[\w-]{43}", letter.inner_text())
    assert found, letter.inner_text()
    return found[0]


def scan(link: str) -> None:
    """What mail scanners do: fetch it, twice, without a browser."""
    for _ in range(2):
        with urllib.request.urlopen(link) as answer:  # noqa: S310  our own address
            assert answer.status == 200
            assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_concierge_invites_somebody_who_chooses_a_password_and_begins(window: Open, house: House) -> None:
    concierge, mailbox, page = window(house), window(house), window(house)
    email = "olwen.prosser@northmoor.example"
    steps.click_in(concierge, Role.CONCIERGE)
    concierge.get_by_role("link", name="People", exact=True).first.click()
    concierge.get_by_label("Name", exact=True).fill("Olwen Prosser")
    concierge.get_by_label(re.compile("^E-?mail$")).fill(email)
    concierge.get_by_label("Rank or grade").fill("Superintendent")
    concierge.get_by_label("Role", exact=True).select_option(label="Force lead")
    concierge.get_by_label("Force or provider").select_option(label="Northmoor Police")
    concierge.get_by_role("button", name="Invite", exact=True).click()
    steps.said(concierge, "Invited. Olwen Prosser gets an e-mail")

    link = link_in_the_mailbox(mailbox, email, "Your place")
    assert link.startswith(f"{house.address}/join/")
    scan(link)
    page.goto(link)
    page.get_by_label("New password").fill("northmoor police")
    page.get_by_role("button", name="Save and begin").click()
    expect(page.get_by_role("alert").filter(has_text="This is built on your name, e-mail or force")).to_be_visible()
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Save and begin").click()
    expect(steps.h1(page)).to_have_text("Your people")
    expect(page).to_have_url(f"{house.address}/force")

    page.goto(link)
    page.get_by_label("New password").fill("another choice of words")
    page.get_by_role("button", name="Save and begin").click()
    expect(page.get_by_role("alert").filter(has_text="This link has been used or has run out")).to_be_visible()
    steps.type_in(_at_the_door(window, house), email, NEW)


def _at_the_door(window: Open, house: House) -> Page:
    page = window(house)
    page.goto("/sign-in")
    return page


def test_a_forgotten_password_is_replaced_by_a_link_and_other_devices_are_signed_out(window: Open, house: House) -> None:
    with house.records() as records:
        email = steps.somebody(records, number=16)[0].email
    elsewhere, mailbox, page = window(house), window(house), window(house)
    steps.be(elsewhere, house, email)
    elsewhere.goto("/me")
    expect(steps.h1(elsewhere)).to_contain_text("Good")
    page.goto("/sign-in")
    page.get_by_role("link", name="I have forgotten my password").click()
    expect(steps.h1(page)).to_have_text("Choose a new password")
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    steps.said(page, "If that e-mail has an account, a link is on its way.")

    link = link_in_the_mailbox(mailbox, email, "new password")
    scan(link)
    page.goto(link)
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page).to_have_url(f"{house.address}/me")
    expect(elsewhere).to_have_url(re.compile("/sign-in"))


def test_an_unknown_email_is_answered_alike_and_nothing_is_sent(window: Open, house: House) -> None:
    page, mailbox = window(house), window(house)
    page.goto("/reset")
    page.get_by_label("Email").fill("nobody@elsewhere.example")
    page.get_by_role("button", name="Send me a link").click()
    steps.said(page, "If that e-mail has an account, a link is on its way.")
    mailbox.goto("/practice/mailbox")
    expect(steps.h1(mailbox)).to_have_text("Practice mailbox")
    expect(mailbox.get_by_text("nobody@elsewhere.example")).to_have_count(0)
