"""How often one may guess."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.people import FailedSignIn, KnownDevice
from tests import cast
from vle_app.people import throttle

SAM = cast.email("Sam Okafor")
HOME = "198.51.100.7"
SECOND = timedelta(seconds=1)


def guess(session: Session, now: datetime, account: str = SAM, *, address: str = HOME, known_device: str = "") -> throttle.Guess:
    return throttle.admit(session, account, address=address, known_device=known_device, now=now)


def test_ten_wrong_guesses_are_let_through_and_count_down(session: Session, now: datetime) -> None:
    assert [guess(session, now + i * SECOND).left for i in range(10)] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]


def test_the_eleventh_waits_five_minutes_from_the_tenth(session: Session, now: datetime) -> None:
    for i in range(10):
        guess(session, now + 20 * i * SECOND)
    tenth = now + 180 * SECOND
    with pytest.raises(throttle.AccountWaits, match="Wait 5 minutes, then") as refused:
        guess(session, tenth + SECOND)
    assert (refused.value.code, refused.value.retry_after) == ("wait-5", 299)
    with pytest.raises(throttle.AccountWaits, match="Wait 1 minute, then"):
        guess(session, tenth + 299 * SECOND)
    assert guess(session, tenth + 300 * SECOND).left == 9


def test_a_refused_guess_does_not_lengthen_the_wait(session: Session, now: datetime) -> None:
    for _ in range(10):
        guess(session, now)
    for i in range(1, 290, 30):
        with pytest.raises(throttle.AccountWaits):
            guess(session, now + i * SECOND)
    assert guess(session, now + 300 * SECOND).left == 9


def test_slow_guesses_never_exceed_ten_in_any_five_minutes(session: Session, now: datetime) -> None:
    moments = []
    for i in range(0, 3600, 7):
        try:
            guess(session, now + i * SECOND)
        except throttle.AccountWaits:
            continue
        moments.append(i)
    assert all(sum(start <= moment < start + 300 for moment in moments) <= 10 for start in moments)
    assert len(moments) > 50


def test_a_guess_taken_back_does_not_count(session: Session, now: datetime) -> None:
    first = guess(session, now)
    throttle.take_back(session, first.id)
    assert guess(session, now).left == 9


def test_an_unknown_account_waits_like_a_known_one(session: Session, now: datetime) -> None:
    for _ in range(10):
        guess(session, now, "nobody@example.test")
    with pytest.raises(throttle.AccountWaits):
        guess(session, now, "nobody@example.test")


def test_a_known_device_is_not_locked_out_by_others_but_by_its_own_guesses(session: Session, now: datetime) -> None:
    for _ in range(10):
        guess(session, now, address="203.0.113.9")
    for left in range(9, -1, -1):
        assert guess(session, now, known_device="d1").left == left
    with pytest.raises(throttle.AccountWaits):
        guess(session, now, known_device="d1")
    assert guess(session, now, known_device="d2").left == 9


def test_twenty_failing_accounts_slow_an_address_down_for_devices_that_are_not_known(session: Session, now: datetime) -> None:
    for i in range(20):
        guess(session, now, f"officer.{i}@example.test")
    with pytest.raises(throttle.AddressWaits, match="Wait 30 seconds, or use a device") as refused:
        guess(session, now)
    assert refused.value.code == "elsewhere-30"
    assert guess(session, now, known_device="d1").left == 9
    assert guess(session, now, address="198.51.100.8").left == 9
    assert guess(session, now + 30 * SECOND).left == 8  # the other address' try counted for the account
    with pytest.raises(throttle.AddressWaits, match="Wait 20 seconds"):
        guess(session, now + 40 * SECOND, "officer.21@example.test")
    assert guess(session, now + timedelta(minutes=11), "officer.21@example.test").left == 9


def test_many_failures_at_few_accounts_do_not_slow_an_address(session: Session, now: datetime) -> None:
    for i in range(19 * 9):
        guess(session, now, f"officer.{i % 19}@example.test")
    assert guess(session, now).left == 9


def test_failures_of_known_devices_do_not_slow_their_address(session: Session, now: datetime) -> None:
    for i in range(30):
        guess(session, now, f"officer.{i}@example.test", known_device=f"d{i}")
    assert guess(session, now).left == 9


def test_one_house_on_ipv6_is_one_address(session: Session, now: datetime) -> None:
    for i in range(20):
        guess(session, now, f"officer.{i}@example.test", address=f"2001:db8:1:2::{i:x}")
    with pytest.raises(throttle.AddressWaits):
        guess(session, now, address="2001:db8:1:2:ffff::1")
    assert guess(session, now, address="2001:db8:1:3::1").left == 9


def test_no_readable_value_is_kept(session: Session, now: datetime) -> None:
    guess(session, now)
    row = session.exec(select(FailedSignIn)).one()
    assert SAM not in row.model_dump_json()
    assert HOME not in row.model_dump_json()


def test_purge_drops_what_is_old_and_nothing_else(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    for days in (399, 401):
        session.add(KnownDevice(person_id=sam.id, device_digest=f"{days}", seen_at=now - timedelta(days=days)))
    guess(session, now - timedelta(hours=25))
    guess(session, now - timedelta(hours=23))
    session.flush()
    assert throttle.purge(session, now) == 2
    assert throttle.purge(session, now) == 0
    assert session.exec(select(KnownDevice.device_digest)).all() == ["399"]
    assert session.exec(select(FailedSignIn.at)).all() == [now - timedelta(hours=23)]
