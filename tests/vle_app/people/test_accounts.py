"""Accounts: roles given and taken, passwords kept, and the first director."""

from datetime import datetime

import pytest
from sqlmodel import Session, delete, select

from models.people import Organisation, Person, Role, RoleGrant
from models.records import AuditEntry
from tests import builders, cast
from vle_app.errors import NotAllowed, NotFound, Refusal
from vle_app.people import accounts, sign_ins, visitors
from vle_app.people.visitors import token_digest

CALLER = sign_ins.Caller("198.51.100.7", "device", "Chrome on Windows")
NOT_DIRECTORS = [name for name, (_, role) in cast.PEOPLE.items() if role is not Role.DIRECTOR]


def provider(session: Session) -> str:
    return cast.person(session, "Dawn Mercer").organisation_id


def roles(session: Session, name: str) -> set[Role]:
    return set(session.exec(select(RoleGrant.role).where(RoleGrant.person_id == cast.person(session, name).id)))


def test_a_director_gives_a_role_and_it_counts_at_once(session: Session, now: datetime) -> None:
    lena = cast.person(session, "Lena Hughes")
    accounts.grant(session, cast.visitor(session, "Dawn Mercer"), lena.id, Role.TUTOR, provider(session), now)
    session.flush()
    assert roles(session, "Lena Hughes") == {Role.IQA, Role.TUTOR}
    assert session.exec(select(AuditEntry)).one().action == "granted tutor"
    assert session.info["live_topics"] == {"sign-in:roles", f"person:{lena.id}"}


def test_a_director_takes_a_role_away(session: Session, now: datetime) -> None:
    accounts.revoke(session, cast.visitor(session, "Dawn Mercer"), cast.person(session, "Helen Marsh").id, Role.TUTOR, provider(session), now)
    session.flush()
    assert roles(session, "Helen Marsh") == set()
    assert session.exec(select(AuditEntry)).one().action == "revoked tutor"
    assert "sign-in:roles" in session.info["live_topics"]


@pytest.mark.parametrize("name", NOT_DIRECTORS)
def test_nobody_but_a_director_changes_roles(session: Session, now: datetime, name: str) -> None:
    who, helen = cast.visitor(session, name), cast.person(session, "Helen Marsh")
    with pytest.raises(NotAllowed, match="Only a director"):
        accounts.grant(session, who, who.id, Role.DIRECTOR, provider(session), now)
    with pytest.raises(NotAllowed, match="Only a director"):
        accounts.revoke(session, who, helen.id, Role.TUTOR, provider(session), now)
    assert roles(session, "Helen Marsh") == {Role.TUTOR}


def test_somebody_who_was_a_director_a_moment_ago_is_refused(session: Session, now: datetime) -> None:
    dawn = cast.visitor(session, "Dawn Mercer")
    session.exec(delete(RoleGrant).where(RoleGrant.role == Role.DIRECTOR))
    with pytest.raises(NotAllowed):
        accounts.grant(session, dawn, dawn.id, Role.DIRECTOR, provider(session), now)


def test_nobody_takes_away_their_own_last_director_role(session: Session, now: datetime) -> None:
    dawn = cast.visitor(session, "Dawn Mercer")
    with pytest.raises(Refusal, match="your own last role as director"):
        accounts.revoke(session, dawn, dawn.id, Role.DIRECTOR, provider(session), now)
    assert roles(session, "Dawn Mercer") == {Role.DIRECTOR}


def test_another_director_can_take_it_away(session: Session, now: datetime) -> None:
    dawn = cast.visitor(session, "Dawn Mercer")
    accounts.grant(session, dawn, cast.person(session, "Priya Nair").id, Role.DIRECTOR, provider(session), now)
    accounts.revoke(session, cast.visitor(session, "Priya Nair"), dawn.id, Role.DIRECTOR, provider(session), now)
    assert roles(session, "Dawn Mercer") == set()


def test_a_role_is_held_once(session: Session, now: datetime) -> None:
    with pytest.raises(Refusal, match="Helen Marsh holds that role already"):
        accounts.grant(session, cast.visitor(session, "Dawn Mercer"), cast.person(session, "Helen Marsh").id, Role.TUTOR, provider(session), now)


@pytest.mark.parametrize("role", Role)
def test_participants_and_leads_belong_to_a_force_and_everybody_else_to_the_provider(session: Session, role: Role) -> None:
    force = cast.person(session, "Sam Okafor").organisation_id
    right, wrong = (force, provider(session)) if role in (Role.PARTICIPANT, Role.FORCE_LEAD) else (provider(session), force)
    assert accounts.place_for(session, role, right).id == right
    with pytest.raises(Refusal, match="Choose another organisation or role"):
        accounts.place_for(session, role, wrong)


