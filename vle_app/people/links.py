"""One-time links: an invitation to join, and a new password for one forgotten. Looking at one changes nothing; using it uses it up."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from models.notices import Channel
from models.people import LinkPurpose, OneTimeLink, Organisation, Person, Role
from vle_app import audit, live, names
from vle_app.errors import NotAllowed, NotFound, Refusal, known_id
from vle_app.notices import outbox
from vle_app.people import accounts, sign_ins
from vle_app.people.visitors import Visitor, token_digest

LASTS = {LinkPurpose.JOIN: timedelta(days=7), LinkPurpose.RESET: timedelta(hours=1)}
RULES = {LinkPurpose.JOIN: "invitation", LinkPurpose.RESET: "password_reset"}
RESETS_AN_HOUR = 3
SPENT = "This link has been used or has run out. Ask for a new one."


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom a link was made: what their password must not be built on."""

    person_id: str
    name: str
    email: str
    organisation: str

    @property
    def known(self) -> tuple[str, str, str]:
        return (self.name, self.email, self.organisation)


def invite(session: Session, who: Visitor, *, email: str, name: str, role: Role, organisation_id: str, grade: str = "", now: datetime) -> str:
    """A new account with one role, and an e-mail with a link to join, good for seven days; the new person's id.

    Directors invite anybody, concierges anybody but a director; a force lead invites participants of their own force.
    """
    role = accounts.known_role(role)
    _may_invite(who, role, organisation_id)
    organisation = accounts.place_for(session, role, organisation_id)
    person = accounts.enter(session, email=email, name=name, organisation_id=organisation.id, grade=grade, now=now)
    accounts.give(session, person, role, organisation.id)
    audit.record(session, who.id, f"invited {role.value}", person, now=now, organisation=organisation.id)
    _send(session, person, LinkPurpose.JOIN, made_by_id=who.id, now=now)
    live.tell(session, live.force(organisation.id))
    return person.id


def invite_again(session: Session, who: Visitor, person_id: str, *, now: datetime) -> None:
    """Send a new link to somebody who has not joined yet; older ones stop working."""
    person = session.get(Person, known_id(person_id, "That person"), with_for_update=True)
    is_ours = who.has(Role.CONCIERGE, Role.DIRECTOR) or (person is not None and person.organisation_id in who.organisations(Role.FORCE_LEAD))
    if person is None or not is_ours:
        raise NotFound("That person")
    if person.password_hash or not person.is_active:
        who_they_are = names.shown(person.name, person.alias, person.identity_protection)
        raise Refusal(f"{who_they_are} has joined already. They can ask for a new password on the sign-in page.")
    accounts.use_up_links(session, person.id, now=now)
    audit.record(session, who.id, "invited again", person, now=now)
    _send(session, person, LinkPurpose.JOIN, made_by_id=who.id, now=now)


def ask_reset(session: Session, email: str, now: datetime) -> None:
    """Send a link for a new password, good for an hour. Nothing is said of an unknown e-mail, nor of more than three an hour."""
    person = session.exec(select(Person).where(Person.email == sign_ins.looked_up(email), col(Person.is_active)).with_for_update()).first()
    if person is None:
        return
    an_hour_ago = now - timedelta(hours=1)
    lately = session.exec(
        select(func.count(col(OneTimeLink.id))).where(
            OneTimeLink.person_id == person.id, OneTimeLink.purpose == LinkPurpose.RESET, OneTimeLink.created_at > an_hour_ago
        )
    ).one()
    if lately < RESETS_AN_HOUR:
        audit.record(session, "", "asked for a new password", person, now=now)
        _send(session, person, LinkPurpose.RESET, made_by_id=None, now=now)


def is_live(session: Session, link_id: str, now: datetime) -> bool:
    """True while the link can still be used: whether its e-mail is worth sending."""
    link = session.get(OneTimeLink, link_id)
    return link is not None and link.used_at is None and link.expires_at > now


