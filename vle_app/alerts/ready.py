"""The last look at a message before it goes: still true, not in somebody's night, and what it says now."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.notices import Channel, Notice
from models.people import Person
from vle_app.alerts import facts, relevance
from vle_app.alerts.relevance import Verdict
from vle_app.integrations.mail import Email
from vle_app.notices import quiet, wording
from vle_app.settings import Settings


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An e-mail to send, and the words of it that the log keeps."""

    email: Email
    title: str
    lead: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The bell may show it: nothing has to be sent."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It is night where the person is."""

    until: datetime


Ready = Outgoing | Shown | Wait | Verdict


def ready(session: Session, notice_id: str, now: datetime, settings: Settings) -> Ready:
    """What to do with this message now. Needs a writing session for invitations and resets, whose secret is made here."""
    notice = session.get_one(Notice, notice_id)
    untrue = relevance.verdict(session, notice, now)
    if untrue:
        return untrue
    if notice.channel is Channel.BELL:
        return Shown()
    person = session.get_one(Person, notice.person_id)
    morning = quiet.waking(now, person.zone)
    if morning > now and not quiet.is_immediate(notice.rule):
        return Wait(morning)
    said = facts.letter(session, notice, now, settings.address)
    return Outgoing(wording.email(said, recipient=person.email, notice_id=notice.id, settings=settings), said.title, said.lead)
