"""The list of real forces, and adding one of them."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from models.people import Division, Organisation, OrganisationKind
from models.records import AuditEntry
from tests import cast
from vle_app.errors import NotAllowed, Refusal
from vle_app.people import organisations


def test_the_list_holds_every_force_once() -> None:
    forces = organisations.real_forces()
    assert sum(force.kind == "home_office" for force in forces) == 43
    assert len({force.name for force in forces}) == len({force.short_code for force in forces}) == len(forces)
    assert max(len(force.short_code) for force in forces) <= 12


def test_nothing_real_is_there_until_it_is_added(session: Session) -> None:
    assert not {force.name for force in organisations.real_forces()} & set(session.exec(select(Organisation.name)))


@pytest.mark.parametrize(
    ("name", "division", "kind", "zone", "monogram"),
    [
        ("Kent Police", Division.ENGLAND_AND_WALES, OrganisationKind.HOME_OFFICE, "Europe/London", "KP"),
        ("Police Service of Scotland (Police Scotland)", Division.SCOTLAND, OrganisationKind.DEVOLVED, "Europe/London", "PSS"),
        ("Police Service of Northern Ireland", Division.NORTHERN_IRELAND, OrganisationKind.DEVOLVED, "Europe/London", "PSN"),
        ("Belfast Harbour Police", Division.NORTHERN_IRELAND, OrganisationKind.SPECIAL, "Europe/London", "BHP"),
        ("Royal Falkland Islands Police", Division.ENGLAND_AND_WALES, OrganisationKind.OVERSEAS, "Atlantic/Stanley", "RFI"),
        ("Devon & Cornwall Police", Division.ENGLAND_AND_WALES, OrganisationKind.HOME_OFFICE, "Europe/London", "DCP"),
    ],
)
def test_a_force_is_added_with_its_bank_holidays_and_its_clock(
    session: Session, now: datetime, name: str, division: Division, kind: OrganisationKind, zone: str, monogram: str
) -> None:
    director = cast.visitor(session, "Dawn Mercer")
    added = organisations.add_force(session, director, name, now=now)
    session.flush()
    assert (added.name, added.division, added.kind, added.zone, added.monogram, added.is_sample) == (name, division, kind, zone, monogram, False)
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("added force", director.id, added.id)


def test_the_concierge_may_add_one_but_not_twice(session: Session, now: datetime) -> None:
    priya = cast.visitor(session, "Priya Nair")
    organisations.add_force(session, priya, "Essex Police", now=now)
    with pytest.raises(Refusal, match="Essex Police is here already"):
        organisations.add_force(session, priya, "Essex Police", now=now)


@pytest.mark.parametrize("name", ["", "Northmoor Police", "essex police", None, 7])
def test_a_name_that_is_not_in_the_list_is_refused(session: Session, now: datetime, name: object) -> None:
    with pytest.raises(Refusal, match="That force is not in the list"):
        organisations.add_force(session, cast.visitor(session, "Dawn Mercer"), name, now=now)  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["Sam Okafor", "Helen Marsh", "Lena Hughes", "Joanne Pike", "Ruth Adeyemi"])
def test_other_roles_may_not_add_a_force(session: Session, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowed):
        organisations.add_force(session, cast.visitor(session, who), "Essex Police", now=now)
