"""What a person does, in their words: found by role and label, as somebody finds it who cannot see the page."""

import re
from datetime import timedelta

from playwright.sync_api import FilePayload, Locator, Page, expect
from sqlmodel import Session, col, select

from models.enrolments import Enrolment, EnrolmentStatus
from models.people import Person, Role
from models.programmes import TaskKind
from models.timeline import Task, TaskStatus
from tests import samples
from tests.browser.house import House
from vle_app import clock
from vle_app.people import sign_ins
from vle_app.people.sign_ins import START_PAGES, Caller
from vle_app.practice.pilot_people import PASSPHRASE

SAM, HELEN = "Sam Okafor", "Dr Helen Marsh"
FACES = {
    Role.PARTICIPANT: "sam.okafor@northmoor.example", Role.TUTOR: "helen.marsh@leadershiplearning.example",
    Role.IQA: "lena.hughes@leadershiplearning.example", Role.CONCIERGE: "priya.nair@leadershiplearning.example",
    Role.FORCE_LEAD: "joanne.pike@northmoor.example", Role.FINANCE: "ruth.adeyemi@leadershiplearning.example",
    Role.DIRECTOR: "dawn.mercer@leadershiplearning.example",
}
ESSAY: FilePayload = {"name": "701 okafor.docx", "mimeType": "application/octet-stream", "buffer": samples.DOCX}


def click_in(page: Page, role: Role) -> None:
    """Sign in with one click from the list of practice accounts."""
    page.goto("/sign-in")
    page.get_by_role("button", name=re.compile(f"^Sign in as .*, {_PLACE[role]}$")).click()
    expect(page).to_have_url(re.compile(f"{START_PAGES[role]}$"))


_PLACE = {
    Role.PARTICIPANT: "Participant", Role.TUTOR: "Tutor", Role.IQA: "Quality assurance", Role.CONCIERGE: "Concierge",
    Role.FORCE_LEAD: "Force lead", Role.FINANCE: "Finance", Role.DIRECTOR: "Director",
}


def type_in(page: Page, email: str, password: str = PASSPHRASE) -> None:
    """Sign in by e-mail and password, on the page that is open."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def be(page: Page, house: House, email: str) -> None:
    """Be signed in already, as somebody who came back."""
    with house.records() as records:
        person = records.exec(select(Person).where(Person.email == email)).one()
        opened = sign_ins.begin(records, person, Caller("127.0.0.1", device="Tests"), now=clock.now())
    page.context.add_cookies([{"name": "vle", "value": opened.token, "url": house.address, "httpOnly": True, "sameSite": "Lax"}])


def sign_out(page: Page) -> None:
    """By the badge, as everybody does."""
    page.get_by_role("button", name=re.compile("^Your account, ")).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile(r"/sign-in\?said=signed-out"))


def h1(page: Page) -> Locator:
    """The heading of the page."""
    return page.get_by_role("heading", level=1)


def said(page: Page, words: str) -> None:
    """The page says this aloud."""
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_visible()


def add_file(page: Page, file: FilePayload) -> None:
    """Into the box on the page of a piece of work; returns when it has arrived."""
    page.get_by_label(re.compile("^(Choose your file|Add another file)$")).set_input_files(file)
    expect(page.get_by_role("listitem").filter(has_text=file["name"])).to_be_visible()


def sign_and_hand_in(page: Page) -> None:
    """Both declarations, the question about AI, and the button."""
    page.get_by_label("This is my own work").check()
    page.get_by_label("It names no victim, suspect or colleague").check()
    page.get_by_role("group", name="Did you use an AI tool?").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Hand in", exact=True).click()
    said(page, "has been told.")


def somebody(records: Session, kind: TaskKind = TaskKind.HAND_IN, *, number: int = 0) -> tuple[Person, Task]:
    """A participant other than Sam with an open task of this kind, due after tomorrow. Another `number`, another person: one for each test."""
    rows = records.exec(
        select(Person, Task)
        .join(Task, col(Task.person_id) == Person.id)
        .join(Enrolment, col(Enrolment.id) == Task.enrolment_id)
        .where(Enrolment.status == EnrolmentStatus.ACTIVE, Person.email != FACES[Role.PARTICIPANT])
        .where(Task.status == TaskStatus.OPEN, Task.kind == kind, Task.due_at > clock.now() + timedelta(days=2))
        .order_by(col(Person.email), col(Task.due_at))
    ).all()
    first = {person.id: (person, task) for person, task in reversed(rows)}
    return list(first.values())[-1 - number]