@pytest.mark.parametrize(
    "wrong", [{"person_id": "x"}, {"person_id": None}, {"organisation_id": "y" * 26}, {"organisation_id": 7}, {"role": "king"}, {"role": None}]
)
def test_what_does_not_exist_is_not_found(session: Session, now: datetime, wrong: dict[str, str]) -> None:
    asked = {"person_id": cast.person(session, "Lena Hughes").id, "role": Role.TUTOR, "organisation_id": provider(session), **wrong}
    with pytest.raises(NotFound):
        accounts.grant(session, cast.visitor(session, "Dawn Mercer"), **asked, now=now)
    with pytest.raises(NotFound):
        accounts.revoke(session, cast.visitor(session, "Dawn Mercer"), **asked, now=now)


def test_changing_the_password_ends_every_sign_in_and_opens_a_new_one(session: Session, now: datetime) -> None:
    builders.a_password(session, "Sam Okafor")
    sam = cast.person(session, "Sam Okafor")
    others = [sign_ins.begin(session, sam, CALLER, now=now) for _ in range(2)]
    tried = sign_ins.knock(session, sam.email, CALLER, now=now)
    opened = accounts.change_password(session, others[0].visitor, tried, "new hash", CALLER, replaces=others[0].token, now=now)
    assert (sam.password_hash, sam.password_set_at) == ("new hash", now)
    assert [visitors.find(session, token_digest(other.token), now) for other in others] == [None, None]
    assert visitors.find(session, token_digest(opened.token), now) == opened.visitor


def test_a_password_changed_meanwhile_is_not_changed_again(session: Session, now: datetime) -> None:
    builders.a_password(session, "Sam Okafor")
    tried = sign_ins.knock(session, cast.email("Sam Okafor"), CALLER, now=now)
    stored = builders.a_password(session, "Sam Okafor", "another lamp over slate")
    with pytest.raises(Refusal, match="changed a moment ago"):
        accounts.change_password(session, cast.visitor(session, "Sam Okafor"), tried, "new hash", CALLER, replaces="", now=now)
    assert cast.person(session, "Sam Okafor").password_hash == stored


@pytest.mark.parametrize(
    "email",
    ["", "sam", "sam@", "@force.uk", "sam@force", "a b@force.uk", "sam@force.uk\nBcc: x@y.uk", "sam@-force.uk", f"{'a' * 65}@force.uk", "ŵ@force.uk", None],
)
def test_what_is_no_email_is_refused(email: str) -> None:
    with pytest.raises(Refusal, match="not an e-mail address"):
        accounts.tidy_email(email)


def test_an_email_is_kept_in_lower_case_without_spaces() -> None:
    assert accounts.tidy_email(" Sian.O'Brien+cmi@North-Moor.Police.UK ") == "sian.o'brien+cmi@north-moor.police.uk"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Sam\u202eOkafor", "Sam\0", 7])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="Give a name"):
        accounts.tidy_name(name)


def empty_house(session: Session) -> None:
    session.exec(delete(RoleGrant).where(RoleGrant.role == Role.DIRECTOR))


def test_the_first_director_can_sign_in_and_invite(session: Session, now: datetime) -> None:
    empty_house(session)
    person_id = accounts.first_director(session, email="Ada@example.test", name="Ada Lund", password_hash="hash", organisation_name="Fell End", now=now)
    ada = session.get_one(Person, person_id)
    assert (ada.email, ada.password_hash, ada.organisation_id) == ("ada@example.test", "hash", provider(session))
    assert roles(session, "Ada Lund") == {Role.DIRECTOR}


def test_the_first_director_brings_the_provider_where_there_is_none() -> None:
    made = accounts._provider("Fell End  Learning", datetime(2026, 11, 23).astimezone())
    assert (made.name, made.short_code, made.monogram, made.kind) == ("Fell End Learning", "FEL", "FEL", "provider")


def test_there_is_only_one_first_director(session: Session, now: datetime) -> None:
    with pytest.raises(Refusal, match="There is a director already"):
        accounts.first_director(session, email="ada@example.test", name="Ada Lund", password_hash="hash", organisation_name="Ours", now=now)
    assert session.exec(select(Organisation).where(Organisation.name == "Ours")).all() == []
