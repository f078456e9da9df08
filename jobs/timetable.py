"""What runs when. Started in-process by the assembly, on every node: rows are claimed in the database, so no node has to lead."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it has no types

from jobs import deliver_notices, raise_alerts, seal_audit, tidy
from vle_app import clock, live
from vle_app.integrations import storage
from vle_app.integrations.mail import Mailer, SmtpMailer
from vle_app.notices import delivery
from vle_app.settings import Settings

log = structlog.get_logger("vle.jobs")
Job = Callable[[datetime], Awaitable[int]]
_PATIENCE = 5.0  # seconds a job has to finish when the house closes

_last: dict[str, datetime] = {}
_open: "Timetable | None" = None


def last_runs() -> dict[str, datetime]:
    """When each job last ended well, by name. Empty until the first run."""
    return dict(_last)


def post(settings: Settings) -> Mailer:
    """Where e-mail goes: the practice mailbox, or your mail server."""
    if settings.is_practice:
        from vle_app.practice.mailbox import PracticePost  # practice code is not even loaded in production

        return PracticePost()
    return SmtpMailer(settings)


class Timetable:
    """The jobs of one process. A job that fails is logged and comes round again; it never takes the others with it."""

    def __init__(self, settings: Settings, mailer: Mailer) -> None:
        self._settings, self._mailer, self._store = settings, mailer, storage.opened(settings)
        self._busy: set[str] = set()
        self._again: set[str] = set()
        self._is_stopping = False
        self._idle = asyncio.Event()
        self._idle.set()
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns whenever a run is still going at its next time
        self.scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600})
        self._jobs: dict[str, Job] = {"raise_alerts": raise_alerts.run, "deliver_notices": self._deliver, "seal_audit": seal_audit.run, "tidy": self._tidy}
        seconds = {"raise_alerts": settings.alerts_every_seconds, "deliver_notices": settings.deliver_every_seconds, "seal_audit": 60, "tidy": 3600}
        for name, every in seconds.items():
            self.scheduler.add_job(self.run, "interval", args=[name], seconds=every, id=name, next_run_time=clock.now())

    async def _deliver(self, now: datetime) -> int:
        return await deliver_notices.run(now, self._settings, self._mailer, is_stopping=lambda: self._is_stopping)

    async def _tidy(self, now: datetime) -> int:
        return await tidy.run(now, self._store)

    async def run(self, name: str) -> None:
        """Run one job now, and once more if it was woken meanwhile or did a full batch. If it is running already, that run goes on a round."""
        self._again.add(name)
        if name in self._busy:
            return
        self._busy.add(name)
        self._idle.clear()
        try:
            while name in self._again and not self._is_stopping:
                self._again.discard(name)
                if await self._round(name) >= delivery.BATCH and name == "deliver_notices":
                    self._again.add(name)
        finally:
            self._busy.discard(name)
            if not self._busy:
                self._idle.set()

    async def _round(self, name: str) -> int:
        now = clock.now()
        try:
            done = await self._jobs[name](now)
        except Exception as fault:  # the job loop: whatever went wrong, the next run goes on
            log.error("a job failed", job=name, exc_info=fault)
            return 0
        _last[name] = now
        return done

    def wake(self, topic: str) -> None:
        """Heard after each commit: what was just queued goes at once."""
        if topic == live.OUTBOX and not self._is_stopping:
            self.scheduler.modify_job("deliver_notices", next_run_time=clock.now())

    async def stop(self) -> None:
        """Begin nothing more, and let what runs finish the message in its hands."""
        self._is_stopping = True
        self.scheduler.pause()
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._idle.wait()
        except TimeoutError:
            log.warning("closing while a job is running", jobs=sorted(self._busy))
        self.scheduler.shutdown(wait=False)


def _wake(topic: str) -> None:
    if _open is not None:
        _open.wake(topic)


@asynccontextmanager
async def running(settings: Settings, mailer: Mailer) -> AsyncIterator[Timetable]:
    """While inside, the jobs run on this event loop. Needs a database in use, and `live.running` to be woken by commits."""
    global _open
    timetable = _open = Timetable(settings, mailer)
    live.hear(_wake)
    timetable.scheduler.start()
    try:
        yield timetable
    finally:
        _open = None
        await timetable.stop()
