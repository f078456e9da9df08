"""One piece of work on its participant's screen: only their own, nothing before it is released, and no refusal loses anything."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import Session, select

from models.assessment import Submission
from models.programmes import TaskKind
from models.records import StoredFile
from models.timeline import Task, TaskStatus
from pages.participant.work import Work
from pages.tutor.marking import Marking
from tests import builders, pieces
from tests.pages.screens import Screen, showing
from vle_app import addresses, clock

SIGNED = {"authentic": "on", "safe_content": "on", "ai_used": "no", "ai_how": ""}


def a_hand_in(session: Session, name: str = "Sam Okafor", title: str = "Hand in 701 Strategic Leadership") -> Task:
    return builders.a_task(session, name, clock.now() + timedelta(days=3), title=title)


def on(server: str, session: Session, task_id: str, name: str = "Sam Okafor") -> Any:
    return showing(server, session, name, addresses.work(quote(task_id, safe="")), task_id=task_id)


def work(screen: Screen) -> dict[str, Any]:
    return screen.var(Work, "work") or {"task_id": ""}


async def test_my_own_work_is_shown(server: str, session: Session) -> None:
    task = a_hand_in(session)
    async with on(server, session, task.id) as sam:
        assert work(sam)["title"] == "Hand in 701 Strategic Leadership"
        assert work(sam)["due"].startswith("in 3 days, ")
        assert sam.var(Work, "asked") == task.id


async def test_somebody_elses_work_is_not_here_and_nothing_of_it_is_sent(server: str, session: Session) -> None:
    task = a_hand_in(session, "Kate Lowther", "Hand in what Kate wrote")
    async with on(server, session, task.id) as sam:
        assert sam.var(Work, "asked") == task.id
        assert work(sam)["task_id"] == ""
        assert "what Kate wrote" not in sam.text


@pytest.mark.parametrize("asked", ["nothing-here", "'; DROP TABLE task; --", "../../etc/passwd", "x" * 5_000, "0" * 26, "\N{SNOWMAN}"])
async def test_an_address_made_up_is_not_here(server: str, session: Session, asked: str) -> None:
    async with on(server, session, asked) as sam:
        assert sam.var(Work, "asked") == asked
        assert work(sam)["task_id"] == ""
        assert "is not here" in await sam.refused(Work, "finish")


async def test_a_refusal_stands_beside_the_button_and_nothing_is_handed_in(server: str, session: Session) -> None:
    task = a_hand_in(session)
    async with on(server, session, task.id) as sam:
        await sam.do(Work, "hand_in", form=SIGNED)
        await sam.until(lambda screen: screen.var(Work, "problem"))
        assert sam.var(Work, "problem") == "There is no file here yet. Add one, then hand in."
        assert sam.said == ""
    assert session.exec(select(Submission)).all() == []


HOSTILE = [
    None, 7, "text", [], {},
    {"authentic": {"a": 1}, "ai_used": ["yes"]}, {**SIGNED, "ai_used": "yes", "ai_how": {"a": 1}}, {**SIGNED, "authentic": "x" * 900_000},
]


@pytest.mark.parametrize("form", HOSTILE)
async def test_declarations_of_any_shape_are_refused(server: str, session: Session, form: Any) -> None:
    task = a_hand_in(session)
    builders.a_draft(session, task)
    async with on(server, session, task.id) as sam:
        await sam.do(Work, "hand_in", form=form)
        await sam.until(lambda screen: screen.var(Work, "problem") or screen.said)
    assert session.exec(select(Submission)).all() == []


async def test_handing_in_gives_a_receipt_and_the_tutors_open_queue_has_it(server: str, session: Session) -> None:
    task = a_hand_in(session)
    draft = builders.a_draft(session, task)
    async with on(server, session, task.id) as sam, showing(server, session, "Helen Marsh", addresses.MARKING) as helen:
        await sam.do(Work, "hand_in", form=SIGNED)
        await sam.until(lambda screen: screen.said)
        assert sam.said == "Handed in. Helen Marsh has been told."
        assert work(sam)["attempts"][0]["files"][0]["sha256"] == draft.sha256
        assert work(sam)["attempts"][0]["receipt"].startswith("R-701-")
        assert work(sam)["status"] == "Handed in"
        await helen.until(lambda screen: screen.var(Marking, "news"))
        assert helen.var(Marking, "news") == "Sam Okafor handed in 701, attempt 1."
        assert helen.var(Marking, "arrived") == [helen.var(Marking, "groups")[0]["rows"][0]["id"]]


async def test_another_tutors_queue_hears_nothing_of_it(server: str, session: Session) -> None:
    task = a_hand_in(session)
    builders.a_draft(session, task)
    async with on(server, session, task.id) as sam, showing(server, session, "Gareth Rhys", addresses.MARKING) as gareth:
        await sam.do(Work, "hand_in", form=SIGNED)
        await sam.until(lambda screen: screen.said)
        await gareth.do(Marking, "refresh")
        with pytest.raises(TimeoutError):
            await gareth.until(lambda screen: screen.var(Marking, "groups"), timeout=0.5)
        assert "Sam Okafor" not in gareth.text


async def test_a_decision_that_is_not_released_is_not_on_the_wire(server: str, session: Session) -> None:
    submission = pieces.handed_in(session, clock.now())
    pieces.decided(session, submission, clock.now(), "1.1", comment="Provisional words that nobody may read yet.")
    async with on(server, session, submission.task_id) as sam:
        assert work(sam)["status"] == "Being checked"
        assert "Provisional words" not in sam.text
        assert "Not yet" not in sam.text
        assert "'refer'" not in sam.text


async def test_a_released_referral_says_what_is_to_change_and_takes_the_next_attempt(server: str, session: Session) -> None:
    submission = pieces.handed_in(session, clock.now())
    pieces.released(session, submission, clock.now(), "1.2")
    builders.a_draft(session, session.get_one(Task, submission.task_id), "701 second.docx")
    async with on(server, session, submission.task_id) as sam:
        assert work(sam)["feedback"] == "3 of 4 are met, and stay met."
        assert [row["ref"] for row in work(sam)["criteria"] if row["status"] == "Not yet"] == ["1.2"]
        await sam.do(Work, "hand_in", form=SIGNED)
        await sam.until(lambda screen: screen.said)
        assert [row["number"] for row in work(sam)["attempts"]] == [2, 1]


async def test_a_draft_is_taken_away_by_its_owner_alone(server: str, session: Session) -> None:
    mine, hers = a_hand_in(session), a_hand_in(session, "Kate Lowther")
    draft, other = builders.a_draft(session, mine), builders.a_draft(session, hers)
    async with on(server, session, mine.id) as sam:
        assert "is not here" in await sam.refused(Work, "remove", file_id=other.id)
        await sam.do(Work, "remove", file_id=draft.id)
        await sam.until(lambda screen: work(screen)["drafts"] == [])
    session.expire_all()
    assert session.exec(select(StoredFile.id)).all() == [other.id]


@pytest.mark.parametrize("file_id", [None, 7, {"a": 1}, ["x"], "x" * 900_000, "../secret"])
async def test_a_file_id_of_any_shape_is_not_here(server: str, session: Session, file_id: Any) -> None:
    task = a_hand_in(session)
    builders.a_draft(session, task)
    async with on(server, session, task.id) as sam:
        assert "is not here" in await sam.refused(Work, "remove", file_id=file_id)
        assert len(work(sam)["drafts"]) == 1


async def test_a_task_is_ticked_off_and_taken_back(server: str, session: Session) -> None:
    task = builders.a_task(session, "Sam Okafor", clock.now() + timedelta(days=1), kind=TaskKind.READ, title="Read: how this works")
    async with on(server, session, task.id) as sam:
        await sam.do(Work, "finish")
        await sam.until(lambda screen: work(screen)["is_done"])
        await sam.do(Work, "reopen")
        await sam.until(lambda screen: work(screen)["is_open"])
    session.expire_all()
    assert session.get_one(Task, task.id).status is TaskStatus.OPEN


async def test_a_hand_in_cannot_be_ticked_off(server: str, session: Session) -> None:
    task = a_hand_in(session)
    async with on(server, session, task.id) as sam:
        assert await sam.refused(Work, "finish") == "This one is finished by handing in your work. Open it to add your file."
