"""One-time links: who may send them, and that each opens one door once."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.notices import Channel, Notice
from models.people import LinkPurpose, OneTimeLink, Person, Role, RoleGrant
from models.records import AuditEntry
from tests import builders, cast
from vle_app.errors import NotAllowed, NotFound, Refusal
from vle_app.people import links, sign_ins, visitors
from vle_app.people.visitors import token_digest

CALLER = sign_ins.Caller("198.51.100.7", "device", "Chrome on Windows")
JOIN, RESET = LinkPurpose.JOIN, LinkPurpose.RESET


SOMEBODY_OF = {"Northmoor": "Sam Okafor", "Eastvale": "Kate Lowther", "us": "Dawn Mercer"}


def invited(session: Session, by: str, now: datetime, *, role: Role = Role.PARTICIPANT, to: str = "Northmoor", email: str = "mo.khan@example.test") -> str:
    place = cast.person(session, SOMEBODY_OF[to]).organisation_id
    return links.invite(session, cast.visitor(session, by), email=email, name="Mo Khan", role=role, organisation_id=place, grade="Inspector", now=now)


def link_of(session: Session, person_id: str) -> OneTimeLink:
    return session.exec(select(OneTimeLink).where(OneTimeLink.person_id == person_id).order_by(OneTimeLink.id.desc())).first()  # type: ignore[attr-defined,return-value]


def reset_token(session: Session, now: datetime, name: str = "Sam Okafor") -> str:
    links.ask_reset(session, cast.email(name), now)
    return links.mint(session, link_of(session, cast.person(session, name).id).id, now)


def test_an_invitation_makes_an_account_with_one_role_and_one_email(session: Session, now: datetime) -> None:
    person_id = invited(session, "Priya Nair", now)
    person, link = session.get_one(Person, person_id), link_of(session, person_id)
    assert (person.email, person.name, person.grade, person.password_hash) == ("mo.khan@example.test", "Mo Khan", "Inspector", None)
    grant = session.exec(select(RoleGrant).where(RoleGrant.person_id == person_id)).one()
    assert (grant.role, grant.organisation_id) == (Role.PARTICIPANT, person.organisation_id)
    assert (link.purpose, link.expires_at, link.made_by_id) == (JOIN, now + timedelta(days=7), cast.person(session, "Priya Nair").id)
    notice = session.exec(select(Notice).where(Notice.person_id == person_id)).one()
    assert (notice.rule, notice.subject_id, notice.channel, notice.last_useful_at) == ("invitation", link.id, Channel.EMAIL, link.expires_at)
    assert session.exec(select(AuditEntry)).one().action == "invited participant"


def test_a_concierge_cannot_make_a_director(session: Session, now: datetime) -> None:
    with pytest.raises(NotAllowed, match="Only a director"):
        invited(session, "Priya Nair", now, role=Role.DIRECTOR, to="us")


@pytest.mark.parametrize(("by", "roles"), [("Priya Nair", set(Role) - {Role.DIRECTOR}), ("Dawn Mercer", set(Role))])
def test_concierges_and_directors_invite_everybody_else(session: Session, now: datetime, by: str, roles: set[Role]) -> None:
    for number, role in enumerate(sorted(roles)):
        place = "Eastvale" if role in (Role.PARTICIPANT, Role.FORCE_LEAD) else "us"
        invited(session, by, now, role=role, to=place, email=f"{number}@example.test")
    assert len(session.exec(select(OneTimeLink)).all()) == len(roles)


def test_a_force_lead_invites_participants_of_their_own_force(session: Session, now: datetime) -> None:
    assert session.get_one(Person, invited(session, "Joanne Pike", now)).name == "Mo Khan"


@pytest.mark.parametrize(("role", "to"), [(Role.PARTICIPANT, "Eastvale"), (Role.FORCE_LEAD, "Northmoor"), (Role.TUTOR, "us"), (Role.DIRECTOR, "us")])
def test_a_force_lead_invites_nobody_else(session: Session, now: datetime, role: Role, to: str) -> None:
    with pytest.raises(NotAllowed, match="participants of your own force"):
        invited(session, "Joanne Pike", now, role=role, to=to)


@pytest.mark.parametrize("by", ["Sam Okafor", "Helen Marsh", "Lena Hughes", "Ruth Adeyemi"])
def test_others_invite_nobody(session: Session, now: datetime, by: str) -> None:
    with pytest.raises(NotAllowed, match="Only a concierge"):
        invited(session, by, now)


def test_an_email_with_an_account_is_not_invited_again(session: Session, now: datetime) -> None:
    with pytest.raises(Refusal, match=r"kate\.lowther@example\.test has an account already"):
        invited(session, "Priya Nair", now, email="Kate.Lowther@example.test")


def test_the_token_is_minted_when_the_email_is_written_and_never_stored(session: Session, now: datetime) -> None:
    link = link_of(session, invited(session, "Priya Nair", now))
    assert link.token_digest == f"unminted:{link.id}"
    first, second = links.mint(session, link.id, now), links.mint(session, link.id, now)
    session.expire_all()
    assert link.token_digest == token_digest(second)
    assert links.peek(session, first, JOIN, now) is None
    assert links.peek(session, second, JOIN, now) == "Mo"


def test_looking_at_a_link_changes_nothing(session: Session, now: datetime) -> None:
    token = reset_token(session, now)
    session.commit()
    for _ in range(3):
        assert links.peek(session, token, RESET, now) == "Sam"
    assert not session.dirty
    assert not session.new
    links.use(session, token, RESET, "new hash", CALLER, now=now)


def test_a_link_opens_only_its_own_door(session: Session, now: datetime) -> None:
    token = reset_token(session, now)
    assert links.peek(session, token, JOIN, now) is None
    with pytest.raises(Refusal, match="used or has run out"):
        links.use(session, token, JOIN, "new hash", CALLER, now=now)


@pytest.mark.parametrize("token", ["", "x" * 43, "unminted:"])
def test_a_wrong_token_opens_nothing(session: Session, now: datetime, token: str) -> None:
    links.ask_reset(session, cast.email("Sam Okafor"), now)
    wrong = token + link_of(session, cast.person(session, "Sam Okafor").id).id if token.endswith(":") else token
    assert links.peek(session, wrong, RESET, now) is None
    with pytest.raises(Refusal, match="used or has run out"):
        links.use(session, wrong, RESET, "new hash", CALLER, now=now)


def test_joining_sets_the_password_and_signs_in(session: Session, now: datetime) -> None:
    person_id = invited(session, "Priya Nair", now)
    opened = links.use(session, links.mint(session, link_of(session, person_id).id, now), JOIN, "hash", CALLER, now=now)
    assert (opened.visitor.id, opened.visitor.has(Role.PARTICIPANT)) == (person_id, True)
    assert session.get_one(Person, person_id).password_hash == "hash"


def test_a_link_works_once(session: Session, now: datetime) -> None:
    token = reset_token(session, now)
    links.use(session, token, RESET, "new hash", CALLER, now=now)
    with pytest.raises(Refusal, match="used or has run out"):
        links.use(session, token, RESET, "another hash", CALLER, now=now)
    assert cast.person(session, "Sam Okafor").password_hash == "new hash"


@pytest.mark.parametrize(("purpose", "lasts"), [(JOIN, timedelta(days=7)), (RESET, timedelta(hours=1))])
def test_a_link_runs_out(session: Session, now: datetime, purpose: LinkPurpose, lasts: timedelta) -> None:
    if purpose is JOIN:
        link_id = link_of(session, invited(session, "Priya Nair", now)).id
        token = links.mint(session, link_id, now)
    else:
        token = reset_token(session, now)
        link_id = link_of(session, cast.person(session, "Sam Okafor").id).id
    assert links.peek(session, token, purpose, now + lasts - timedelta(seconds=1)) is not None
    assert links.peek(session, token, purpose, now + lasts) is None
    for work in (lambda: links.use(session, token, purpose, "h", CALLER, now=now + lasts), lambda: links.mint(session, link_id, now + lasts)):
        with pytest.raises(Refusal, match="used or has run out"):
            work()
    assert links.is_live(session, link_id, now)
    assert not links.is_live(session, link_id, now + lasts)


def test_a_reset_ends_every_sign_in_and_every_other_link(session: Session, now: datetime) -> None:
    builders.a_password(session, "Sam Okafor")
    before = sign_ins.begin(session, cast.person(session, "Sam Okafor"), CALLER, now=now)
    first, second = reset_token(session, now), reset_token(session, now)
    opened = links.use(session, second, RESET, "new hash", CALLER, now=now)
    assert visitors.find(session, token_digest(before.token), now) is None
    assert visitors.find(session, token_digest(opened.token), now) is not None
    assert links.peek(session, first, RESET, now) is None
    assert f"sign-in:{before.visitor.sign_in_id}" in session.info["live_topics"]


def test_a_link_of_somebody_switched_off_opens_nothing(session: Session, now: datetime) -> None:
    token = reset_token(session, now)
    cast.person(session, "Sam Okafor").is_active = False
    session.flush()
    assert links.peek(session, token, RESET, now) is None
    with pytest.raises(Refusal):
        links.use(session, token, RESET, "new hash", CALLER, now=now)


def test_asking_for_an_unknown_email_writes_nothing(session: Session, now: datetime) -> None:
    links.ask_reset(session, "nobody@example.test", now)
    assert session.exec(select(OneTimeLink)).all() == []
    assert session.exec(select(Notice)).all() == []


def test_at_most_three_resets_an_hour_are_sent(session: Session, now: datetime) -> None:
    for minutes in (0, 10, 20, 30, 59):
        links.ask_reset(session, cast.email("Sam Okafor"), now + timedelta(minutes=minutes))
    assert len(session.exec(select(Notice)).all()) == 3
    links.ask_reset(session, cast.email("Sam Okafor"), now + timedelta(minutes=60))
    assert len(session.exec(select(Notice).where(Notice.rule == "password_reset")).all()) == 4


def test_a_reset_link_is_queued_for_an_hour(session: Session, now: datetime) -> None:
    links.ask_reset(session, " SAM.Okafor@example.test", now)
    notice = session.exec(select(Notice)).one()
    assert (notice.rule, notice.channel, notice.last_useful_at) == ("password_reset", Channel.EMAIL, now + timedelta(hours=1))


def test_inviting_again_sends_a_new_link_and_the_first_dies(session: Session, now: datetime) -> None:
    person_id = invited(session, "Joanne Pike", now)
    first = links.mint(session, link_of(session, person_id).id, now)
    links.invite_again(session, cast.visitor(session, "Joanne Pike"), person_id, now=now + timedelta(days=6))
    assert links.peek(session, first, JOIN, now + timedelta(days=6)) is None
    assert len(session.exec(select(Notice).where(Notice.person_id == person_id)).all()) == 2
    unused = session.exec(select(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None))).one()  # type: ignore[union-attr]
    assert unused.expires_at == now + timedelta(days=13)


def test_somebody_who_has_joined_is_not_invited_again(session: Session, now: datetime) -> None:
    builders.a_password(session, "Sam Okafor")
    with pytest.raises(Refusal, match="has joined already"):
        links.invite_again(session, cast.visitor(session, "Priya Nair"), cast.person(session, "Sam Okafor").id, now=now)


@pytest.mark.parametrize("by", ["Imran Sheikh", "Helen Marsh", "Sam Okafor"])
def test_another_forces_people_are_not_found(session: Session, now: datetime, by: str) -> None:
    person_id = invited(session, "Joanne Pike", now)
    with pytest.raises(NotFound):
        links.invite_again(session, cast.visitor(session, by), person_id, now=now)
