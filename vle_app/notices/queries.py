"""What pages read of notices: a person's bell, and the log of what somebody was told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import BindParameter, ColumnElement, String, and_, bindparam, exists, func, or_
from sqlalchemy import select as chosen
from sqlmodel import Session, col, select, update

from models.notices import Channel, Notice, NoticeState
from models.people import Person
from models.timeline import Task, TaskStatus
from vle_app import clock, live, names
from vle_app.errors import NotFound, known_id

PAGE = 50


class Reader(Protocol):
    """Whoever looks at their own bell: a visitor."""

    @property
    def id(self) -> str: ...
    @property
    def zone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class BellRow:
    """One notice. `day` groups rows under a heading; `time` stands in the margin; `link` is a path in this house or empty."""

    id: str
    title: str
    body: str
    link: str
    day: str
    time: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class BellRows:
    """The newest fifty, and how many of all are unread."""

    unread: int = 0
    rows: tuple[BellRow, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One line of the log: who was told what, when and how, what became of it and why. `read` is empty unless the bell knows."""

    id: str
    who: str
    what: str
    how: str
    when: str
    state: str
    reason: str
    read: str


_HOW = {Channel.BELL: "bell", Channel.EMAIL: "e-mail"}
_STATE = {
    NoticeState.PLANNED: "waiting", NoticeState.CLAIMED: "being sent", NoticeState.SENT: "told", NoticeState.FAILED: "will be tried again",
    NoticeState.DROPPED: "not sent", NoticeState.EXPIRED: "not sent in time",
}


def _on_bell(person_id: str | BindParameter[str]) -> tuple[ColumnElement[bool], ...]:
    """What this person's bell shows. A reason on a shown row says why it left again; a reminder leaves with the task or the date it was about."""
    is_past = exists().where(col(Task.id) == col(Notice.subject_id), or_(col(Task.status) != TaskStatus.OPEN, col(Task.due_version) != col(Notice.due_version)))
    is_reminder = col(Notice.rule).startswith("task_", autoescape=True)
    shown = (col(Notice.person_id) == person_id, col(Notice.channel) == Channel.BELL, col(Notice.state) == NoticeState.SENT, col(Notice.reason) == "")
    return *shown, ~and_(is_reminder, is_past)


# Made once: making it takes longer than asking it.
_UNREAD = chosen(func.count()).select_from(Notice).where(*_on_bell(bindparam("me", type_=String)), col(Notice.read_at).is_(None))


def unread(session: Session, me: Reader) -> int:
    """How many notices on the bell are unread. Asked on every page, by index."""
    count: int = session.execute(_UNREAD, {"me": me.id}).scalar_one()
    return count


def bell(session: Session, me: Reader) -> BellRows:
    """My notices, newest first, without reminders that a later one or the work itself has overtaken."""
    shown = select(Notice).where(*_on_bell(me.id)).order_by(col(Notice.sent_at).desc(), col(Notice.id).desc()).limit(PAGE)
    rows = tuple(_bell_row(notice, me.zone) for notice in session.exec(shown))
    return BellRows(unread(session, me), rows)


def _bell_row(notice: Notice, zone: str) -> BellRow:
    shown_at = notice.sent_at or notice.created_at
    return BellRow(
        id=notice.id, title=notice.title, body=notice.body, link=notice.link, day=clock.day(shown_at, zone),
        time=clock.clock_time(shown_at, zone), is_read=notice.read_at is not None,
    )


def mark_read(session: Session, me: Reader, notice_id: str, now: datetime) -> None:
    """I have read this one. Reading it again changes nothing; somebody else's is not found."""
    mine = session.exec(select(Notice).where(*_on_bell(me.id), Notice.id == known_id(notice_id, "That notice"))).first()
    if mine is None:
        raise NotFound("That notice")
    if mine.read_at is None:
        mine.read_at = now
        live.tell(session, live.bell(me.id))


def mark_all_read(session: Session, me: Reader, now: datetime) -> int:
    """I have read them all; how many were unread."""
    fresh = update(Notice).where(*_on_bell(me.id), col(Notice.read_at).is_(None)).values(read_at=now).returning(col(Notice.id))
    count = len(session.execute(fresh).all())
    if count:
        live.tell(session, live.bell(me.id))
    return count


def told(session: Session, subject_id: str, zone: str = "Europe/London") -> tuple[ToldRow, ...]:
    """Everything anybody was told, or not told, about a subject, newest first. For staff: the caller has checked who asks."""
    found = select(Notice, Person).join(Person, col(Person.id) == Notice.person_id).where(Notice.subject_id == subject_id)
    rows = session.exec(found.order_by(func.coalesce(col(Notice.sent_at), col(Notice.next_try_at)).desc(), col(Notice.id).desc()).limit(PAGE))
    return tuple(
        ToldRow(
            id=notice.id, who=names.shown(person.name, person.alias, person.identity_protection), what=notice.title, how=_HOW[notice.channel],
            when=clock.said(notice.sent_at or notice.next_try_at, zone), state=_STATE[notice.state], reason=notice.reason,
            read=clock.said(notice.read_at, zone) if notice.read_at else "",
        )
        for notice, person in rows
    )
