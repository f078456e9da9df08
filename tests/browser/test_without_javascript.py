"""A browser without JavaScript: signing in and out work, because they are plain forms."""

from playwright.sync_api import expect

from models.people import Role
from tests.browser import steps
from tests.browser.conftest import Open
from tests.browser.house import House


def test_somebody_signs_in_and_is_served_their_start_page(window: Open, house: House) -> None:
    page = window(house, java_script_enabled=False)
    page.goto("/sign-in")
    steps.type_in(page, steps.FACES[Role.TUTOR])
    expect(page).to_have_url(f"{house.address}/tutor")
    expect(steps.h1(page)).to_have_text("Today")
    page.goto("/me")
    expect(page).to_have_url(f"{house.address}/tutor?said=wrong-role")


def test_a_wrong_password_leads_back_to_the_form(window: Open, house: House) -> None:
    page = window(house, java_script_enabled=False)
    page.goto("/sign-in")
    steps.type_in(page, "nobody@elsewhere.example", "not a password")
    expect(page).to_have_url(f"{house.address}/sign-in?said=mismatch-9")
    expect(page.get_by_label("Email")).to_be_visible()
