"""Going live: the answers are checked before they are written, and written so that they come back as they were typed."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.people import LinkPurpose, Organisation, OrganisationKind, Person, RoleGrant
from vle_app.errors import Refusal
from vle_app.operations import init
from vle_app.people import links, passwords
from vle_app.settings import Settings, check

ANSWERS = init.Answers(
    address="learn.example.org", organisation="Leadership Learning", director_name="Dawn Mercer", director_email="dawn.mercer@example.org",
    director_password="", smtp_host="mail.example.org", smtp_port="587", smtp_security="starttls", smtp_user="vle", smtp_password="p",
    mail_from="learn@example.org",
)


@pytest.fixture
def bare(session: Session) -> Session:
    """A house without a director."""
    for grant in session.exec(select(RoleGrant)):
        session.delete(grant)
    session.commit()
    return session


def test_what_is_written_satisfies_production(tmp_path: Path) -> None:
    init.write_env(tmp_path / ".env", ANSWERS)
    settings = check(Settings(_env_file=tmp_path / ".env"))  # type: ignore[call-arg]
    assert (settings.address, settings.smtp_host, settings.is_practice) == ("https://learn.example.org", "mail.example.org", False)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("password", ["it's $5 # \\x", "a${HOME}b", "$HOME", 'say "so"', "\\'", "tail\\", " space ", "£ümlaut"])
def test_a_password_comes_back_as_it_was_typed(tmp_path: Path, password: str) -> None:
    init.write_env(tmp_path / ".env", replace(ANSWERS, smtp_password=password))
    assert Settings(_env_file=tmp_path / ".env").smtp_password.get_secret_value() == password  # type: ignore[call-arg]


def test_a_second_set_up_keeps_the_secret_and_the_former_file(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    init.write_env(env, ANSWERS)
    first, secret = env.read_text(), Settings(_env_file=env).secret  # type: ignore[call-arg]
    init.write_env(env, replace(ANSWERS, smtp_host="post.example.org"))
    again = Settings(_env_file=env)  # type: ignore[call-arg]
    assert (again.secret, again.smtp_host) == (secret, "post.example.org")
    assert (tmp_path / ".env.before").read_text() == first


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "http://learn.example.org"}, {"address": "https://learn.example.org/vle"}, {"address": "localhost"}, {"address": ""},
        {"director_email": "dawn"}, {"mail_from": ""}, {"director_name": " "}, {"organisation": ""}, {"smtp_port": "mail"}, {"smtp_port": "0"},
        {"smtp_security": "ssl"}, {"director_password": "password"}, {"director_password": "dawn mercer 2026"},
    ],
)
def test_what_could_not_work_is_refused(wrong: dict[str, str]) -> None:
    init.check(ANSWERS)
    with pytest.raises(Refusal):
        init.check(replace(ANSWERS, **wrong))


def test_the_director_without_a_password_gets_a_link_to_choose_one(bare: Session, now: datetime) -> None:
    path = init.enter_director(bare, ANSWERS, now=now)
    assert path.startswith("/join/")
    assert links.peek(bare, path.removeprefix("/join/"), LinkPurpose.JOIN, now) == "Dawn"


def test_the_director_can_sign_in_with_the_password_given(bare: Session, now: datetime) -> None:
    assert init.enter_director(bare, replace(ANSWERS, director_password="a lantern over wet slate"), now=now) == ""
    dawn = bare.exec(select(Person).where(Person.email == "dawn.mercer@example.org")).one()
    assert passwords.matches("a lantern over wet slate", dawn.password_hash)
    assert bare.exec(select(Organisation.kind).where(Organisation.id == dawn.organisation_id)).one() is OrganisationKind.PROVIDER


def test_there_is_one_first_director(session: Session, now: datetime) -> None:
    with pytest.raises(Refusal, match="a director already"):
        init.enter_director(session, ANSWERS, now=now)
