"""Sign-ins: a knock at the door, the door opened, activity, and the end of it."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.people import FailedSignIn, KnownDevice, Person, Role, SignIn
from vle_app import addresses, audit, db, live
from vle_app.errors import NotFound, Refusal, known_id
from vle_app.people import throttle, visitors
from vle_app.people.visitors import Visitor

LASTS = timedelta(days=14)  # whatever one does, and however often
NOTED_EVERY = timedelta(minutes=5)
_NOTED_AT_MOST = 20_000
START_PAGES = {
    Role.PARTICIPANT: addresses.ME,
    Role.TUTOR: addresses.TUTOR,
    Role.IQA: addresses.IQA,
    Role.CONCIERGE: addresses.CONCIERGE,
    Role.FORCE_LEAD: addresses.FORCE,
    Role.FINANCE: addresses.FINANCE,
    Role.DIRECTOR: addresses.DIRECTOR,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """From where somebody calls: network address, the digest of their device cookie, and their browser in words."""

    address: str
    device_digest: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Knock:
    """A try let through. `stored` is the hash to compare with, None for an unknown e-mail, which is to take as long."""

    guess: throttle.Guess
    person_id: str
    stored: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A new sign-in. `token` goes into the cookie and nowhere else."""

    visitor: Visitor
    token: str = field(repr=False)


def start_page(visitor: Visitor) -> str:
    """Where this person begins: the page of the role they were given first, or their account if they have none."""
    return START_PAGES[visitor.grants[0][0]] if visitor.grants else addresses.ACCOUNT


def looked_up(email: str) -> str:
    """An e-mail as somebody typed it, in the form to look it up by."""
    return email.strip().lower().replace("\0", "")[:254]  # PostgreSQL refuses the null character


def knock(session: Session, email: str, caller: Caller, *, now: datetime) -> Knock:
    """Count a try at this e-mail and say what to compare the password with. Raises `throttle.Waits`. The same work, known or not."""
    account = looked_up(email)
    person = session.exec(select(Person).where(Person.email == account, col(Person.is_active))).first()
    device = session.exec(
        select(KnownDevice.device_digest).where(KnownDevice.person_id == (person.id if person else ""), KnownDevice.device_digest == caller.device_digest)
    ).first()
    guess = throttle.admit(session, account, address=caller.address, known_device=device or "", now=now)
    return Knock(guess, person.id if person else "", person.password_hash if person else None)


def refuse(session: Session, tried: Knock, *, now: datetime) -> None:
    """Write down a wrong guess: against the person if there is one, else against the try itself. Either way one row is written."""
    subject = session.get(Person, tried.person_id) or session.get(FailedSignIn, tried.guess.id)
    if subject:
        audit.record(session, "", "failed to sign in", subject, now=now)


def admit(session: Session, tried: Knock, caller: Caller, *, replaces: str = "", better_hash: str = "", now: datetime) -> Opened:
    """Sign in the person whose password was right. Refused if it was changed, or they were switched off, since they knocked.

    `replaces` is the token this browser brought: that sign-in ends. `better_hash` takes the place of one made with weaker settings.
    """
    person = session.get(Person, tried.person_id, with_for_update=True)
    if person is None or not person.is_active or person.password_hash != tried.stored:
        raise Refusal("That e-mail and password do not match. Try again.")
    throttle.take_back(session, tried.guess.id)
    person.password_hash = better_hash or person.password_hash
    return begin(session, person, caller, replaces=replaces, now=now)


def begin(session: Session, person: Person, caller: Caller, *, replaces: str = "", now: datetime) -> Opened:
    """A new sign-in with a new token for somebody who has proved who they are. Their device is known from now on."""
    _end_token(session, replaces, now)
    token = secrets.token_urlsafe(32)
    digest = visitors.token_digest(token)
    row = SignIn(person_id=person.id, token_digest=digest, device=caller.device[:120], seen_at=now, expires_at=now + LASTS, created_at=now)
    session.add(row)
    _remember_device(session, person.id, caller.device_digest, now)
    audit.record(session, person.id, "signed in", row, now=now)
    session.flush()
    visitor = visitors.find(session, digest, now)
    if visitor is None:
        raise NotFound("That account")
    return Opened(visitor, token)


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End the sign-in that this token opened; nothing happens if it is over already."""
    _end_token(session, token, now)


def end(session: Session, me: Visitor, sign_in_id: str, now: datetime) -> None:
    """Sign out one of my own devices: its pages close at once."""
    wanted = known_id(sign_in_id, "That sign-in")
    row = session.exec(select(SignIn).where(SignIn.id == wanted, SignIn.person_id == me.id, col(SignIn.ended_at).is_(None))).first()
    if row is None:
        raise NotFound("That sign-in")
    _end(session, row, me.id, now)


def end_everywhere(session: Session, me: Visitor, now: datetime) -> int:
    """Sign out all of my devices, this one too; how many there were."""
    return end_all_of(session, me.id, actor_id=me.id, now=now)


def end_all_of(session: Session, person_id: str, *, actor_id: str, now: datetime) -> int:
    """End every sign-in of a person; how many there were."""
    rows = session.exec(select(SignIn).where(SignIn.person_id == person_id, col(SignIn.ended_at).is_(None))).all()
    for row in rows:
        _end(session, row, actor_id, now)
    return len(rows)


def _end_token(session: Session, token: str, now: datetime) -> None:
    row = session.exec(select(SignIn).where(SignIn.token_digest == visitors.token_digest(token), col(SignIn.ended_at).is_(None))).first()
    if row:
        _end(session, row, row.person_id, now)


def _end(session: Session, row: SignIn, actor_id: str, now: datetime) -> None:
    row.ended_at = now
    audit.record(session, actor_id, "signed out", row, now=now)
    live.tell(session, live.sign_in_ended(row.id))


def _remember_device(session: Session, person_id: str, device_digest: str, now: datetime) -> None:
    if not device_digest:
        return
    known = session.exec(select(KnownDevice).where(KnownDevice.person_id == person_id, KnownDevice.device_digest == device_digest)).first()
    if known:
        known.seen_at = now
    else:
        session.add(KnownDevice(person_id=person_id, device_digest=device_digest, seen_at=now))


def touch(session: Session, sign_in_id: str, *, now: datetime) -> None:
    """Move `seen_at` on, unless that was done in the last five minutes or the sign-in is over."""
    session.execute(
        update(SignIn)
        .where(col(SignIn.id) == sign_in_id, col(SignIn.ended_at).is_(None), col(SignIn.seen_at) <= now - NOTED_EVERY)
        .values(seen_at=now)
    )


_noted: OrderedDict[str, datetime] = OrderedDict()


async def note_activity(visitor: Visitor, now: datetime) -> None:
    """Say that this person did something: one look into a dictionary, and at most once in five minutes a write.

    Call it for what a person does, never for what an open page does by itself, or an unwatched screen would stay signed in.
    """
    last = _noted.get(visitor.sign_in_id)
    if not visitor.sign_in_id or (last and now - last < NOTED_EVERY):
        return
    _noted[visitor.sign_in_id] = now
    _noted.move_to_end(visitor.sign_in_id)
    while len(_noted) > _NOTED_AT_MOST:
        _noted.popitem(last=False)
    await db.current().write(touch, visitor.sign_in_id, now=now)
