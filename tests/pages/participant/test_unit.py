"""A unit on its participant's screen: their own tasks in it, ticked off and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models.catalogue import Unit as UnitRecord
from models.programmes import TaskKind
from models.timeline import Task, TaskStatus
from pages.participant.unit import Unit
from tests import builders
from tests.pages.screens import showing
from vle_app import addresses, clock


def unit_id(session: Session, code: str = "701") -> str:
    return session.exec(select(UnitRecord.id).where(UnitRecord.code == code)).one()


def on(server: str, session: Session, asked: str) -> Any:
    return showing(server, session, "Sam Okafor", addresses.unit(asked), unit_id=asked)


def a_reading(session: Session, name: str, title: str) -> Task:
    return builders.a_task(session, name, clock.now() + timedelta(days=1), kind=TaskKind.READ, title=title)


async def test_a_unit_of_mine_has_my_tasks_and_its_criteria(server: str, session: Session) -> None:
    a_reading(session, "Sam Okafor", "Read: mine")
    a_reading(session, "Kate Lowther", "Read: hers")
    async with on(server, session, unit_id(session)) as sam:
        unit = sam.var(Unit, "unit")
        assert [task["row"]["title"] for task in unit["tasks"]] == ["Read: mine"]
        assert [criterion["ref"] for criterion in unit["criteria"]] == ["1.1", "1.2", "2.1", "2.2"]
        assert "Read: hers" not in sam.text


async def test_a_unit_that_i_do_not_take_is_not_here(server: str, session: Session) -> None:
    asked = unit_id(session, "707")
    async with on(server, session, asked) as sam:
        assert sam.var(Unit, "asked") == asked
        assert sam.var(Unit, "unit") is None
        assert "Organisational Design" not in sam.text


async def test_a_task_is_ticked_off_in_place_and_taken_back(server: str, session: Session) -> None:
    task = a_reading(session, "Sam Okafor", "Read: mine")
    async with on(server, session, unit_id(session)) as sam:
        await sam.do(Unit, "finish", task_id=task.id)
        await sam.until(lambda screen: screen.var(Unit, "unit")["tasks"][0]["is_done"])
        await sam.do(Unit, "reopen", task_id=task.id)
        await sam.until(lambda screen: not screen.var(Unit, "unit")["tasks"][0]["is_done"])


@pytest.mark.parametrize("handler", ["finish", "reopen"])
async def test_somebody_elses_task_is_not_here(server: str, session: Session, handler: str) -> None:
    hers = a_reading(session, "Kate Lowther", "Read: hers")
    async with on(server, session, unit_id(session)) as sam:
        assert "is not here" in await sam.refused(Unit, handler, task_id=hers.id)
    session.expire_all()
    assert session.get_one(Task, hers.id).status is TaskStatus.OPEN


@pytest.mark.parametrize("task_id", [None, 7, {"a": 1}, ["x"], "x" * 900_000])
async def test_a_task_id_of_any_shape_is_not_here(server: str, session: Session, task_id: Any) -> None:
    async with on(server, session, unit_id(session)) as sam:
        assert "is not here" in await sam.refused(Unit, "finish", task_id=task_id)
