"""Sign-ins: opened, listed, left idle, ended."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.people import FailedSignIn, KnownDevice, Person, Role, RoleGrant, SignIn
from models.records import AuditEntry
from tests import builders, cast
from vle_app import addresses, clock, db
from vle_app.errors import NotFound, Refusal
from vle_app.people import queries, sign_ins, visitors
from vle_app.people.visitors import token_digest

CALLER = sign_ins.Caller("198.51.100.7", "device", "Chrome on Windows")


def come_in(session: Session, name: str, now: datetime, *, device: str = "Chrome on Windows", replaces: str = "") -> sign_ins.Opened:
    return sign_ins.begin(session, cast.person(session, name), replace(CALLER, device=device), replaces=replaces, now=now)


def topics(session: Session) -> set[str]:
    return set(session.info.get("live_topics", ()))


def actions(session: Session) -> list[str]:
    return [entry.action for entry in session.exec(select(AuditEntry).order_by(AuditEntry.id))]  # type: ignore[arg-type]


def test_only_a_digest_of_the_token_is_kept(session: Session, now: datetime) -> None:
    opened = come_in(session, "Sam Okafor", now)
    row = session.exec(select(SignIn)).one()
    assert len(opened.token) == 43
    assert row.token_digest == token_digest(opened.token)
    assert opened.token not in row.model_dump_json() + repr(opened)
    assert visitors.find(session, token_digest(opened.token), now) == opened.visitor
    assert opened.visitor.sign_in_id == row.id


def test_a_knock_tells_an_unknown_email_from_nothing_but_its_missing_hash(session: Session, now: datetime) -> None:
    stored = builders.a_password(session, "Sam Okafor")
    assert sign_ins.knock(session, "  SAM.okafor@example.test ", CALLER, now=now).stored == stored
    unknown = sign_ins.knock(session, "no\0body@example.test", CALLER, now=now)
    assert (unknown.stored, unknown.guess.left) == (None, 9)
    assert stored not in repr(sign_ins.knock(session, "sam.okafor@example.test", CALLER, now=now))


def test_a_person_switched_off_is_unknown(session: Session, now: datetime) -> None:
    builders.a_password(session, "Sam Okafor")
    cast.person(session, "Sam Okafor").is_active = False
    session.flush()
    assert sign_ins.knock(session, "sam.okafor@example.test", CALLER, now=now).stored is None


def test_a_wrong_guess_writes_one_entry_whether_the_person_is_known_or_not(session: Session, now: datetime) -> None:
    for email, kind in (("sam.okafor@example.test", "person"), ("nobody@example.test", "failed_sign_in")):
        sign_ins.refuse(session, sign_ins.knock(session, email, CALLER, now=now), now=now)
        session.flush()
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject_kind == kind)).one()
        assert (entry.action, entry.actor_id, entry.details) == ("failed to sign in", "", {})


def test_admit_takes_the_guess_back_and_knows_the_device_from_then_on(session: Session, now: datetime) -> None:
    builders.a_password(session, "Sam Okafor")
    tried = sign_ins.knock(session, "sam.okafor@example.test", CALLER, now=now)
    sign_ins.admit(session, tried, CALLER, now=now)
    assert session.exec(select(FailedSignIn)).all() == []
    assert session.exec(select(KnownDevice.device_digest)).all() == ["device"]
    sign_ins.knock(session, "sam.okafor@example.test", CALLER, now=now)
    assert session.exec(select(FailedSignIn.device_digest)).all() == ["device"]


def test_admit_refuses_when_the_password_was_changed_since_the_knock(session: Session, now: datetime) -> None:
    builders.a_password(session, "Sam Okafor")
    tried = sign_ins.knock(session, "sam.okafor@example.test", CALLER, now=now)
    builders.a_password(session, "Sam Okafor", "another lamp over slate")
    with pytest.raises(Refusal, match="do not match"):
        sign_ins.admit(session, tried, CALLER, now=now)


def test_admit_keeps_a_better_hash(session: Session, now: datetime) -> None:
    builders.a_password(session, "Sam Okafor")
    tried = sign_ins.knock(session, "sam.okafor@example.test", CALLER, now=now)
    sign_ins.admit(session, tried, CALLER, better_hash="better", now=now)
    assert cast.person(session, "Sam Okafor").password_hash == "better"


def test_signing_in_ends_what_this_browser_had_before(session: Session, now: datetime) -> None:
    first = come_in(session, "Sam Okafor", now)
    come_in(session, "Helen Marsh", now, replaces=first.token)
    assert visitors.find(session, token_digest(first.token), now) is None
    assert topics(session) == {f"sign-in:{first.visitor.sign_in_id}"}


@pytest.mark.parametrize(("name", "idle"), [("Sam Okafor", timedelta(days=3)), ("Helen Marsh", timedelta(hours=12)), ("Joanne Pike", timedelta(hours=12))])
def test_an_idle_sign_in_is_over(session: Session, now: datetime, name: str, idle: timedelta) -> None:
    digest = token_digest(come_in(session, name, now).token)
    assert visitors.find(session, digest, now + idle - timedelta(seconds=1)) is not None
    assert visitors.find(session, digest, now + idle) is None


def test_a_participant_who_is_also_staff_is_idle_after_twelve_hours() -> None:
    assert visitors.idle_limit([Role.PARTICIPANT, Role.TUTOR]) == timedelta(hours=12)


def test_fourteen_days_are_the_end_however_busy_one_is(session: Session, now: datetime) -> None:
    opened = come_in(session, "Sam Okafor", now)
    for day in range(1, 14):
        sign_ins.touch(session, opened.visitor.sign_in_id, now=now + timedelta(days=day))
        session.expire_all()
        assert visitors.find(session, token_digest(opened.token), now + timedelta(days=day)) is not None
    assert visitors.find(session, token_digest(opened.token), now + timedelta(days=14)) is None


def test_activity_is_written_at_most_once_in_five_minutes(session: Session, now: datetime) -> None:
    row_id = come_in(session, "Sam Okafor", now).visitor.sign_in_id
    seen = []
    for minutes in (4, 5, 9, 10):
        sign_ins.touch(session, row_id, now=now + timedelta(minutes=minutes))
        session.expire_all()
        seen.append(session.get_one(SignIn, row_id).seen_at - now)
    assert seen == [timedelta(), timedelta(minutes=5), timedelta(minutes=5), timedelta(minutes=10)]


async def test_noting_activity_moves_the_sign_in_on_and_writes_once_in_five_minutes(session: Session, now: datetime) -> None:
    opened = come_in(session, "Sam Okafor", now)
    seen = []
    for minutes in (60, 64, 65):
        session.commit()
        await sign_ins.note_activity(opened.visitor, now + timedelta(minutes=minutes))
        session.expire_all()
        seen.append(session.get_one(SignIn, opened.visitor.sign_in_id).seen_at - now)
    assert seen == [timedelta(minutes=60), timedelta(minutes=60), timedelta(minutes=65)]


async def test_somebody_without_a_sign_in_is_not_noted(session: Session, now: datetime) -> None:
    sam = cast.visitor(session, "Sam Okafor")
    session.commit()
    await sign_ins.note_activity(sam, now)
    assert "" not in sign_ins._noted


def test_i_see_my_own_open_sign_ins_this_one_first(session: Session, now: datetime) -> None:
    come_in(session, "Kate Lowther", now)
    ended = come_in(session, "Sam Okafor", now)
    come_in(session, "Sam Okafor", now - timedelta(days=3))
    this = come_in(session, "Sam Okafor", now - timedelta(hours=30), device="Firefox on Linux")
    come_in(session, "Sam Okafor", now - timedelta(hours=1), device="Safari on iPhone")
    sign_ins.end(session, this.visitor, ended.visitor.sign_in_id, now)
    rows = queries.sign_ins_of(session, this.visitor, now)
    assert [(row.device, row.seen, row.is_this) for row in rows] == [
        ("Firefox on Linux", "Sunday 22 November, 06:00", True), ("Safari on iPhone", "Monday 23 November, 11:00", False),
    ]


def test_ending_a_sign_in_closes_it_and_tells(session: Session, now: datetime) -> None:
    opened = come_in(session, "Sam Okafor", now)
    sign_ins.end(session, opened.visitor, opened.visitor.sign_in_id, now)
    assert visitors.find(session, token_digest(opened.token), now) is None
    assert topics(session) == {f"sign-in:{opened.visitor.sign_in_id}"}
    assert actions(session) == ["signed in", "signed out"]
    with pytest.raises(NotFound):
        sign_ins.end(session, opened.visitor, opened.visitor.sign_in_id, now)


@pytest.mark.parametrize("wanted", ["", "somebody's", None, {"id": 1}])
def test_ending_what_is_no_sign_in_is_refused(session: Session, now: datetime, wanted: str) -> None:
    with pytest.raises(NotFound):
        sign_ins.end(session, cast.visitor(session, "Sam Okafor"), wanted, now)


def test_nobody_ends_somebody_elses_sign_in(session: Session, now: datetime) -> None:
    opened = come_in(session, "Sam Okafor", now)
    with pytest.raises(NotFound, match="That sign-in is not here"):
        sign_ins.end(session, cast.visitor(session, "Dawn Mercer"), opened.visitor.sign_in_id, now)
    assert topics(session) == set()


def test_signing_out_everywhere_ends_all_of_mine_and_none_of_others(session: Session, now: datetime) -> None:
    mine = [come_in(session, "Sam Okafor", now) for _ in range(3)]
    other = come_in(session, "Kate Lowther", now)
    assert sign_ins.end_everywhere(session, mine[0].visitor, now) == 3
    assert topics(session) == {f"sign-in:{opened.visitor.sign_in_id}" for opened in mine}
    assert visitors.find(session, token_digest(other.token), now) is not None


def test_the_start_page_is_that_of_the_first_role(session: Session) -> None:
    sam = cast.visitor(session, "Sam Okafor")
    assert sign_ins.start_page(sam) == addresses.ME
    assert sign_ins.start_page(cast.visitor(session, "Joanne Pike")) == addresses.FORCE
    assert sign_ins.start_page(replace(sam, grants=())) == addresses.ACCOUNT
    assert set(sign_ins.START_PAGES) == set(Role)


def test_roles_are_read_with_the_visitor_in_the_order_given(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    session.add(RoleGrant(person_id=sam.id, role=Role.FORCE_LEAD, organisation_id=sam.organisation_id, id="z" * 26))
    session.flush()
    assert [role for role, _ in come_in(session, "Sam Okafor", now).visitor.grants] == [Role.PARTICIPANT, Role.FORCE_LEAD]


async def test_who_forgets_at_once_when_told_that_a_sign_in_ended(session: Session, database: db.Database) -> None:
    visitors.forget()
    opened = come_in(session, "Sam Okafor", clock.now())
    session.commit()
    cookie = f"other=1; vle={opened.token}"
    assert await visitors.who(cookie) == opened.visitor
    await database.write(sign_ins.end_everywhere, opened.visitor, clock.now())
    visitors.forget(f"sign-in:{opened.visitor.sign_in_id}")
    assert await visitors.who(cookie) is None


async def test_what_was_read_while_a_sign_in_ended_is_not_remembered(session: Session) -> None:
    visitors.forget()
    opened = come_in(session, "Sam Okafor", clock.now())
    session.commit()
    asking = asyncio.create_task(visitors.who(f"vle={opened.token}"))
    await asyncio.sleep(0)
    visitors.forget("sign-in:x")
    assert await asking == opened.visitor
    assert token_digest(opened.token) not in visitors._cache


def test_the_cookie_bound_to_the_host_is_believed_before_a_plain_one() -> None:
    visitors.use_cookie("__Host-vle", "vle")
    bound, planted = "b" * 43, "p" * 43
    assert visitors.token_in(f"vle={planted}; __Host-vle={bound}") == bound
    assert visitors.token_in(f"vle={planted}") == planted
    assert visitors.token_in(f"xvle={planted}; vle=short; vle-device={planted}") == ""


def test_over_https_a_plain_cookie_is_not_believed() -> None:
    before = visitors._cookies
    try:
        visitors.use_cookie("__Host-vle")
        assert visitors.token_in(f"vle={'p' * 43}") == ""
    finally:
        visitors._cookies = before


def test_a_person_switched_off_is_nobody_at_once(session: Session, now: datetime) -> None:
    opened = come_in(session, "Sam Okafor", now)
    session.get_one(Person, opened.visitor.id).is_active = False
    session.flush()
    assert visitors.find(session, token_digest(opened.token), now) is None
