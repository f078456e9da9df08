"""What a person does, in their words: found by role and label, as somebody finds it who cannot see the page."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session, col, select

from models.people import Person, Role, RoleGrant
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
ESSAY = {"name": "701 okafor.docx", "mimeType": "application/octet-stream", "buffer": samples.DOCX}


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


def participants(records: Session, kind: TaskKind = TaskKind.HAND_IN, *, skip: int = 0) -> tuple[Person, Task]:
    """Somebody other than Sam, with an open task of this kind; `skip` gives each test another."""
    rows = records.exec(
        select(Person, Task)
        .join(Task, col(Task.person_id) == Person.id)
        .join(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(RoleGrant.role == Role.PARTICIPANT, Task.status == TaskStatus.OPEN, Task.kind == kind, Person.email != FACES[Role.PARTICIPANT])
        .where(Task.due_at > clock.now() + timedelta(days=1))
        .order_by(col(Person.email), col(Task.due_at))
    ).all()
    people = {person.id: (person, task) for person, task in reversed(rows)}
    return list(people.values())[::-1][skip]
