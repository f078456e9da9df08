"""One practice account for each role, and everybody's password is the same."""

from sqlmodel import Session, select

from models.people import Person, Role
from vle_app.people import passwords
from vle_app.practice.accounts import PASSPHRASE, accounts


def test_there_is_one_account_for_each_role(looking: Session) -> None:
    found = accounts(looking)
    assert [(account.role, account.name) for account in found] == [
        (Role.PARTICIPANT, "Sam Okafor"), (Role.TUTOR, "Dr Helen Marsh"), (Role.IQA, "Lena Hughes"), (Role.CONCIERGE, "Priya Nair"),
        (Role.FORCE_LEAD, "Joanne Pike"), (Role.FINANCE, "Ruth Adeyemi"), (Role.DIRECTOR, "Dawn Mercer"),
    ]
    assert found[0].start_page == "/me"
    assert {account.password for account in found} == {PASSPHRASE}


def test_everybody_in_the_pilot_signs_in_with_it(looking: Session) -> None:
    hashes = set(looking.exec(select(Person.password_hash)))
    assert len(hashes) == 1
    assert passwords.matches(PASSPHRASE, hashes.pop())


def test_without_a_pilot_there_are_no_accounts(session: Session) -> None:
    assert accounts(session) == []
