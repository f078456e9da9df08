"""Accounts: who is here, which roles they hold, and their password."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.people import OneTimeLink, Organisation, OrganisationKind, Person, Role, RoleGrant
from vle_app import audit, live
from vle_app.errors import NotAllowed, NotFound, Refusal, known_id
from vle_app.people import sign_ins, throttle
from vle_app.people.visitors import Visitor

_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
IN_A_FORCE = frozenset({Role.PARTICIPANT, Role.FORCE_LEAD})
ROLE_WORDS = {
    Role.PARTICIPANT: "participant",
    Role.TUTOR: "tutor",
    Role.IQA: "quality assurer",
    Role.CONCIERGE: "concierge",
    Role.FORCE_LEAD: "force lead",
    Role.FINANCE: "finance officer",
    Role.DIRECTOR: "director",
}


def tidy_email(email: str) -> str:
    """An e-mail as it is stored and looked up; what cannot be one is refused."""
    tidied = email.strip().lower() if isinstance(email, str) else ""
    if len(tidied) > 254 or not _EMAIL.fullmatch(tidied):
        raise Refusal("That is not an e-mail address. Write it like name@force.police.uk.")
    return tidied


def tidy_name(name: str) -> str:
    """A name as it is stored: one line of at most 120 characters."""
    tidied = " ".join(name.split()) if isinstance(name, str) else ""
    if not 0 < len(tidied) <= 120 or not tidied.isprintable():
        raise Refusal("Give a name of at most 120 characters.")
    return tidied


def _tidy_grade(grade: str) -> str:
    tidied = " ".join(grade.split()) if isinstance(grade, str) else ""
    if len(tidied) > 80 or not tidied.isprintable():
        raise Refusal("Give a grade of at most 80 characters, or leave it empty.")
    return tidied


def enter(session: Session, *, email: str, name: str, organisation_id: str, grade: str = "", now: datetime) -> Person:
    """A new person without password or role. Refused if the e-mail has an account."""
    address = tidy_email(email)
    if session.exec(select(Person.id).where(Person.email == address)).first():
        raise Refusal(f"{address} has an account already. Nothing was sent.")
    person = Person(email=address, name=tidy_name(name), grade=_tidy_grade(grade), organisation_id=organisation_id, created_at=now)
    session.add(person)
    session.flush()
    return person


def known_role(role: Any) -> Role:
    """The role of that name. Forms send words, and words may be anything."""
    try:
        return Role(role)
    except ValueError:
        raise NotFound("That role") from None


def place_for(session: Session, role: Role, organisation_id: str) -> Organisation:
    """The organisation, if this role can be held for it: participants and force leads in a force, everybody else with the provider."""
    organisation = session.get(Organisation, known_id(organisation_id, "That organisation"))
    if organisation is None:
        raise NotFound("That organisation")
    if (role in IN_A_FORCE) == (organisation.kind is OrganisationKind.PROVIDER):
        where = "a force" if role in IN_A_FORCE else "the provider"
        raise Refusal(f"The role of {ROLE_WORDS[role]} is held for {where}. Choose another organisation or role.")
    return organisation


def give(session: Session, person: Person, role: Role, organisation_id: str) -> None:
    """Write a role down. Who may do so is the caller's rule."""
    session.add(RoleGrant(person_id=person.id, role=role, organisation_id=organisation_id))
    session.flush()


def grant(session: Session, who: Visitor, person_id: str, role: Role, organisation_id: str, now: datetime) -> None:
    """Give somebody a role. Directors only. It counts at once, in every open page."""
    _directors(session, who)
    person, role = _person(session, person_id), known_role(role)
    place_for(session, role, organisation_id)
    if _held(session, person_id, role, organisation_id):
        raise Refusal(f"{person.name} holds that role already. Nothing was changed.")
    give(session, person, role, organisation_id)
    _roles_changed(session, who, person, f"granted {role.value}", organisation_id, now)


def revoke(session: Session, who: Visitor, person_id: str, role: Role, organisation_id: str, now: datetime) -> None:
    """Take a role away. Directors only. Nobody can take away their own last director role, so there is always a director."""
    directors = _directors(session, who)
    person, role = _person(session, person_id), known_role(role)
    held = _held(session, person_id, role, known_id(organisation_id, "That organisation"))
    if held is None:
        raise NotFound("That role")
    if role is Role.DIRECTOR and person_id == who.id and sum(grant.person_id == who.id for grant in directors) == 1:
        raise Refusal("This is your own last role as director. Ask another director to take it away.")
    session.delete(held)
    _roles_changed(session, who, person, f"revoked {role.value}", organisation_id, now)


