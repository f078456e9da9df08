"""Release: what it sets in motion, and that a message never holds a result."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from models.assessment import CriterionDecision, Decision, SubmissionStatus
from models.notices import Channel, Notice
from models.records import AuditEntry
from models.timeline import Task, TaskStatus
from tests import cast, pieces
from vle_app import live
from vle_app.assessment import releases
from vle_app.errors import NotFound, Refusal


def test_a_pass_finishes_the_task(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now)
    task = session.get_one(Task, submission.task_id)
    assert (submission.status, task.status, task.done_at) == (SubmissionStatus.PASSED, TaskStatus.DONE, now)
    assert session.exec(select(Decision.released_at)).one() == now


def test_a_referral_opens_the_task_again_for_twenty_working_days(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    before = session.get_one(Task, submission.task_id).first_due_at
    pieces.released(session, submission, now, "1.2")
    task = session.get_one(Task, submission.task_id)
    due = datetime(2026, 12, 21, 23, 59, tzinfo=UTC)
    assert (submission.status, task.status, task.due_at, task.due_version) == (SubmissionStatus.REFERRED, TaskStatus.OPEN, due, 2)
    assert task.first_due_at == before
    assert session.exec(select(Decision.resubmit_by)).one() == due


@pytest.mark.parametrize("not_yet", [(), ("1.2",)])
def test_the_message_says_the_same_whatever_was_decided(session: Session, now: datetime, not_yet: tuple[str, ...]) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now, *not_yet)
    told = session.exec(select(Notice).where(Notice.rule == "feedback_ready").order_by(col(Notice.channel))).all()
    assert [(notice.person_id, notice.channel) for notice in told] == [(submission.person_id, Channel.BELL), (submission.person_id, Channel.EMAIL)]
    assert {(notice.title, notice.body) for notice in told} == {("Your feedback on 701 is ready", "Sign in to read it.")}


def test_release_is_heard_and_written_down(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.decided(session, submission, now)
    releases.release(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)
    assert live.person(submission.person_id) in session.info["live_topics"]
    assert session.exec(select(AuditEntry.action)).all().count("released") == 1


@pytest.mark.parametrize("who", [name for name in cast.PEOPLE if name != "Helen Marsh"])
def test_only_its_own_tutor_releases_a_piece(session: Session, now: datetime, who: str) -> None:
    submission = pieces.handed_in(session, now)
    pieces.decided(session, submission, now)
    with pytest.raises(NotFound):
        releases.release(session, cast.visitor(session, who), submission.id, now=now)


def test_nothing_undecided_is_released(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    with pytest.raises(Refusal, match="Decide every criterion"):
        releases.release(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)


def test_nothing_is_released_twice(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now)
    with pytest.raises(Refusal, match="out already"):
        releases.release(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)


def test_a_unit_that_gained_a_criterion_since_cannot_pass(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.decided(session, submission, now)
    session.delete(session.exec(select(CriterionDecision)).first())
    session.commit()
    with pytest.raises(Refusal, match="cannot pass"):
        releases.release(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)


def test_the_second_referral_is_told_again(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now, "1.2")
    pieces.again(session, submission, now)
    pieces.released(session, submission, now, "1.2")
    assert len(session.exec(select(Notice).where(Notice.rule == "feedback_ready")).all()) == 4
    assert session.get_one(Task, submission.task_id).due_version == 3
