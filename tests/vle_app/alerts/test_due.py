"""Alerts are raised on their day, once, on the person's own calendar, late rather than never."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.enrolments import EnrolmentStatus
from models.notices import AlertRule, Channel, Notice, NoticeState
from models.programmes import TaskKind
from models.timeline import TaskStatus
from tests import cast
from tests.builders import a_task
from vle_app import clock
from vle_app.alerts import due

LONDON = "Europe/London"


@pytest.fixture(autouse=True)
def rules(session: Session) -> None:
    due.load_rules(session)
    session.commit()


def due_on(day: date, zone: str = LONDON) -> datetime:
    return clock.end_of(day, zone)


def alerts(session: Session) -> list[tuple[str, Channel]]:
    return [(n.rule, n.channel) for n in session.exec(select(Notice).order_by(col(Notice.rule), col(Notice.channel)))]


def raise_all(session: Session, now: datetime) -> int:
    """What the job does, in one transaction."""
    due.drop_moved(session, due.moved(session))
    count = sum(due.raise_page(session, code, now=now) for code in due.rules_due(session, now))
    session.commit()
    assert (due.moved(session), due.rules_due(session, now)) == ([], [])
    return count


def test_the_rules_are_loaded_once_and_a_rule_that_was_switched_off_stays_off(session: Session) -> None:
    session.exec(select(AlertRule).where(AlertRule.code == "task_due_3")).one().is_on = False
    due.load_rules(session)
    assert [rule.code for rule in due.rules_on(session)] == [
        "task_due_14", "task_due_7", "task_due_1", "task_due_0", "task_overdue_1", "task_overdue_3", "task_overdue_7",
    ]


@pytest.mark.parametrize(
    ("days", "rule", "channels"),
    [
        (14, "task_due_14", ["bell"]),
        (7, "task_due_7", ["bell", "email"]),
        (3, "task_due_3", ["bell"]),
        (1, "task_due_1", ["bell", "email"]),
        (0, "task_due_0", ["bell", "email"]),
        (-1, "task_overdue_1", ["bell", "email"]),
        (-3, "task_overdue_3", ["bell", "email"]),
        (-7, "task_overdue_7", ["bell", "email"]),
    ],
)
def test_each_rule_speaks_on_its_day(session: Session, now: datetime, days: int, rule: str, channels: list[str]) -> None:
    a_task(session, "Sam Okafor", due_on(now.date() + timedelta(days=days)))
    raise_all(session, now)
    assert alerts(session) == [(rule, channel) for channel in channels]


@pytest.mark.parametrize("days", [15, 13, 8, 6, 5, 4, 2, -2, -4, -6, -8])
def test_other_days_are_silent(session: Session, now: datetime, days: int) -> None:
    a_task(session, "Sam Okafor", due_on(now.date() + timedelta(days=days)))
    assert raise_all(session, now) == 0


def test_raising_again_adds_nothing(session: Session, now: datetime) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    assert raise_all(session, now) == 2
    assert raise_all(session, now + timedelta(seconds=30)) == 0
    assert raise_all(session, now + timedelta(hours=3)) == 0


def test_only_the_person_whose_date_it_is_hears(session: Session, now: datetime) -> None:
    mine = a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    a_task(session, "Kate Lowther", due_on(date(2026, 12, 4)))
    raise_all(session, now)
    assert {n.person_id for n in session.exec(select(Notice))} == {mine.person_id}


def test_the_alert_waits_for_eight_in_the_morning_where_the_person_is(session: Session) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    assert raise_all(session, datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC)) == 0
    assert raise_all(session, datetime(2026, 11, 23, 8, 0, tzinfo=UTC)) == 2


def test_two_zones_each_have_their_own_morning(session: Session) -> None:
    cast.person(session, "Kate Lowther").zone = "Asia/Tokyo"
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    a_task(session, "Kate Lowther", due_on(date(2026, 11, 24), "Asia/Tokyo"))
    kate = cast.person(session, "Kate Lowther").id
    assert raise_all(session, datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) == 2  # 08:00 on Monday in Tokyo
    assert {n.person_id for n in session.exec(select(Notice))} == {kate}
    assert raise_all(session, datetime(2026, 11, 23, 8, 0, tzinfo=UTC)) == 2


@pytest.mark.parametrize(
    ("today", "morning"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),  # the clock went back in the night
        (date(2027, 3, 27), datetime(2027, 3, 27, 8, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 7, 0, tzinfo=UTC)),  # and forward
    ],
)
@pytest.mark.parametrize("days", [3, 1, 0])
def test_days_are_counted_on_the_calendar_across_the_clock_change(session: Session, today: date, morning: datetime, days: int) -> None:
    a_task(session, "Sam Okafor", due_on(today + timedelta(days=days)))
    before = {"task_due_1"} if days == 0 else set()  # until eight, yesterday's is still being caught up
    raise_all(session, morning - timedelta(seconds=1))
    assert {rule for rule, _ in alerts(session)} == before
    raise_all(session, morning)
    assert {rule for rule, _ in alerts(session)} == before | {f"task_due_{days}"}


def test_the_day_of_the_clock_change_has_both_its_ends(session: Session) -> None:
    a_task(session, "Sam Okafor", datetime(2026, 10, 25, 23, 59, tzinfo=UTC), title="Last minute of the 25-hour day")
    a_task(session, "Sam Okafor", datetime(2026, 10, 24, 23, 0, tzinfo=UTC), title="Its first")
    a_task(session, "Sam Okafor", datetime(2026, 10, 24, 22, 59, tzinfo=UTC), title="The day before")
    a_task(session, "Sam Okafor", datetime(2026, 10, 26, 0, 0, tzinfo=UTC), title="The day after")
    raise_all(session, datetime(2026, 10, 22, 7, 0, tzinfo=UTC))
    assert [n.rule for n in session.exec(select(Notice))] == ["task_due_3", "task_due_3"]


def test_an_outage_until_the_next_morning_is_caught_up(session: Session) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 30)))
    raise_all(session, datetime(2026, 11, 24, 7, 59, 59, tzinfo=UTC))  # the alert's moment was Monday, 08:00
    assert alerts(session) == [("task_due_7", "bell"), ("task_due_7", "email")]


def test_after_a_longer_outage_a_stale_alert_is_not_raised(session: Session) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 30)))
    assert raise_all(session, datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) == 0


def test_of_overdue_alerts_only_the_one_that_applies_now_is_raised(session: Session) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 20)))
    raise_all(session, datetime(2026, 11, 23, 12, 0, tzinfo=UTC))  # nothing ran since the 20th
    assert {rule for rule, _ in alerts(session)} == {"task_overdue_3"}


def test_a_task_due_earlier_today_gets_no_reminder_that_it_is_due(session: Session, now: datetime) -> None:
    a_task(session, "Sam Okafor", now - timedelta(hours=1))
    assert raise_all(session, now) == 0


@pytest.mark.parametrize("status", [TaskStatus.HANDED_IN, TaskStatus.DONE, TaskStatus.DROPPED])
def test_closed_tasks_are_silent(session: Session, now: datetime, status: TaskStatus) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)), status=status)
    assert raise_all(session, now) == 0


@pytest.mark.parametrize("status", [EnrolmentStatus.PAUSED, EnrolmentStatus.WITHDRAWN, EnrolmentStatus.ACHIEVED])
def test_an_enrolment_that_is_not_active_is_silent(session: Session, now: datetime, status: EnrolmentStatus) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    cast.enrolment(session, "Sam Okafor").status = status
    assert raise_all(session, now) == 0


def test_somebody_switched_off_is_left_alone(session: Session, now: datetime) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    cast.person(session, "Sam Okafor").is_active = False
    assert raise_all(session, now) == 0


def test_a_rule_that_is_off_is_silent(session: Session, now: datetime) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    session.exec(select(AlertRule).where(AlertRule.code == "task_due_1")).one().is_on = False
    assert raise_all(session, now) == 0


def test_a_moved_date_drops_what_waits_and_the_new_alert_says_from_when_to_when(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    raise_all(session, now)
    task.due_at, task.due_version = due_on(date(2026, 11, 30)), 2
    session.add(task)
    raise_all(session, now + timedelta(minutes=1))
    rows = {(n.rule, n.channel): n for n in session.exec(select(Notice))}
    old, old_bell = rows["task_due_1", Channel.EMAIL], rows["task_due_1", Channel.BELL]
    assert (old.state, old.reason) == (NoticeState.DROPPED, "moved")
    assert (old_bell.state, old_bell.reason) == (NoticeState.SENT, "moved")
    new = rows["task_due_7", Channel.BELL]
    assert (new.title, new.reason, new.due_version) == ("Your assignment for 701 is due on Monday 30 November", "", 2)
    assert new.body == "It takes about 25 minutes. The date moved from Tuesday 24 November, 23:59 to Monday 30 November, 23:59."


def test_a_date_moved_within_its_day_is_told_again(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    raise_all(session, now)
    task.due_at, task.due_version = task.due_at - timedelta(hours=6), 2
    session.add(task)
    assert raise_all(session, now) == 2


def test_a_date_moved_far_away_silences_what_waits(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    raise_all(session, now)
    task.due_at, task.due_version = due_on(date(2027, 1, 15)), 2
    session.add(task)
    assert due.moved(session) == [(task.id, 1)]
    assert raise_all(session, now) == 0
    assert {(n.channel, n.reason) for n in session.exec(select(Notice))} == {("bell", "moved"), ("email", "moved")}


def test_the_bell_keeps_one_reminder_a_task(session: Session, now: datetime) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)))
    raise_all(session, now)
    raise_all(session, now + timedelta(days=1))
    bells = {n.rule: n.reason for n in session.exec(select(Notice).where(Notice.channel == Channel.BELL))}
    assert bells == {"task_due_1": "a later reminder took its place", "task_due_0": ""}


def test_a_reminder_is_useful_until_the_next_one_on_its_channel(session: Session) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 30)))
    for day in (23, 29, 30):
        raise_all(session, datetime(2026, 11, day, 9, 0, tzinfo=UTC))
    emails = {n.rule: n.last_useful_at for n in session.exec(select(Notice).where(Notice.channel == Channel.EMAIL))}
    assert emails == {
        "task_due_7": datetime(2026, 11, 29, 8, 0, tzinfo=UTC),
        "task_due_1": datetime(2026, 11, 30, 8, 0, tzinfo=UTC),
        "task_due_0": datetime(2026, 11, 30, 23, 59, tzinfo=UTC),
    }


def test_a_title_as_long_as_its_column_still_goes(session: Session, now: datetime) -> None:
    a_task(session, "Sam Okafor", due_on(date(2026, 11, 24)), kind=TaskKind.READ, title="x" * 200)
    raise_all(session, now)
    assert {len(n.title) for n in session.exec(select(Notice))} == {200}
