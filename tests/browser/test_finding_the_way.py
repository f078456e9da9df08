"""Pages for another role, for somebody signed in, for nobody, and for no page at all."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from models.assessment import Submission
from models.people import Person, Role
from tests.browser import steps
from tests.browser.conftest import Noise, Open
from tests.browser.house import House
from vle_app.people.sign_ins import START_PAGES


@pytest.mark.parametrize(
    ("role", "page_of"), [(Role.PARTICIPANT, Role.TUTOR), (Role.TUTOR, Role.PARTICIPANT), (Role.FORCE_LEAD, Role.DIRECTOR), (Role.FINANCE, Role.CONCIERGE)],
)
def test_a_page_for_another_role_leads_to_one_s_own_start_page_and_says_why(window: Open, house: House, role: Role, page_of: Role) -> None:
    page = window(house)
    steps.be(page, house, steps.FACES[role])
    page.goto(START_PAGES[page_of])
    expect(page).to_have_url(re.compile(f"{START_PAGES[role]}($|\\?)"))
    steps.said(page, "That page is for another role. We brought you to your own start page.")
    expect(steps.h1(page)).to_be_visible()


def test_somebody_signed_out_is_taken_back_to_where_they_were_going(window: Open, house: House) -> None:
    with house.records() as records:
        person, task = steps.somebody(records, number=13)
        email, address, title = person.email, f"/me/work/{task.id}", task.title
    page = window(house)
    page.goto(address)
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    steps.type_in(page, email)
    expect(steps.h1(page)).to_have_text(title)
    expect(page).to_have_url(f"{house.address}{address}")


def test_a_start_page_can_be_left_and_come_back_to_by_the_browsers_own_buttons(window: Open, house: House) -> None:
    page = window(house)
    steps.be(page, house, steps.FACES[Role.DIRECTOR])
    page.goto("/director")
    expect(steps.h1(page)).to_have_text("The pilot")
    page.get_by_role("link", name="Settings", exact=True).first.click()
    expect(steps.h1(page)).to_have_text("Settings")
    page.go_back()
    expect(steps.h1(page)).to_have_text("The pilot")
    page.go_forward()
    expect(steps.h1(page)).to_have_text("Settings")


def test_an_unknown_address_is_404_with_a_way_home(window: Open, house: House, noise: Noise) -> None:
    noise.expected.append("status of 404")
    page = window(house)
    answer = page.goto("/me/wrok/1")
    assert answer is not None
    assert answer.status == 404
    expect(steps.h1(page)).to_have_text("There is no page at this address")
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    expect(steps.h1(page)).to_have_text("Sign in")

    steps.be(page, house, steps.FACES[Role.IQA])
    page.goto("/nowhere")
    page.get_by_role("main").get_by_role("link", name="Your start page").click()
    expect(steps.h1(page)).to_have_text("Decisions")


def test_somebody_elses_work_is_not_here_and_one_s_own_still_is(window: Open, house: House) -> None:
    with house.records() as records:
        person, task = steps.somebody(records, number=14)
        others = (steps.somebody(records, number=number) for number in range(21, 60))
        theirs = next(piece for stranger, piece in others if stranger.organisation_id != person.organisation_id)
        mine, foreign = task.id, theirs.id
        email, title = person.email, task.title
    page = window(house)
    steps.be(page, house, email)
    for address in (f"/me/work/{foreign}", "/me/work/none-such", f"/me/units/{foreign}"):
        page.goto(address)
        expect(steps.h1(page)).to_contain_text("is not here")
        expect(page.get_by_role("button", name="Hand in")).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="Go to your day").click()
    expect(page).to_have_url(f"{house.address}/me")
    page.goto(f"/me/work/{mine}")
    expect(steps.h1(page)).to_have_text(title)


def test_another_tutors_piece_is_not_here(window: Open, house: House) -> None:
    with house.records() as records:
        helen = records.exec(select(Person.id).where(Person.email == steps.FACES[Role.TUTOR])).one()
        foreign = records.exec(select(Submission.id).where(col(Submission.tutor_id) != helen)).first()
    page = window(house)
    steps.be(page, house, steps.FACES[Role.TUTOR])
    page.goto(f"/tutor/marking/{foreign}")
    expect(steps.h1(page)).to_have_text("That piece is not here")
    expect(page.get_by_role("button", name="Start marking")).to_have_count(0)
