"""One piece of work as its participant sees it; a decision that is not released is nowhere in it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.assessment import Attempt
from models.catalogue import AssessmentCriterion, Brief
from models.programmes import TaskKind
from models.timeline import TaskStatus
from tests import builders, cast, pieces
from vle_app.assessment import marking
from vle_app.errors import NotFound
from vle_app.learning import work


def _page(session: Session, task_id: str, now: datetime, who: str = "Sam Okafor") -> work.WorkPage:
    return work.work(session, cast.visitor(session, who), task_id, now)


def test_an_open_hand_in_shows_brief_criteria_and_draft(session: Session, now: datetime) -> None:
    task = builders.a_task(session, "Sam Okafor", now + timedelta(days=3, hours=11, minutes=59))
    builders.a_draft(session, task)
    brief = session.exec(select(Brief)).one()
    brief.tasks = [{"title": "Position", "text": "Set out how.", "guide_words": 1100, "criteria": ["1.1", "1.2"]}, {"title": "Loose"}]
    session.exec(select(AssessmentCriterion).where(AssessmentCriterion.ref == "1.2")).one().is_plural = True
    session.commit()
    page = _page(session, task.id, now)
    assert (page.due, page.status, page.is_open, page.is_hand_in, page.is_ready) == ("in 3 days, Thursday 26 November, 23:59", "Drafting", True, True, True)
    assert (page.unit, page.brief, page.words, page.tutor) == ("701 Strategic Leadership", brief.title, "4,000 to 4,500 words", "Helen Marsh")
    assert page.brief_tasks == [work.BriefTask("Position", "Set out how.", "About 1,100 words", "1.1, 1.2"), work.BriefTask("Loose", "", "", "")]
    assert [(row.ref, row.plural, row.status) for row in page.criteria] == [("1.1", "", ""), ("1.2", work.PLURAL, ""), ("2.1", "", ""), ("2.2", "", "")]
    assert [(row.name, row.size, len(row.fingerprint.split())) for row in page.drafts] == [("701 okafor.docx", "212 kB", 16)]
    assert (page.attempts, page.attempt_number, page.upload_to) == ([], 1, f"/api/uploads/{task.id}")


def test_what_was_handed_in_has_a_receipt_and_a_promise(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    page = _page(session, submission.task_id, now)
    attempt = page.attempts[0]
    assert (attempt.number, attempt.receipt, attempt.when) == (1, session.exec(select(Attempt.receipt)).one(), "Monday 23 November 2026 at 12:00")
    assert (attempt.status, len(attempt.files[0].sha256), page.drafts, page.upload_to) == ("Handed in", 64, [], "")
    assert page.promised == "You will have feedback by Monday 14 December. If that slips, we will tell you why before the day."


@pytest.mark.parametrize("not_yet", [(), ("2.2",)])
def test_a_provisional_decision_leaves_no_trace(session: Session, now: datetime, not_yet: tuple[str, ...]) -> None:
    submission = pieces.handed_in(session, now)
    marking.open_work(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)
    session.commit()
    before = _page(session, submission.task_id, now)
    pieces.decided(session, submission, now, *not_yet)
    after = _page(session, submission.task_id, now)
    assert repr(after) == repr(before).replace("book-open-check", "scan-eye").replace("With your tutor", "Being checked")


def test_a_released_referral_shows_what_to_change(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now, "2.2")
    page = _page(session, submission.task_id, now)
    assert [row.status for row in page.criteria] == ["Met", "Met", "Met", "Not yet"]
    assert (page.feedback, page.status, page.attempt_number) == ("3 of 4 are met, and stay met.", "Hand in again", 2)
    attempt = page.attempts[0]
    assert (attempt.status, attempt.tone, attempt.comment, attempt.again_by) == ("Referred", "warn", pieces.COMMENT, "Monday 21 December")
    assert page.due == "in 28 days, Monday 21 December, 23:59"


def test_while_the_second_attempt_is_decided_only_the_first_is_known(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now, "2.2")
    pieces.again(session, submission, now)
    pieces.decided(session, submission, now)
    page = _page(session, submission.task_id, now)
    assert [(attempt.number, attempt.status) for attempt in page.attempts] == [(2, "Being checked"), (1, "Referred")]
    assert [row.status for row in page.criteria] == ["Met", "Met", "Met", "Not yet"]
    assert [[file.name for file in attempt.files] for attempt in page.attempts] == [["701 second.docx"], ["701 okafor.docx"]]


def test_a_released_pass_is_done(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now)
    page = _page(session, submission.task_id, now)
    assert (page.status, page.is_done, page.feedback, page.attempts[0].status) == ("Passed", True, "All 4 criteria are met.", "Passed")


def test_a_task_of_another_kind_is_only_to_be_ticked(session: Session, now: datetime) -> None:
    task = builders.a_task(session, "Sam Okafor", now, kind=TaskKind.SURVEY)
    task.unit_id = None
    session.commit()
    page = _page(session, task.id, now)
    assert (page.is_hand_in, page.is_open, page.unit, page.brief, page.criteria, page.upload_to) == (False, True, "", "", [], "")


@pytest.mark.parametrize("who", [name for name in cast.PEOPLE if name != "Sam Okafor"])
def test_it_is_its_owners_alone(session: Session, now: datetime, who: str) -> None:
    submission = pieces.handed_in(session, now)
    with pytest.raises(NotFound):
        _page(session, submission.task_id, now, who)


def test_a_dropped_task_is_not_found(session: Session, now: datetime) -> None:
    task = builders.a_task(session, "Sam Okafor", now, status=TaskStatus.DROPPED)
    with pytest.raises(NotFound):
        _page(session, task.id, now)
