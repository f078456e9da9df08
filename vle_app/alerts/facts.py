"""What to say, from what is true at the moment of saying it. No marks, results, health or identity detail ever goes into an e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.assessment import Attempt, Submission
from models.catalogue import Unit
from models.notices import Notice
from models.people import IdentityProtection, OneTimeLink, Organisation, Person
from models.programmes import TaskKind
from models.timeline import Task
from vle_app import addresses, clock, names
from vle_app.notices.wording import CROSSED, HOUSE, Letter
from vle_app.people import links

LINKS = frozenset({"invitation", "password_reset"})
_WEEK = 7


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One open task and whose it is, as they stand now. `unit` is its code, empty where the task has no unit.

    With `is_tried` work was handed in before: the date is a new one for a next attempt, and its being new is not for a message to explain.
    """

    id: str
    person_id: str
    zone: str
    unit: str
    title: str
    kind: TaskKind
    minutes: int
    first_due_at: datetime
    due_at: datetime
    due_version: int
    is_tried: bool
    link: str

    @property
    def is_hand_in(self) -> bool:
        return self.kind is TaskKind.HAND_IN

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return f"Your assignment for {self.unit}" if self.is_hand_in and self.unit else f"“{self.title}”"


def tasks(session: Session, ids: Sequence[str]) -> list[TaskFacts]:
    """Those tasks, soonest first."""
    found = (
        select(Task, Person.zone, Unit.code, Submission.id)
        .join(Person, col(Person.id) == Task.person_id)
        .join(Unit, col(Unit.id) == Task.unit_id, isouter=True)
        .join(Submission, col(Submission.task_id) == Task.id, isouter=True)
        .where(col(Task.id).in_(ids))
        .order_by(col(Task.due_at), col(Task.id))
    )
    return [
        TaskFacts(
            id=task.id, person_id=task.person_id, zone=zone, unit=unit or "", title=task.title, kind=task.kind, minutes=task.minutes,
            first_due_at=task.first_due_at, due_at=task.due_at, due_version=task.due_version,
            is_tried=submission is not None, link=_link(task),
        )
        for task, zone, unit, submission in (session.exec(found) if ids else ())
    ]


def letter(session: Session, notice: Notice, now: datetime, address: str) -> Letter:
    """What this notice says now, for e-mail. An invitation or a reset gets its secret here, which is stored as a digest only."""
    person = session.get_one(Person, notice.person_id)
    is_shielded = person.identity_protection is IdentityProtection.PROTECTED
    called = names.shown(person.name, person.alias, person.identity_protection)
    greeting = "Hello." if is_shielded and not person.alias else f"Hello {names.first(called)}."
    force = "" if is_shielded else session.get_one(Organisation, person.organisation_id).name
    said = _said(session, notice, person.zone, now)
    path = _minted(session, notice, now) if notice.rule in LINKS else said.link
    return Letter(
        title=said.title, lead=said.lead, why=said.why, closing=said.closing, margin=said.margin, item=said.item, detail=said.detail,
        greeting=greeting, force="" if force == HOUSE else force, button=said.button, link=f"{address}{path}" if path else "",
    )


def task_letter(task: TaskFacts, now: datetime) -> Letter:
    """A reminder: what, how long it takes, until when; moved from when, if it was."""
    there = clock.local(task.due_at, task.zone)
    is_late = task.due_at < now
    lead = [f"It takes {effort(task.minutes)}.", f"It is {clock.distance(now, task.due_at, task.zone)}." if is_late else ""]
    if task.due_version > 1 and task.first_due_at != task.due_at and not task.is_tried:
        lead.append(f"The date moved from {clock.said(task.first_due_at, task.zone)} to {clock.said(task.due_at, task.zone)}.")
    if is_late:
        lead.append("You can still hand it in." if task.is_hand_in else "You can still do it.")
    waits = "has not been handed in" if task.is_hand_in else "is not ticked off yet"
    return Letter(
        title=f"{task.name} {_when(task, now)}", lead=" ".join(part for part in lead if part), link=task.link, button="Carry on",
        margin=(f"{there:%a} {there.day}", f"{there:%H:%M}"), item=task.title, detail=f"{'Was due' if is_late else 'Due'} {clock.said(task.due_at, task.zone)}",
        why=f"You get this because {_reason(task, now)} and {waits}.",
        closing=CROSSED if task.is_hand_in else "If you have just done it, we crossed on the way: nothing more to do.",
    )