def mint(session: Session, link_id: str, now: datetime) -> str:
    """A token for a link, made while its e-mail is written. Only its digest is kept, so a second try makes another and the first dies."""
    token = secrets.token_urlsafe(32)
    changed = session.execute(
        update(OneTimeLink)
        .where(col(OneTimeLink.id) == link_id, col(OneTimeLink.used_at).is_(None), col(OneTimeLink.expires_at) > now)
        .values(token_digest=token_digest(token))
        .returning(col(OneTimeLink.id))
    )
    if changed.first() is None:
        raise Refusal(SPENT)
    return token


def holder(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> Holder | None:
    """For whom a link that can be used was made, else None. Changes nothing."""
    row = session.exec(
        select(Person, Organisation.name)
        .join(OneTimeLink, col(OneTimeLink.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Person.organisation_id)
        .where(
            OneTimeLink.token_digest == token_digest(token), OneTimeLink.purpose == purpose,
            col(OneTimeLink.used_at).is_(None), OneTimeLink.expires_at > now, col(Person.is_active),
        )
    ).first()
    return Holder(row[0].id, row[0].name, row[0].email, row[1]) if row else None


def peek(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> str | None:
    """The first name of the person whom a link greets, else None. Changes nothing, so scanners may fetch the page as often as they like."""
    found = holder(session, token, purpose, now)
    return names.first(found.name) if found else None


def use(
    session: Session, token: str, purpose: LinkPurpose, password_hash: str, caller: sign_ins.Caller, *, replaces: str = "", now: datetime
) -> sign_ins.Opened:
    """Set the password, use up this link and the person's others, end their sign-ins everywhere, and sign them in here."""
    used = session.execute(
        update(OneTimeLink)
        .where(
            col(OneTimeLink.token_digest) == token_digest(token), col(OneTimeLink.purpose) == purpose,
            col(OneTimeLink.used_at).is_(None), col(OneTimeLink.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(OneTimeLink.person_id))
    ).first()
    person = session.get(Person, used[0], with_for_update=True) if used else None
    if person is None or not person.is_active:
        raise Refusal(SPENT)
    accounts.set_password(session, person, password_hash, now=now)
    return sign_ins.begin(session, person, caller, replaces=replaces, now=now)


def _may_invite(who: Visitor, role: Role, organisation_id: str) -> None:
    if who.has(Role.DIRECTOR) or (who.has(Role.CONCIERGE) and role is not Role.DIRECTOR):
        return
    if who.has(Role.CONCIERGE):
        raise NotAllowed("Only a director can invite another director. Ask one.")
    if not who.has(Role.FORCE_LEAD):
        raise NotAllowed("Only a concierge, a director or a force lead can invite people. Ask your concierge.")
    if role is not Role.PARTICIPANT or organisation_id not in who.organisations(Role.FORCE_LEAD):
        raise NotAllowed("You can invite participants of your own force. Ask your concierge to invite anybody else.")


def _send(session: Session, person: Person, purpose: LinkPurpose, *, made_by_id: str | None, now: datetime) -> None:
    link = OneTimeLink(person_id=person.id, purpose=purpose, token_digest="", made_by_id=made_by_id, expires_at=now + LASTS[purpose], created_at=now)
    link.token_digest = f"unminted:{link.id}"  # the digest of no token
    session.add(link)
    session.flush()
    title, body = _WORDS[purpose]
    outbox.queue(
        session, person.id, rule=RULES[purpose], subject_id=link.id, title=title, body=body,
        channels=(Channel.EMAIL,), now=now, last_useful_at=link.expires_at,
    )


_WORDS = {
    LinkPurpose.JOIN: (
        "You are invited to join",
        "Your account is ready. Choose a password to open it. The link works once, for seven days.",
    ),
    LinkPurpose.RESET: (
        "Choose a new password",
        "Somebody, most likely you, asked for a new password. The link works once, for an hour. If it was not you, do nothing: your password stays as it is.",
    ),
}
