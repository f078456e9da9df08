"""From the next thing to do, to a pass: a participant and a tutor, each with a page open, and nobody reloads."""

import hashlib
import re

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from models.people import Person, Role
from models.programmes import TaskKind
from models.timeline import Task, TaskStatus
from tests import samples
from tests.browser import steps
from tests.browser.conftest import Open
from tests.browser.house import House

COMMENT = "Weigh what the health trust said: what changed because of your decision, and for whom?"
FINGERPRINT = re.compile(r"SHA-256 ([0-9a-f ]{64,})")


def my_next_hand_in(house: House) -> str:
    with house.records() as records:
        return records.exec(
            select(Task.title).join(Person, col(Person.id) == Task.person_id)
            .where(Person.email == steps.FACES[Role.PARTICIPANT], Task.kind == TaskKind.HAND_IN, Task.status == TaskStatus.OPEN)
            .order_by(col(Task.due_at))
        ).first() or ""


def decide(page: Page, outcome: str, choice: str, comment: str = "") -> None:
    expect(page.get_by_role("button", name=outcome, exact=True)).to_be_visible()
    for group in page.get_by_role("group").filter(has=page.get_by_role("radio")).all():
        group.get_by_label(choice, exact=True).check()
    page.get_by_label("Comment for the participant").fill(comment)
    page.get_by_role("button", name=outcome, exact=True).click()
    page.get_by_role("button", name=f"Release to {steps.SAM}").click()
    steps.said(page, f"Released. {steps.SAM} has been told.")


def open_from_queue(page: Page, unit: str, attempt: int) -> None:
    row = page.get_by_role("listitem").filter(has_text=f"{unit}, attempt {attempt}")
    row.get_by_role("link", name=re.compile(f"^Mark {steps.SAM}")).click()
    expect(steps.h1(page)).to_contain_text(f"attempt {attempt}")
    page.get_by_role("button", name="Start marking").click()


def test_work_is_handed_in_referred_handed_in_again_and_passed_without_a_reload(window: Open, house: House) -> None:
    title = my_next_hand_in(house)
    unit = title.removeprefix("Hand in ").split()[0]
    tutor, sam = window(house), window(house)
    steps.click_in(tutor, Role.TUTOR)
    tutor.get_by_role("link", name="Marking", exact=True).first.click()
    expect(steps.h1(tutor)).to_have_text("Marking")
    steps.click_in(sam, Role.PARTICIPANT)

    # One thing to do next, with the minutes it needs.
    following = sam.get_by_role("main").get_by_role("region").filter(has=sam.get_by_role("link", name=re.compile("^(Start|Carry on)$")))
    expect(following).to_have_count(1)
    expect(following).to_contain_text(re.compile(r"\d+\s*minutes?"))

    # The hand-in, its file, what is declared with it, and the receipt.
    sam.get_by_role("link", name=title).first.click()
    expect(steps.h1(sam)).to_have_text(title)
    steps.add_file(sam, steps.ESSAY)
    steps.sign_and_hand_in(sam)
    receipt = sam.get_by_role("region", name="Your receipt")
    shown = FINGERPRINT.search(receipt.inner_text())
    assert shown is not None
    assert shown[1].replace(" ", "") == hashlib.sha256(samples.DOCX).hexdigest()

    # The tutor's open queue has it, and says so.
    steps.said(tutor, f"{steps.SAM} handed in {unit}")
    open_from_queue(tutor, unit, 1)
    expect(sam.get_by_role("main")).to_contain_text("With your tutor")
    decide(tutor, "Refer", "Not yet", COMMENT)

    # The participant's open page has changed by itself, and takes the next attempt.
    expect(sam.get_by_role("main")).to_contain_text(COMMENT)
    steps.add_file(sam, {**steps.ESSAY, "name": "701 okafor again.pdf", "buffer": samples.PDF})
    steps.sign_and_hand_in(sam)
    tutor.get_by_role("link", name="Marking", exact=True).first.click()
    open_from_queue(tutor, unit, 2)
    decide(tutor, "Pass", "Met")
    expect(sam.get_by_role("main")).to_contain_text("Passed")
