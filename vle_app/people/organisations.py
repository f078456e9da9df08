"""Forces and other organisations: the real ones that may be added, and adding one."""

import csv
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from models.enrolments import Enrolment
from models.people import Division, Organisation, OrganisationKind, Role
from vle_app import audit, live
from vle_app.errors import NotAllowed, Refusal
from vle_app.people.visitors import Visitor

_LIST = Path(__file__).parent / "data" / "forces.csv"
_DIVISIONS = {"Scotland": Division.SCOTLAND, "Northern Ireland": Division.NORTHERN_IRELAND}
_KINDS = {
    "home_office": OrganisationKind.HOME_OFFICE, "devolved": OrganisationKind.DEVOLVED,
    "crown_dependency": OrganisationKind.OVERSEAS, "overseas_territory": OrganisationKind.OVERSEAS,
}
_ZONES = {
    "Jersey": "Europe/Jersey", "Guernsey": "Europe/Guernsey", "Isle of Man": "Europe/Isle_of_Man", "Gibraltar": "Europe/Gibraltar",
    "Bermuda": "Atlantic/Bermuda", "Cayman Islands": "America/Cayman", "Falkland Islands": "Atlantic/Stanley",
}
_SMALL_WORDS = frozenset({"and", "of", "the", "for", "in", "&"})


@dataclass(frozen=True, slots=True)
class RealForce:
    """One line of the list of real forces. Nothing real is in the database until somebody adds it."""

    name: str
    short_code: str
    region: str
    kind: str


@cache
def real_forces() -> tuple[RealForce, ...]:
    """Every force that may be added, territorial ones first."""
    with _LIST.open(encoding="utf-8", newline="") as lines:
        return tuple(RealForce(**line) for line in csv.DictReader(lines))


def division(region: str) -> Division:
    """Whose bank holidays a region keeps. Abroad, where no list of ours reaches, those of England and Wales."""
    return _DIVISIONS.get(region, Division.ENGLAND_AND_WALES)


def monogram(name: str) -> str:
    """Up to three capitals for the shield."""
    words = name.replace("(", " ").replace("-", " ").split()
    return "".join(word[0] for word in words if word.lower() not in _SMALL_WORDS)[:3].upper()


def add_force(session: Session, who: Visitor, name: str, *, now: datetime) -> Organisation:
    """Take a real force on, with the house's own colours until it has some. For the director and the concierge."""
    if not who.has(Role.DIRECTOR, Role.CONCIERGE):
        raise NotAllowed("Adding a force is for the director and the concierge. Ask one of them.")
    force = next((listed for listed in real_forces() if listed.name == name), None)
    if force is None:
        raise Refusal("That force is not in the list. Choose one of those shown.")
    if session.exec(select(Organisation.id).where((Organisation.name == force.name) | (Organisation.short_code == force.short_code))).first():
        raise Refusal(f"{force.name} is here already. Find it among the forces.")
    added = Organisation(
        name=force.name, short_code=force.short_code, kind=_KINDS.get(force.kind, OrganisationKind.SPECIAL), region=force.region,
        division=division(force.region), zone=_ZONES.get(force.region, "Europe/London"), monogram=monogram(force.name), created_at=now,
    )
    session.add(added)
    audit.record(session, who.id, "added force", added, now=now, name=force.name)
    live.tell(session, live.PROGRAMME)
    return added


@dataclass(frozen=True, slots=True)
class ForceRow:
    """A force on the programme, with how many of its people have been enrolled."""

    id: str
    name: str
    short_code: str
    division: str
    people: int


def here(session: Session, who: Visitor) -> list[ForceRow]:
    """The forces on the programme, by name. For the director and the concierge."""
    if not who.has(Role.DIRECTOR, Role.CONCIERGE):
        raise NotAllowed("The list of forces is for the director and the concierge. We brought you to your own start page.")
    counts = dict(session.exec(select(Enrolment.organisation_id, func.count(col(Enrolment.id))).group_by(Enrolment.organisation_id)).all())
    forces = session.exec(select(Organisation).where(Organisation.kind != OrganisationKind.PROVIDER).order_by(col(Organisation.name)))
    return [ForceRow(f.id, f.name, f.short_code, f.division.value.replace("-", " ").capitalize(), counts.get(f.id, 0)) for f in forces]


def may_be_added(session: Session) -> list[str]:
    """Names of real forces that are not on the programme yet."""
    taken = set(session.exec(select(Organisation.name)))
    return [force.name for force in real_forces() if force.name not in taken]


def named(session: Session) -> list[tuple[str, str]]:
    """Id and name of every organisation, the provider first: to choose from when somebody is invited."""
    provider_first = case((col(Organisation.kind) == OrganisationKind.PROVIDER, 0), else_=1)
    return [(key, name) for key, name in session.exec(select(Organisation.id, Organisation.name).order_by(provider_first, col(Organisation.name)))]