def effort(minutes: int) -> str:
    """`about 25 minutes`, `about 3 hours`: from two hours on, people count in hours."""
    if minutes == 1:
        return "a minute"
    return f"about {minutes} minutes" if minutes < 120 else f"about {round(minutes / 60)} hours"


def _when(task: TaskFacts, now: datetime) -> str:
    days = clock.days_between(now, task.due_at, task.zone)
    day = clock.day(task.due_at, task.zone)
    if task.due_at < now:
        return f"was due on {day}" if days else "was due today"
    if days < _WEEK:
        return {0: "is due today", 1: "is due tomorrow"}.get(days, f"is due on {day.split()[0]}")
    return f"is due on {day}"


def _reason(task: TaskFacts, now: datetime) -> str:
    what = task.unit if task.is_hand_in and task.unit else "it"
    far = clock.distance(now, task.due_at, task.zone)
    return f"{what} is {far}" if task.due_at < now else f"{what} is due {far}"


def _said(session: Session, notice: Notice, zone: str, now: datetime) -> Letter:
    if notice.rule.startswith("task_"):
        return task_letter(tasks(session, [notice.subject_id])[0], now)
    if notice.rule in LINKS:
        return _link_letter(session.get_one(OneTimeLink, notice.subject_id), notice.rule, zone)
    if notice.rule.startswith("feedback"):
        return _feedback_letter(session, notice)
    why = "You get this because it is about your own work or account, or about work that is yours to do."
    return Letter(title=notice.title, lead=notice.body or "Sign in to read it.", why=why, button="Open" if notice.link else "", link=notice.link)


def _feedback_letter(session: Session, notice: Notice) -> Letter:
    """The same words whatever was decided: a result never leaves the site in a message."""
    named = select(Unit.code).join(Submission, col(Submission.unit_id) == Unit.id).join(Attempt, col(Attempt.submission_id) == Submission.id, isouter=True)
    subject = notice.subject_id
    code = session.exec(named.where((col(Submission.id) == subject) | (col(Submission.task_id) == subject) | (col(Attempt.id) == subject))).first()
    title = f"Your feedback on {code} is ready" if code else "Your feedback is ready"
    why = "You get this because your tutor has finished with work that you handed in."
    return Letter(title=title, lead="Sign in to read it.", why=why, button="Read it", link=notice.link)


def _link_letter(link: OneTimeLink, rule: str, zone: str) -> Letter:
    until = f"The link works once, until {clock.said(link.expires_at, zone)}."
    if rule == "invitation":
        why = "You get this because somebody made an account for you. If you did not expect it, leave it: nothing happens until you use the link."
        lead = f"An account is ready for you. Choose a password to begin. {until}"
        return Letter(title=f"Your place on {HOUSE}", lead=lead, why=why, button="Choose a password")
    why = "You get this because somebody asked for a new password with this address. If it was not you, leave it: your password stays as it is."
    return Letter(title="Choose a new password", lead=until, why=why, button="Choose a new password")


def _minted(session: Session, notice: Notice, now: datetime) -> str:
    token = links.mint(session, notice.subject_id, now)
    return addresses.join(token) if notice.rule == "invitation" else addresses.reset(token)


def _link(task: Task) -> str:
    if task.kind is TaskKind.HAND_IN:
        return addresses.work(task.id)
    return addresses.unit(task.unit_id) if task.unit_id else addresses.ME
