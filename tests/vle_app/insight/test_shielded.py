"""People whose name is not to be shown: lists show what others may see, and searching finds no more than that."""

from datetime import datetime

import pytest
from sqlmodel import Session

from models.people import IdentityProtection
from tests import cast
from vle_app.insight import roster


def shield(session: Session, name: str, alias: str, protection: IdentityProtection = IdentityProtection.PROTECTED) -> None:
    who = cast.person(session, name)
    who.identity_protection, who.alias = protection, alias
    session.commit()


@pytest.mark.parametrize("protection", [IdentityProtection.PROTECTED, IdentityProtection.RESTRICTED])
@pytest.mark.parametrize("search", ["okafor", "Sam", "sam.okafor@"])
def test_searching_for_a_hidden_name_or_address_does_not_say_whose_alias_it_is(
    session: Session, now: datetime, search: str, protection: IdentityProtection
) -> None:
    shield(session, "Sam Okafor", "Officer 4471", protection)
    assert roster.of_programme(session, cast.visitor(session, "Priya Nair"), now=now, search=search).rows == []


def test_searching_finds_the_name_that_is_shown(session: Session, now: datetime) -> None:
    shield(session, "Sam Okafor", "Officer 4471")
    assert [row.who for row in roster.of_programme(session, cast.visitor(session, "Priya Nair"), now=now, search="4471").rows] == ["Officer 4471"]


def test_a_list_is_in_the_order_of_the_names_it_shows(session: Session, now: datetime) -> None:
    shield(session, "Sam Okafor", "A Colleague")
    assert [row.who for row in roster.of_programme(session, cast.visitor(session, "Priya Nair"), now=now).rows] == ["A Colleague", "Kate Lowther"]


def test_a_shielded_tutor_is_shown_as_others_may_see_them(session: Session, now: datetime) -> None:
    shield(session, "Helen Marsh", "T. Field")
    assert [row.tutor for row in roster.of_force(session, cast.visitor(session, "Joanne Pike"), now=now).rows] == ["T. Field"]
