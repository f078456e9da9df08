"""Every page of the house, as somebody who may open it, with a real record where its address names one."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.assessment import Submission, SubmissionStatus
from models.people import Person, Role
from models.programmes import TaskKind
from models.timeline import Task, TaskStatus
from pages import index, routes
from tests.browser.steps import FACES
from vle_app import addresses

SENT = "a" * 43  # the shape of a token that opens nothing: what the page is like for somebody with an old link


@dataclass(frozen=True)
class Stop:
    """An address, and the e-mail of who opens it; empty for nobody."""

    address: str
    email: str

    def __str__(self) -> str:
        return self.address


def names() -> list[str]:
    """One name for each page, and one more for each state of a page that looks different."""
    fixed = [page.route for page in index.PAGES if page.route != addresses.RESYNC]
    return [name for route in fixed for name in ([f"{route} {state}" for state in STATES[route]] if route in STATES else [route])]


STATES = {
    f"{addresses.WORK}/[task_id]": ["to hand in", "handed in", "referred", "passed", "to read", "not here"],
    f"{addresses.UNITS}/[unit_id]": ["mine", "not here"],
    f"{addresses.MARKING}/[submission_id]": ["handed in", "with tutor", "decided", "released", "not here"],
}
_OF_TASK = {
    "to hand in": (TaskKind.HAND_IN, TaskStatus.OPEN, None), "handed in": (TaskKind.HAND_IN, TaskStatus.HANDED_IN, SubmissionStatus.HANDED_IN),
    "referred": (TaskKind.HAND_IN, TaskStatus.OPEN, SubmissionStatus.REFERRED), "passed": (TaskKind.HAND_IN, TaskStatus.DONE, SubmissionStatus.PASSED),
    "to read": (TaskKind.READ, TaskStatus.OPEN, None),
}
_OF_PIECE = {
    "handed in": SubmissionStatus.HANDED_IN, "with tutor": SubmissionStatus.WITH_TUTOR, "decided": SubmissionStatus.DECIDED,
    "released": SubmissionStatus.PASSED,
}


def stop(records: Session, name: str) -> Stop:
    """Where that name leads, and as whom."""
    route, _, state = name.partition(" ")
    page = next(page for page in index.PAGES if page.route == route)
    if route in STATES:
        return _named(records, route, state)
    address = route.replace("[token]", SENT) if route != "404" else "/nowhere"
    return Stop(address, "" if page.is_open else FACES[_reader(page)])


def _reader(page: routes.Page) -> Role:
    return page.roles[0] if page.roles else Role.PARTICIPANT


def _named(records: Session, route: str, state: str) -> Stop:
    base = route.rpartition("/")[0]
    if state == "not here":
        return Stop(f"{base}/none-such", FACES[Role.TUTOR if base == addresses.MARKING else Role.PARTICIPANT])
    if base == addresses.MARKING:
        piece, email = records.exec(
            select(Submission.id, Person.email).join(Person, col(Person.id) == Submission.tutor_id)
            .where(Submission.status == _OF_PIECE[state]).order_by(col(Submission.id))
        ).first() or ("", "")
        return Stop(addresses.marking(piece), email)
    kind, status, work = _OF_TASK.get(state, (TaskKind.READ, TaskStatus.OPEN, None))
    has_work = col(Submission.status) == work if work else col(Submission.id).is_(None)
    found = records.exec(
        select(Task, Person.email).join(Person, col(Person.id) == Task.person_id).join(Submission, col(Submission.task_id) == Task.id, isouter=True)
        .where(Task.kind == kind, Task.status == status, has_work, col(Task.unit_id).is_not(None)).order_by(col(Task.id))
    ).first()
    if found is None:
        raise AssertionError(f"The pilot has no task {state}.")
    return Stop(addresses.unit(str(found[0].unit_id)) if base == addresses.UNITS else addresses.work(found[0].id), found[1])
