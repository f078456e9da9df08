"""The marking desk: one's own pieces alone, opened on purpose, and no refusal loses a word."""

from typing import Any

import pytest
from sqlmodel import Session, select

from models.assessment import Decision, Submission, SubmissionStatus
from pages.participant.work import Work
from pages.tutor.desk import Marked
from tests import pieces
from tests.pages.screens import Screen, showing
from vle_app import addresses, clock


def on(server: str, session: Session, asked: str, name: str = "Helen Marsh") -> Any:
    return showing(server, session, name, addresses.marking(asked), submission_id=asked)


def desk(screen: Screen) -> dict[str, Any]:
    return screen.var(Marked, "desk") or {"id": ""}


def sheet(session: Session, *not_yet: str, comment: str = pieces.COMMENT) -> dict[str, str]:
    """The form as a browser sends it."""
    criteria = pieces.criteria(session)
    session.rollback()  # else this session would hold the lock that the page's own writing waits for
    chosen = {f"decision-{key}": "no" if ref in not_yet else "met" for ref, key in criteria.items()}
    return {**chosen, **{f"comment-{key}": f"On {ref}." for ref, key in criteria.items()}, "comment": comment}


def status(session: Session, submission: Submission) -> SubmissionStatus:
    session.expire_all()
    return session.get_one(Submission, submission.id).status


async def test_looking_at_a_piece_does_not_open_it(server: str, session: Session) -> None:
    submission = pieces.handed_in(session, clock.now())
    async with on(server, session, submission.id) as helen:
        assert desk(helen)["who"] == "Sam Okafor"
        assert desk(helen)["is_marking"] is False
    assert status(session, submission) is SubmissionStatus.HANDED_IN


@pytest.mark.parametrize("handler", ["start", "release"])
async def test_another_tutors_piece_is_not_here(server: str, session: Session, handler: str) -> None:
    submission = pieces.handed_in(session, clock.now())
    async with on(server, session, submission.id, "Gareth Rhys") as gareth:
        assert gareth.var(Marked, "asked") == submission.id
        assert desk(gareth)["id"] == ""
        assert "Sam Okafor" not in gareth.text
        assert "is not here" in await gareth.refused(Marked, handler)
    assert status(session, submission) is SubmissionStatus.HANDED_IN


async def test_starting_shows_at_once_on_the_participants_screen(server: str, session: Session) -> None:
    submission = pieces.handed_in(session, clock.now())
    sams = showing(server, session, "Sam Okafor", addresses.work(submission.task_id), task_id=submission.task_id)
    async with on(server, session, submission.id) as helen, sams as sam:
        await helen.do(Marked, "start")
        await helen.until(lambda screen: desk(screen)["is_marking"])
        await sam.until(lambda screen: screen.var(Work, "work")["status"] == "With your tutor")


async def test_a_refusal_stands_beside_the_buttons_and_decides_nothing(server: str, session: Session) -> None:
    submission = pieces.handed_in(session, clock.now())
    async with on(server, session, submission.id) as helen:
        await helen.do(Marked, "start")
        await helen.do(Marked, "decide", form={"comment": ""}, outcome="pass")
        await helen.until(lambda screen: screen.var(Marked, "problem"))
        assert helen.var(Marked, "problem") == "Decide every criterion first: 1.1, 1.2, 2.1 and 2.2 are still open."
        await helen.do(Marked, "decide", form=sheet(session, "1.2", comment="Short"), outcome="refer")
        await helen.until(lambda screen: "20 characters" in screen.var(Marked, "problem"))
        assert helen.said == ""
    assert session.exec(select(Decision)).all() == []


HOSTILE: list[tuple[Any, Any]] = [
    (None, "pass"), (7, "pass"), ("text", "pass"), ([], None), ({}, {"a": 1}), ({"comment": {"a": 1}}, "pass"), ({"comment": "x" * 900_000}, ["pass"]),
]


@pytest.mark.parametrize(("form", "outcome"), HOSTILE)
async def test_a_sheet_of_any_shape_decides_nothing(server: str, session: Session, form: Any, outcome: Any) -> None:
    submission = pieces.handed_in(session, clock.now())
    async with on(server, session, submission.id) as helen:
        await helen.do(Marked, "start")
        await helen.until(lambda screen: desk(screen)["is_marking"])
        await helen.do(Marked, "decide", form=form, outcome=outcome)
        await helen.until(lambda screen: screen.var(Marked, "problem") or screen.said)
    assert session.exec(select(Decision)).all() == []


@pytest.mark.parametrize("choice", [{"a": 1}, ["met"], 1, True, "maybe"])
async def test_a_choice_of_any_shape_leaves_its_criterion_open(server: str, session: Session, choice: Any) -> None:
    submission = pieces.handed_in(session, clock.now())
    form: dict[str, Any] = sheet(session)
    form[f"decision-{pieces.criteria(session)['2.1']}"] = choice
    session.rollback()
    async with on(server, session, submission.id) as helen:
        await helen.do(Marked, "start")
        await helen.do(Marked, "decide", form=form, outcome="pass")
        await helen.until(lambda screen: screen.var(Marked, "problem"))
        assert helen.var(Marked, "problem") == "Decide every criterion first: 2.1 is still open."


async def test_a_decision_can_be_changed_until_it_is_released_and_then_reaches_its_participant(server: str, session: Session) -> None:
    submission = pieces.handed_in(session, clock.now())
    sams = showing(server, session, "Sam Okafor", addresses.work(submission.task_id), task_id=submission.task_id)
    async with on(server, session, submission.id) as helen, sams as sam:
        await helen.do(Marked, "start")
        await helen.do(Marked, "decide", form=sheet(session, "1.2"), outcome="refer")
        await helen.until(lambda screen: desk(screen)["is_decided"])
        assert desk(helen)["outcome"] == "refer"
        await helen.do(Marked, "change")
        await helen.until(lambda screen: screen.var(Marked, "is_changing"))
        assert [row["comment"] for row in desk(helen)["criteria"]] == ["On 1.1.", "On 1.2.", "On 2.1.", "On 2.2."]
        await helen.do(Marked, "decide", form=sheet(session), outcome="pass")
        await helen.until(lambda screen: desk(screen)["outcome"] == "pass" and not screen.var(Marked, "is_changing"))
        await sam.until(lambda screen: screen.var(Work, "work")["status"] == "Being checked")
        assert pieces.COMMENT not in sam.text
        await helen.do(Marked, "release")
        await sam.until(lambda screen: screen.var(Work, "work")["status"] == "Passed")
        assert sam.var(Work, "work")["attempts"][0]["comment"] == pieces.COMMENT
    assert status(session, submission) is SubmissionStatus.PASSED


async def test_only_a_participants_pages_are_open_to_a_participant(server: str, session: Session) -> None:
    submission = pieces.handed_in(session, clock.now())
    async with on(server, session, submission.id, "Sam Okafor") as sam:
        assert sam.var(Marked, "desk") is None
        assert sam.var(Marked, "asked") is None
