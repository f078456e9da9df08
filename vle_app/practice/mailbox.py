"""The practice post: e-mail goes into a mailbox that everybody here can read, and nothing leaves the machine."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.records import PracticeMail, Setting
from vle_app import clock, db, live
from vle_app.errors import NotFound, known_id
from vle_app.integrations.mail import Email, MailDelayed

_SWITCH = "practice.post_is_down"
_LATEST = 50


@dataclass(frozen=True, slots=True)
class MailRow:
    """One line of the mailbox."""

    id: str
    recipient: str
    subject: str
    when: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One message, whole. `html` was written by us, but show it where it cannot run anything all the same."""

    id: str
    sender: str
    recipient: str
    subject: str
    when: str
    text: str
    html: str


class PracticePost:
    """Stands in for a mail server. While the post is switched off it refuses for now, so that one can watch what happens then."""

    async def send(self, message: Email) -> None:
        """Put it into the mailbox, in a transaction of its own."""
        await db.current().write(_receive, message, clock.now())

    async def hang_up(self) -> None:
        """There is no line to let go of."""


def _receive(session: Session, message: Email, now: datetime) -> None:
    if is_post_down(session):
        raise MailDelayed("the practice post is switched off", is_everyone=True)
    session.add(
        PracticeMail(
            sender=f"{message.sender_name} <{message.sender}>", recipient=message.recipient, subject=message.subject, text=message.text,
            html=message.html, headers={"Message-ID": message.message_id}, received_at=now,
        )
    )
    live.tell(session, live.MAILBOX)


def is_post_down(session: Session) -> bool:
    """True while somebody has the practice post switched off."""
    return session.get(Setting, _SWITCH) is not None


def stop_post(session: Session) -> None:
    """From now on every e-mail is refused for now, and tried again later."""
    if not is_post_down(session):
        session.add(Setting(key=_SWITCH, value="yes"))
        live.tell(session, live.MAILBOX)


def start_post(session: Session) -> None:
    """The post goes again. What failed meanwhile comes by itself when its next try is due."""
    session.exec(delete(Setting).where(col(Setting.key) == _SWITCH))
    live.tell(session, live.MAILBOX)


def latest(session: Session, zone: str = "Europe/London") -> tuple[MailRow, ...]:
    """The last fifty messages to anybody, newest first."""
    columns = select(PracticeMail.id, PracticeMail.recipient, PracticeMail.subject, PracticeMail.received_at)
    rows = session.exec(columns.order_by(col(PracticeMail.received_at).desc(), col(PracticeMail.id).desc()).limit(_LATEST))
    return tuple(MailRow(id=id_, recipient=recipient, subject=subject, when=clock.said(at, zone)) for id_, recipient, subject, at in rows)


def one(session: Session, mail_id: str, zone: str = "Europe/London") -> Mail:
    """One message."""
    mail = session.get(PracticeMail, known_id(mail_id, "That message"))
    if mail is None:
        raise NotFound("That message")
    return Mail(mail.id, mail.sender, mail.recipient, mail.subject, clock.said(mail.received_at, zone), mail.text, mail.html)
