"""The bell shows a person their own news, and staff can see what somebody was told."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.notices import Channel, Notice, NoticeState
from models.people import IdentityProtection
from models.timeline import TaskStatus
from tests import cast
from tests.builders import a_task
from vle_app.errors import NotFound
from vle_app.notices import outbox, queries


def tell(session: Session, name: str, title: str, now: datetime, **more: object) -> None:
    outbox.queue(session, cast.person(session, name).id, rule="news", subject_id=title, title=title, now=now, **more)  # type: ignore[arg-type]
    session.commit()


def test_the_newest_comes_first_and_only_mine(session: Session, now: datetime) -> None:
    tell(session, "Sam Okafor", "First", now - timedelta(days=1), link="/me")
    tell(session, "Sam Okafor", "Second", now, body="More about it.")
    tell(session, "Kate Lowther", "Hers", now)
    rows = queries.bell(session, cast.visitor(session, "Sam Okafor"))
    assert rows.unread == 2
    assert [(r.title, r.body, r.link, r.day, r.time, r.is_read) for r in rows.rows] == [
        ("Second", "More about it.", "", "Monday 23 November", "12:00", False),
        ("First", "", "/me", "Sunday 22 November", "12:00", False),
    ]


def test_what_is_planned_for_later_is_not_on_the_bell_yet(session: Session, now: datetime) -> None:
    tell(session, "Sam Okafor", "Later", now, not_before=now + timedelta(hours=1))
    assert queries.bell(session, cast.visitor(session, "Sam Okafor")) == queries.BellRows()


def test_reading_one_leaves_the_others_unread(session: Session, now: datetime) -> None:
    sam = cast.visitor(session, "Sam Okafor")
    tell(session, "Sam Okafor", "One", now)
    tell(session, "Sam Okafor", "Two", now + timedelta(minutes=1))
    newest = queries.bell(session, sam).rows[0].id
    queries.mark_read(session, sam, newest, now + timedelta(hours=1))
    queries.mark_read(session, sam, newest, now + timedelta(hours=2))
    assert [row.is_read for row in queries.bell(session, sam).rows] == [True, False]
    assert session.get_one(Notice, newest).read_at == now + timedelta(hours=1)
    assert queries.unread(session, sam) == 1


def test_reading_all_counts_what_was_new(session: Session, now: datetime) -> None:
    sam = cast.visitor(session, "Sam Okafor")
    for title in ("One", "Two"):
        tell(session, "Sam Okafor", title, now)
    tell(session, "Kate Lowther", "Hers", now)
    assert queries.mark_all_read(session, sam, now) == 2
    assert queries.mark_all_read(session, sam, now) == 0
    assert queries.unread(session, sam) == 0
    assert queries.unread(session, cast.visitor(session, "Kate Lowther")) == 1


@pytest.mark.parametrize("notice_id", ["", "nothing", "' OR 1=1", None, 7, "x" * 1_000_000])
def test_an_id_that_is_none_is_not_found(session: Session, now: datetime, notice_id: str) -> None:
    with pytest.raises(NotFound):
        queries.mark_read(session, cast.visitor(session, "Sam Okafor"), notice_id, now)


def test_somebody_elses_notice_is_not_found(session: Session, now: datetime) -> None:
    tell(session, "Kate Lowther", "Hers", now)
    hers = queries.bell(session, cast.visitor(session, "Kate Lowther")).rows[0].id
    with pytest.raises(NotFound):
        queries.mark_read(session, cast.visitor(session, "Sam Okafor"), hers, now)


@pytest.mark.parametrize("change", ["handed in", "moved"])
def test_a_reminder_leaves_the_bell_with_the_task_or_the_date_it_was_about(session: Session, now: datetime, change: str) -> None:
    task = a_task(session, "Sam Okafor", now + timedelta(days=1))
    outbox.queue(session, task.person_id, rule="task_due_1", subject_id=task.id, title="Due tomorrow", due_version=1, now=now)
    sam = cast.visitor(session, "Sam Okafor")
    assert queries.unread(session, sam) == 1
    if change == "moved":
        task.due_version = 2
    else:
        task.status = TaskStatus.HANDED_IN
    session.add(task)
    session.flush()
    assert queries.bell(session, sam) == queries.BellRows()


def test_news_about_a_task_that_is_done_stays(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", now, status=TaskStatus.DONE)
    outbox.queue(session, task.person_id, rule="feedback_ready", subject_id=task.id, title="Feedback", now=now)
    assert queries.unread(session, cast.visitor(session, "Sam Okafor")) == 1


def test_the_log_says_who_was_told_what_when_and_how(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    outbox.queue(session, sam.id, rule="news", subject_id="s", title="Your date moved", now=now)
    bell, email = (session.exec(select(Notice).where(Notice.channel == channel)).one() for channel in (Channel.BELL, Channel.EMAIL))
    bell.read_at = now + timedelta(minutes=5)
    email.state, email.reason, email.next_try_at = NoticeState.DROPPED, "already handed in", now + timedelta(minutes=1)
    session.flush()
    assert [(r.who, r.what, r.how, r.when, r.state, r.reason, r.read) for r in queries.told(session, "s")] == [
        ("Sam Okafor", "Your date moved", "e-mail", "Monday 23 November, 12:01", "not sent", "already handed in", ""),
        ("Sam Okafor", "Your date moved", "bell", "Monday 23 November, 12:00", "told", "", "Monday 23 November, 12:05"),
    ]


def test_the_log_names_a_protected_person_by_their_alias(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    sam.identity_protection, sam.alias = IdentityProtection.PROTECTED, "Robin"
    tell(session, "Sam Okafor", "s", now, channels=(Channel.BELL,))
    assert [row.who for row in queries.told(session, "s")] == ["Robin"]