def set_password(session: Session, person: Person, password_hash: str, *, now: datetime) -> None:
    """Keep a new password. Whatever opened the account before is over: one-time links, and sign-ins everywhere."""
    person.password_hash, person.password_set_at = password_hash, now
    audit.record(session, person.id, "set password", person, now=now)
    use_up_links(session, person.id, now=now)
    sign_ins.end_all_of(session, person.id, actor_id=person.id, now=now)


def change_password(
    session: Session, me: Visitor, tried: sign_ins.Knock, password_hash: str, caller: sign_ins.Caller, *, replaces: str, now: datetime
) -> sign_ins.Opened:
    """A new password for somebody who has just given the old one (`tried`). Every sign-in ends; this device gets a new one."""
    person = session.get(Person, me.id, with_for_update=True)
    if person is None or not person.is_active or person.password_hash != tried.stored:
        raise Refusal("Your password was changed a moment ago. Sign in with the new one.")
    throttle.take_back(session, tried.guess.id)
    set_password(session, person, password_hash, now=now)
    return sign_ins.begin(session, person, caller, replaces=replaces, now=now)


def use_up_links(session: Session, person_id: str, *, now: datetime) -> None:
    """No link made for this person until now works any more."""
    session.execute(update(OneTimeLink).where(col(OneTimeLink.person_id) == person_id, col(OneTimeLink.used_at).is_(None)).values(used_at=now))


def first_director(session: Session, *, email: str, name: str, password_hash: str, organisation_name: str, now: datetime) -> str:
    """The provider and its first director, before whom there is nobody to invite anybody; the new person's id. Works once."""
    if session.exec(select(RoleGrant.id).where(RoleGrant.role == Role.DIRECTOR)).first():
        raise Refusal("There is a director already. Ask them to invite you.")
    provider = session.exec(select(Organisation).where(Organisation.kind == OrganisationKind.PROVIDER).order_by(col(Organisation.id))).first()
    if provider is None:
        provider = _provider(organisation_name, now)
        session.add(provider)
        session.flush()
    person = enter(session, email=email, name=name, organisation_id=provider.id, now=now)
    give(session, person, Role.DIRECTOR, provider.id)
    set_password(session, person, password_hash, now=now)
    audit.record(session, person.id, "granted director", person, now=now, organisation=provider.id)
    return person.id


def _provider(name: str, now: datetime) -> Organisation:
    tidied = tidy_name(name)
    letters = "".join(word[0] for word in tidied.split() if word[0].isalnum()).upper() or "P"
    return Organisation(name=tidied, short_code=letters[:12], kind=OrganisationKind.PROVIDER, monogram=letters[:3], created_at=now)


def _directors(session: Session, who: Visitor) -> list[RoleGrant]:
    """Every director's role, locked, if `who` holds one at this moment: a visitor may be seconds out of date, and two directors may
    be taking each other's role away."""
    grants = session.exec(select(RoleGrant).where(RoleGrant.role == Role.DIRECTOR).order_by(col(RoleGrant.id)).with_for_update()).all()
    if all(grant.person_id != who.id for grant in grants):
        raise NotAllowed("Only a director can change who holds which role. Ask one.")
    return list(grants)


def _person(session: Session, person_id: str) -> Person:
    person = session.get(Person, known_id(person_id, "That person"))
    if person is None:
        raise NotFound("That person")
    return person


def _held(session: Session, person_id: str, role: Role, organisation_id: str) -> RoleGrant | None:
    return session.exec(
        select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.organisation_id == organisation_id)
    ).first()


def _roles_changed(session: Session, who: Visitor, person: Person, action: str, organisation_id: str, now: datetime) -> None:
    audit.record(session, who.id, action, person, now=now, organisation=organisation_id)
    live.tell(session, f"{live.SIGN_INS}roles")  # no sign-in has this id: nothing is closed, but what is remembered of everybody is dropped
    live.tell(session, live.person(person.id))
