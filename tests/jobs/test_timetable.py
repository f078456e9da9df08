"""The timetable runs the jobs by itself, is woken by what is queued, survives a job that fails, and closes in good order."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from jobs import timetable
from models.notices import AlertRule, Channel, Notice, NoticeState
from models.records import PracticeMail
from tests import cast
from tests.builders import a_task
from tests.post_office import open_office
from vle_app import clock, db, live
from vle_app.alerts import due
from vle_app.integrations.mail import SmtpMailer
from vle_app.notices import outbox
from vle_app.practice.mailbox import PracticePost
from vle_app.settings import Settings

ROOT = Path(__file__).parents[2]


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():
            await asyncio.sleep(0.01)


def _queue(session: Session, title: str, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor").id
    outbox.queue(session, sam, rule="receipt", subject_id=title, title=title, channels=(Channel.EMAIL,), now=now)


def _subjects(session: Session) -> list[str]:
    return list(session.exec(select(PracticeMail.subject)))


def slow(**seconds: int) -> Settings:
    return Settings(alerts_every_seconds=3600, deliver_every_seconds=3600, _env_file=None).model_copy(update=seconds)


async def test_what_is_queued_goes_at_once_not_at_the_next_round(database: db.Database) -> None:
    settings = slow()
    async with live.running(database), timetable.running(settings, timetable.post(settings)):
        await until(lambda: _ran("deliver_notices", "raise_alerts", "seal_audit", "tidy"))
        await database.write(_queue, "Handed in", clock.now())

        async def arrived() -> bool:
            return await database.read(_subjects) == ["Handed in"]

        await until(arrived, seconds=2)


async def _ran(*names: str) -> bool:
    return set(names) <= set(timetable.last_runs())


async def test_a_due_task_raises_an_alert_and_an_email_by_itself(session: Session, database: db.Database) -> None:
    due.load_rules(session)
    task = a_task(session, "Sam Okafor", clock.now() + timedelta(days=1))
    # whatever the hour of this run, some rule's morning has come and it is not quiet where Sam is
    sam = cast.person(session, "Sam Okafor")
    sam.zone = next(zone for zone in ("Europe/London", "Asia/Tokyo", "America/Los_Angeles") if 9 <= clock.local(clock.now(), zone).hour < 20)
    task.due_at = clock.end_of(clock.local(clock.now(), sam.zone).date() + timedelta(days=1), sam.zone)
    session.add_all([sam, task])
    session.commit()
    settings = slow()
    async with live.running(database), timetable.running(settings, timetable.post(settings)):

        async def arrived() -> bool:
            return await database.read(_subjects) == ["Your assignment for 701 is due tomorrow"]

        await until(arrived)


async def test_a_job_that_fails_comes_round_again_and_takes_nobody_with_it(session: Session, database: db.Database) -> None:
    session.add(AlertRule(code="broken", trigger="task_due", offset_days=1, channels="carrier pigeon"))
    session.commit()
    settings = slow()
    timetable._last.clear()
    async with live.running(database), timetable.running(settings, timetable.post(settings)) as running:
        await until(lambda: _ran("deliver_notices", "seal_audit", "tidy"))
        assert "raise_alerts" not in timetable.last_runs()
        session.delete(session.exec(select(AlertRule)).one())
        session.commit()
        await running.run("raise_alerts")
        assert "raise_alerts" in timetable.last_runs()


async def test_closing_lets_the_letter_in_hand_arrive_and_puts_the_rest_back(session: Session, database: db.Database) -> None:
    for number in range(5):
        _queue(session, str(number), clock.now())
    session.commit()
    async with open_office() as office:
        office.seconds_after = 0.2
        settings = office.settings.model_copy(update={"alerts_every_seconds": 3600, "deliver_every_seconds": 3600})
        async with timetable.running(settings, SmtpMailer(settings)):

            async def first() -> bool:
                return len(office.accepted) == 1

            await until(first)
    with database.snapshot() as seen:
        assert sorted(seen.exec(select(Notice.state))) == [NoticeState.PLANNED] * 4 + [NoticeState.SENT]
    assert len(office.accepted) == 1


async def test_practice_writes_to_the_mailbox_and_production_to_the_mail_server() -> None:
    assert isinstance(timetable.post(Settings(_env_file=None)), PracticePost)
    assert isinstance(timetable.post(Settings(env="production", _env_file=None)), SmtpMailer)


async def test_the_timetable_runs_alone_and_stops_when_told(session: Session, database: db.Database, tmp_path: Path) -> None:
    _queue(session, "Handed in", clock.now())
    session.commit()
    alone = {**os.environ, "VLE_DATABASE_URL": database.url, "VLE_DATA": str(tmp_path / "data"), "VLE_ENV": "practice"}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "jobs", cwd=ROOT, env=alone)

    async def arrived() -> bool:
        return await database.read(_subjects) == ["Handed in"]

    await until(arrived, seconds=20)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_alone_it_refuses_settings_that_do_not_allow_it(tmp_path: Path) -> None:
    wrong = {**os.environ, "VLE_ENV": "production", "VLE_DATA": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "jobs", cwd=ROOT, env=wrong, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode().startswith("Production is not set up yet.")
