"""Health says that the process is up; ready says whether it can work, and which part cannot."""

import asyncio

from starlette.applications import Starlette

from tests.vle_app.api.fake_build import asking
from vle_app import db
from vle_app.api import health


async def holds() -> bool:
    return True


async def fails() -> bool:
    return False


async def raises() -> bool:
    raise RuntimeError("password=hunter2")


async def hangs() -> bool:
    await asyncio.sleep(60)
    return True


async def test_health_asks_nothing() -> None:
    async with asking(Starlette(routes=health.routes({"database": fails}))) as ask:
        answer = await ask.get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


async def test_ready_names_the_failing_parts_and_no_more() -> None:
    checks = {"database": holds, "migrations": fails, "timetable": raises, "mail": hangs}
    async with asking(Starlette(routes=health.routes(checks, seconds_each=0.05))) as ask:
        answer = await ask.get("/api/ready")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "failing": ["migrations", "timetable", "mail"]})


async def test_ready_when_everything_holds(database: db.Database) -> None:
    async with asking(Starlette(routes=health.routes({"database": health.database_answers, "timetable": holds}))) as ask:
        answer = await ask.get("/api/ready")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "failing": []})


async def test_however_many_ask_the_parts_are_asked_once_a_second() -> None:
    asked, moment = 0, 0.0

    async def check() -> bool:
        nonlocal asked
        asked += 1
        return True

    readiness = health.Readiness({"database": check}, tick=lambda: moment)
    await asyncio.gather(*(readiness.failing() for _ in range(20)))
    assert asked == 1
    moment = 1.0
    await readiness.failing()
    assert asked == 2
