"""Is the process up, and is it ready to work: for proxies, containers and monitors. Strangers learn the names of failing parts, no more."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog
from sqlalchemy import text
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from vle_app import addresses, db

log = structlog.get_logger("vle.health")

Check = Callable[[], Awaitable[bool]]
_GOOD_FOR = 1.0  # seconds; however often strangers ask, the database is asked once


async def database_answers() -> bool:
    """One question to the database through the readers' pool, so that an exhausted pool shows too."""
    return await db.current().read(_one)


def _one(session: Session) -> bool:
    return session.connection().execute(text("SELECT 1")).scalar() == 1


class Readiness:
    """Asks every check at once. One that says no, fails, or takes longer than `seconds_each` is failing."""

    def __init__(self, checks: Mapping[str, Check], *, seconds_each: float = 3.0, tick: Callable[[], float] = time.monotonic) -> None:
        self.checks, self.seconds_each, self.tick = dict(checks), seconds_each, tick
        self._asking = asyncio.Lock()
        self._known: tuple[float, list[str]] = (float("-inf"), [])

    async def failing(self) -> list[str]:
        """Names of the failing parts, at most a second old."""
        async with self._asking:
            if self.tick() - self._known[0] >= _GOOD_FOR:
                answers = await asyncio.gather(*(self._holds(name, check) for name, check in self.checks.items()))
                self._known = (self.tick(), [name for name, holds in zip(self.checks, answers, strict=True) if not holds])
            return self._known[1]

    async def _holds(self, name: str, check: Check) -> bool:
        try:
            return await asyncio.wait_for(check(), self.seconds_each)
        except Exception as fault:  # noqa: BLE001  whatever a part does, the answer is a list of names
            log.warning("not ready", part=name, fault=type(fault).__name__)
            return False


def routes(checks: Mapping[str, Check], *, seconds_each: float = 3.0) -> list[Route]:
    """The two addresses. `checks` are named in words for the operator: database, migrations, timetable."""
    readiness = Readiness(checks, seconds_each=seconds_each)

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"ok": True})

    async def ready(_: Request) -> JSONResponse:
        failing = await readiness.failing()
        return JSONResponse({"ok": not failing, "failing": failing}, 503 if failing else 200)

    return [Route(addresses.HEALTH, health), Route(addresses.READY, ready)]
