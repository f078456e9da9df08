"""The job raises everything that is due, page by page, and stays cheap when there is nothing."""

from datetime import datetime, timedelta

from sqlmodel import Session, func, select

from jobs import raise_alerts
from models.notices import Notice
from models.timeline import Task
from tests.builders import a_task
from vle_app import db
from vle_app.alerts import due


async def test_one_run_raises_more_than_a_page_and_the_next_raises_nothing(database: db.Database, session: Session, now: datetime) -> None:
    due.load_rules(session)
    first = a_task(session, "Sam Okafor", now + timedelta(days=1))
    session.add_all([Task(**first.model_dump(exclude={"id"})) for _ in range(due.PAGE + 5)])
    session.commit()
    assert await raise_alerts.run(now) == 2 * (due.PAGE + 6)
    assert await raise_alerts.run(now) == 0
    with database.snapshot() as seen:
        assert seen.exec(select(func.count()).select_from(Notice)).one() == 2 * (due.PAGE + 6)


async def test_with_nothing_due_it_does_not_write(session: Session, now: datetime) -> None:
    due.load_rules(session)
    a_task(session, "Sam Okafor", now + timedelta(days=2))
    session.connection()  # on SQLite this holds the writers' lock: a run that wrote would wait for it
    assert await raise_alerts.run(now) == 0


async def test_a_run_without_rules_or_people_is_no_error(session: Session, now: datetime) -> None:
    assert await raise_alerts.run(now) == 0
