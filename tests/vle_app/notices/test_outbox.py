"""The outbox writes each message once, and takes back what is no longer to be said."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from models.notices import Channel, Notice, NoticeState
from tests import cast
from vle_app import db
from vle_app.notices import outbox


def rows(session: Session) -> list[tuple[Channel, NoticeState, str]]:
    return [(n.channel, n.state, n.reason) for n in session.exec(select(Notice).order_by(Notice.channel, Notice.subject_id))]


def test_the_bell_shows_it_at_once_and_the_email_waits_for_the_post(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    assert outbox.queue(session, sam.id, rule="feedback_ready", subject_id="s", title="Your feedback on 701 is ready", now=now) == 2
    bell, email = session.exec(select(Notice).order_by(Notice.channel, Notice.subject_id)).all()
    assert (bell.state, bell.sent_at, bell.key) == (NoticeState.SENT, now, f"{sam.id}:s:feedback_ready:0:bell")
    assert (email.state, email.sent_at, email.next_try_at, email.last_useful_at) == (NoticeState.PLANNED, None, now, now + timedelta(hours=48))


def test_the_same_message_is_queued_once_whoever_asks_again(session: Session, database: db.Database, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor").id
    outbox.queue(session, sam, rule="r", subject_id="s", title="T", now=now)
    session.commit()
    with database.transaction() as other:
        assert outbox.queue(other, sam, rule="r", subject_id="s", title="Other words", now=now + timedelta(days=1)) == 0
        assert outbox.queue(other, sam, rule="r", subject_id="s", title="T", due_version=1, channels=(Channel.BELL,), now=now) == 1
    assert [n.title for n in session.exec(select(Notice))] == ["T", "T", "T"]


def test_what_is_for_later_is_planned_for_the_bell_too(session: Session, now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    outbox.queue(session, cast.person(session, "Sam Okafor").id, rule="r", subject_id="s", title="T", now=now, not_before=tomorrow)
    assert {(n.state, n.next_try_at, n.sent_at) for n in session.exec(select(Notice))} == {(NoticeState.PLANNED, tomorrow, None)}


def test_an_undone_transaction_queues_nothing(session: Session, now: datetime) -> None:
    outbox.queue(session, cast.person(session, "Sam Okafor").id, rule="r", subject_id="s", title="T", now=now)
    session.rollback()
    assert rows(session) == []


def test_more_messages_than_one_statement_holds_are_all_written(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor").id
    wanted = [outbox.plan(sam, Channel.EMAIL, rule="r", subject_id=str(number), title="T", now=now) for number in range(450)]
    assert len(outbox.enter(session, wanted, now=now)) == 450
    assert outbox.enter(session, wanted, now=now) == []


def test_withdrawing_drops_the_email_and_clears_the_bell_with_the_reason(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor").id
    for subject in ("s", "the other"):
        outbox.queue(session, sam, rule="task_due_1", subject_id=subject, title="T", now=now)
    assert outbox.withdraw(session, "s", reason="already handed in") == 2
    assert rows(session) == [
        ("bell", "sent", "already handed in"), ("bell", "sent", ""), ("email", "dropped", "already handed in"), ("email", "planned", ""),
    ]


def test_withdrawing_reminders_leaves_other_rules_alone(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor").id
    outbox.queue(session, sam, rule="taskless", subject_id="s", title="T", now=now)
    assert outbox.withdraw(session, "s", reason="moved", rules="task_") == 0


def test_what_was_read_stays_on_the_bell(session: Session, now: datetime) -> None:
    outbox.queue(session, cast.person(session, "Sam Okafor").id, rule="r", subject_id="s", title="T", channels=(Channel.BELL,), now=now)
    session.exec(select(Notice)).one().read_at = now
    assert outbox.withdraw(session, "s", reason="moved") == 0
