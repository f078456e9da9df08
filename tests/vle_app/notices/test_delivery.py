"""A message is in one worker's hands at a time, and every end it can come to is written down."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from models.notices import Channel, Notice, NoticeState
from tests import cast
from vle_app import db
from vle_app.notices import delivery, outbox


def a_message(session: Session, now: datetime, subject: str = "s") -> Notice:
    outbox.queue(session, cast.person(session, "Sam Okafor").id, rule="news", subject_id=subject, title="T", channels=(Channel.EMAIL,), now=now)
    session.commit()
    return session.exec(select(Notice).where(Notice.subject_id == subject)).one()


def test_a_claimed_message_is_not_claimed_again(session: Session, database: db.Database, now: datetime) -> None:
    a_message(session, now)
    assert delivery.is_anything_due(session, now)
    assert len(delivery.claim(session, now, "one")) == 1
    session.commit()
    with database.transaction() as other:
        assert not delivery.is_anything_due(other, now)
        assert delivery.claim(other, now, "two") == []


def test_two_workers_at_once_share_the_work(session: Session, database: db.Database, now: datetime) -> None:
    for number in range(60):
        a_message(session, now, str(number))
    first = delivery.claim(session, now, "one")
    if not database.is_sqlite:  # SQLite lets one writer in at a time; PostgreSQL skips what the first has locked
        with database.transaction() as other:
            second = delivery.claim(other, now, "two")
        assert len(second) == 10
        assert {c.id for c in first} & {c.id for c in second} == set()
    assert len(first) == delivery.BATCH


def test_a_claim_left_by_a_dead_worker_goes_to_another_after_five_minutes(session: Session, now: datetime) -> None:
    a_message(session, now)
    (dead,) = delivery.claim(session, now, "dead")
    assert delivery.claim(session, now + timedelta(minutes=4, seconds=59), "two") == []
    (living,) = delivery.claim(session, now + timedelta(minutes=5), "two")
    assert not delivery.sent(session, dead, now)  # it woke up again, too late
    assert delivery.sent(session, living, now)


def test_what_is_not_due_yet_is_not_claimed(session: Session, now: datetime) -> None:
    a_message(session, now + timedelta(minutes=1))
    assert delivery.claim(session, now, "one") == []


def test_a_failed_message_comes_back_after_a_while(session: Session, now: datetime) -> None:
    notice = a_message(session, now)
    (held,) = delivery.claim(session, now, "one")
    delivery.failed(session, held, now, "451 later")
    session.refresh(notice)
    assert (notice.state, notice.attempt_count, notice.reason, notice.claimed_by) == (NoticeState.FAILED, 1, "451 later", "")
    assert notice.next_try_at == now + delivery.back_off(notice.id, 1)
    assert delivery.claim(session, notice.next_try_at - timedelta(seconds=1), "one") == []
    assert [c.attempt_count for c in delivery.claim(session, notice.next_try_at, "one")] == [1]


def test_the_wait_doubles_to_an_hour_a_tenth_more_or_less_and_is_the_same_each_time() -> None:
    for number in range(200):
        waits = [delivery.back_off(str(number), tries) / timedelta(minutes=1) for tries in range(1, 12)]
        assert waits == [delivery.back_off(str(number), tries) / timedelta(minutes=1) for tries in range(1, 12)]
        for wait, minutes in zip(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60], strict=True):
            assert 0.9 * minutes <= wait <= 1.1 * minutes
    assert len({delivery.back_off(str(number), 1) for number in range(200)}) > 5


def test_a_released_message_is_as_before(session: Session, now: datetime) -> None:
    notice = a_message(session, now)
    delivery.release(session, delivery.claim(session, now, "one"), now)
    session.refresh(notice)
    assert (notice.state, notice.attempt_count, notice.next_try_at) == (NoticeState.PLANNED, 0, now)


def test_a_long_answer_of_the_mail_server_is_cut(session: Session, now: datetime) -> None:
    notice = a_message(session, now)
    (held,) = delivery.claim(session, now, "one")
    delivery.closed(session, held, NoticeState.DROPPED, "550 " + "no " * 500)
    session.refresh(notice)
    assert (notice.state, len(notice.reason)) == (NoticeState.DROPPED, 300)
