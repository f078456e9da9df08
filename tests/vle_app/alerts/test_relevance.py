"""Nothing is sent that is not true at the moment of sending."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.enrolments import EnrolmentStatus
from models.notices import Channel, Notice, NoticeState
from models.people import LinkPurpose, OneTimeLink
from models.timeline import Task, TaskStatus
from tests import cast
from tests.builders import a_task
from vle_app.alerts import relevance
from vle_app.alerts.relevance import Verdict
from vle_app.notices import outbox


def a_reminder(session: Session, task: Task, now: datetime) -> Notice:
    outbox.queue(session, task.person_id, rule="task_due_1", subject_id=task.id, title="T", due_version=task.due_version, channels=(Channel.EMAIL,), now=now)
    session.commit()
    return session.exec(select(Notice)).one()


@pytest.fixture
def task(session: Session, now: datetime) -> Task:
    return a_task(session, "Sam Okafor", now + timedelta(days=1))


def test_what_is_still_true_goes(session: Session, task: Task, now: datetime) -> None:
    assert relevance.verdict(session, a_reminder(session, task, now), now) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [(TaskStatus.HANDED_IN, "already handed in"), (TaskStatus.DONE, "already done"), (TaskStatus.DROPPED, "the task was taken off the timeline")],
)
def test_a_closed_task_is_not_reminded_of(session: Session, task: Task, now: datetime, status: TaskStatus, reason: str) -> None:
    notice = a_reminder(session, task, now)
    task.status = status
    assert relevance.verdict(session, notice, now) == Verdict(NoticeState.DROPPED, reason)


def test_a_moved_date_is_not_reminded_of(session: Session, task: Task, now: datetime) -> None:
    notice = a_reminder(session, task, now)
    task.due_version += 1
    assert relevance.verdict(session, notice, now) == Verdict(NoticeState.DROPPED, "the date moved")


def test_a_task_that_is_gone_is_not_reminded_of(session: Session, task: Task, now: datetime) -> None:
    notice = a_reminder(session, task, now)
    session.delete(task)
    session.flush()
    assert relevance.verdict(session, notice, now) == Verdict(NoticeState.DROPPED, "the task was taken off the timeline")


@pytest.mark.parametrize(
    ("status", "reason"),
    [(EnrolmentStatus.PAUSED, "the enrolment is paused"), (EnrolmentStatus.WITHDRAWN, "withdrawn"), (EnrolmentStatus.ACHIEVED, "already achieved")],
)
def test_an_enrolment_that_is_not_active_is_not_reminded(session: Session, task: Task, now: datetime, status: EnrolmentStatus, reason: str) -> None:
    notice = a_reminder(session, task, now)
    cast.enrolment(session, "Sam Okafor").status = status
    assert relevance.verdict(session, notice, now) == Verdict(NoticeState.DROPPED, reason)


def test_somebody_switched_off_is_told_nothing(session: Session, task: Task, now: datetime) -> None:
    notice = a_reminder(session, task, now)
    cast.person(session, "Sam Okafor").is_active = False
    assert relevance.verdict(session, notice, now) == Verdict(NoticeState.DROPPED, "the account is switched off")


def test_what_comes_too_late_expires_and_says_what_held_it_up(session: Session, task: Task, now: datetime) -> None:
    notice = a_reminder(session, task, now)
    assert relevance.verdict(session, notice, now + timedelta(hours=47, minutes=59)) is None
    assert relevance.verdict(session, notice, now + timedelta(hours=48)) == Verdict(NoticeState.EXPIRED, "too late to be useful")
    notice.reason = "451 busy"
    assert relevance.verdict(session, notice, now + timedelta(hours=48)) == Verdict(NoticeState.EXPIRED, "too late to be useful; before that, 451 busy")


@pytest.mark.parametrize(
    ("change", "reason"), [({}, ""), ({"used_at": 0}, "the link has been used"), ({"expires_at": 0}, "the link has expired"), (None, "the link was withdrawn")]
)
def test_a_link_that_is_no_use_is_not_sent(session: Session, now: datetime, change: dict[str, int] | None, reason: str) -> None:
    sam = cast.person(session, "Sam Okafor").id
    link = OneTimeLink(person_id=sam, purpose=LinkPurpose.JOIN, token_digest="d", expires_at=now + timedelta(days=7))
    outbox.queue(session, sam, rule="invitation", subject_id=link.id, title="T", channels=(Channel.EMAIL,), now=now)
    if change is not None:
        for name in change:
            setattr(link, name, now)
        session.add(link)
    session.flush()
    expected = Verdict(NoticeState.DROPPED, reason) if reason else None
    assert relevance.verdict(session, session.exec(select(Notice)).one(), now) == expected
