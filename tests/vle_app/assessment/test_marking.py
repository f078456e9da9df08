"""Marking: opening, deciding, deciding again; what does not follow is refused, and nothing is lost."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.assessment import Attempt, CriterionDecision, Decision, Outcome, Submission, SubmissionStatus
from models.people import RoleGrant
from models.records import AuditEntry
from tests import cast, pieces
from vle_app.assessment import marking
from vle_app.errors import NotFound, Refusal


def _decide(session: Session, submission: Submission, now: datetime, **changed: object) -> None:
    given: dict[str, object] = {"attempt_number": submission.attempt_count, "decisions": pieces.answers(session), "comment": "", "outcome": "pass", **changed}
    marking.decide(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now, **given)  # type: ignore[arg-type]


def _opened(session: Session, now: datetime) -> Submission:
    submission = pieces.handed_in(session, now)
    marking.open_work(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)
    session.commit()
    return submission


def test_opening_tells_the_participant_that_the_tutor_has_begun(session: Session, now: datetime) -> None:
    submission = _opened(session, now)
    assert submission.status is SubmissionStatus.WITH_TUTOR
    assert session.exec(select(Attempt.opened_at)).one() == now


def test_opening_again_changes_nothing(session: Session, now: datetime) -> None:
    submission = _opened(session, now)
    marking.open_work(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now + timedelta(hours=1))
    assert session.exec(select(Attempt.opened_at)).one() == now
    assert [entry.action for entry in session.exec(select(AuditEntry)) if entry.action == "opened"] == ["opened"]


@pytest.mark.parametrize("who", [name for name in cast.PEOPLE if name != "Helen Marsh"])
def test_a_piece_is_found_by_its_own_tutor_only(session: Session, now: datetime, who: str) -> None:
    submission = _opened(session, now)
    me = cast.visitor(session, who)
    with pytest.raises(NotFound):
        marking.open_work(session, me, submission.id, now=now)
    with pytest.raises(NotFound):
        marking.decide(session, me, submission.id, 1, pieces.answers(session), "", Outcome.PASS, now=now)


def test_a_tutor_who_lost_the_role_finds_nothing(session: Session, now: datetime) -> None:
    submission = _opened(session, now)
    session.delete(session.exec(select(RoleGrant).where(RoleGrant.person_id == submission.tutor_id)).one())
    session.commit()
    with pytest.raises(NotFound):
        _decide(session, submission, now)


def test_a_decision_is_kept_for_every_criterion(session: Session, now: datetime) -> None:
    submission = _opened(session, now)
    refs = pieces.criteria(session)
    remarks = {refs["2.1"]: "Name two."}
    _decide(session, submission, now, decisions=pieces.answers(session, "2.1"), comment=pieces.COMMENT, outcome="refer", criterion_comments=remarks)
    assert submission.status is SubmissionStatus.DECIDED
    decision = session.exec(select(Decision)).one()
    assert (decision.outcome, decision.comment, decision.released_at) == (Outcome.REFER, pieces.COMMENT, None)
    kept = {row.criterion_id: (row.is_met, row.comment) for row in session.exec(select(CriterionDecision))}
    assert kept == {criterion: (ref != "2.1", "Name two." if ref == "2.1" else "") for ref, criterion in refs.items()}


def test_deciding_again_before_release_replaces_it_and_is_written_down(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.decided(session, submission, now, "2.1")
    _decide(session, submission, now, comment="All there on a second reading.")
    assert session.exec(select(Decision)).one().outcome is Outcome.PASS
    assert session.exec(select(CriterionDecision.is_met)).all() == [True] * 4
    assert [action for action in session.exec(select(AuditEntry.action)) if action.startswith("decided")] == ["decided", "decided again"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"attempt_number": 2}, "Attempt 1 is the latest"),
        ({"attempt_number": "1"}, "Attempt 1 is the latest"),
        ({"attempt_number": True}, "Attempt 1 is the latest"),
        ({"decisions": {}}, "Decide every criterion first: 1.1, 1.2, 2.1 and 2.2 are still open"),
        ({"decisions": []}, "not this unit’s criteria"),
        ({"decisions": {"x" * 26: True}}, "not this unit’s criteria"),
        ({"outcome": "fail"}, "Choose pass or refer"),
        ({"outcome": None}, "Choose pass or refer"),
        ({"outcome": ["pass"]}, "Choose pass or refer"),
        ({"outcome": "refer", "comment": pieces.COMMENT}, "nothing to refer"),
        ({"comment": 7}, "has to be written in words"),
        ({"comment": "x" * 8001}, "the limit is 8,000"),
        ({"criterion_comments": {"nothing": "x"}}, "not this unit’s criteria"),
        ({"criterion_comments": "x"}, "not this unit’s criteria"),
    ],
)
def test_what_does_not_follow_is_refused_and_nothing_changes(session: Session, now: datetime, changed: dict[str, object], words: str) -> None:
    submission = _opened(session, now)
    with pytest.raises(Refusal, match=words):
        _decide(session, submission, now, **changed)
    session.rollback()
    assert session.exec(select(Decision)).all() == []
    assert session.exec(select(CriterionDecision)).all() == []
    assert session.get_one(Submission, submission.id).status is SubmissionStatus.WITH_TUTOR


def test_each_answer_is_true_or_false(session: Session, now: datetime) -> None:
    submission = _opened(session, now)
    with pytest.raises(Refusal, match="not this unit’s criteria"):
        _decide(session, submission, now, decisions={**pieces.answers(session), pieces.criteria(session)["1.1"]: 1})


def test_pass_needs_every_criterion_met(session: Session, now: datetime) -> None:
    submission = _opened(session, now)
    with pytest.raises(Refusal, match=r"2\.2 is not yet met, so this piece cannot pass"):
        _decide(session, submission, now, decisions=pieces.answers(session, "2.2"))


def test_a_referral_needs_a_comment_to_work_from(session: Session, now: datetime) -> None:
    submission = _opened(session, now)
    with pytest.raises(Refusal, match="at least 20 characters"):
        _decide(session, submission, now, decisions=pieces.answers(session, "2.2"), outcome="refer", comment=f" {'x' * 19} ")


def test_a_piece_is_opened_before_it_is_decided(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    with pytest.raises(Refusal, match="Open this piece before you decide it"):
        _decide(session, submission, now)


@pytest.mark.parametrize("not_yet", [(), ("2.2",)])
def test_a_released_decision_stands(session: Session, now: datetime, not_yet: tuple[str, ...]) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now, *not_yet)
    with pytest.raises(Refusal, match="the decision stands"):
        _decide(session, submission, now)


def _second_attempt(session: Session, now: datetime) -> Submission:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now, "2.2")
    pieces.again(session, submission, now + timedelta(days=7))
    marking.open_work(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)
    return submission


def test_what_was_met_stays_met_without_an_answer(session: Session, now: datetime) -> None:
    submission = _second_attempt(session, now)
    _decide(session, submission, now, decisions={pieces.criteria(session)["2.2"]: True})
    latest = session.exec(select(Attempt.id).where(Attempt.number == 2)).one()
    assert session.exec(select(CriterionDecision.is_met).where(CriterionDecision.attempt_id == latest)).all() == [True] * 4


def test_what_was_met_cannot_be_taken_back(session: Session, now: datetime) -> None:
    submission = _second_attempt(session, now)
    with pytest.raises(Refusal, match=r"stays met: 1\.1 and 1\.2"):
        _decide(session, submission, now, decisions=pieces.answers(session, "1.1", "1.2"), outcome="refer", comment=pieces.COMMENT)


def test_a_page_that_shows_the_first_attempt_cannot_decide_the_second(session: Session, now: datetime) -> None:
    submission = _second_attempt(session, now)
    with pytest.raises(Refusal, match="Attempt 2 is the latest"):
        _decide(session, submission, now, attempt_number=1)
