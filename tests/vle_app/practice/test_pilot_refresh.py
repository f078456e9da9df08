"""The pilot kept young: whole weeks, Mondays stay Mondays, and what people did here stays when it was."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.assessment import Attempt, Decision, Submission
from models.enrolments import Cohort, Enrolment
from models.notices import Notice
from models.people import Organisation, Person, SignIn
from models.timeline import Task, TaskStatus
from vle_app import clock, working_days
from vle_app.practice import pilot

LayOut = Callable[[datetime], None]
FORTNIGHT = timedelta(days=14)


def test_age_counts_days_since_the_dates_were_right(empty: Session, lay_out_small: LayOut, now: datetime) -> None:
    assert pilot.age_in_days(empty, now) == 0
    lay_out_small(now)
    assert pilot.age_in_days(empty, now + timedelta(days=16)) == 16


def test_under_a_week_nothing_moves(empty: Session, lay_out_small: LayOut, now: datetime) -> None:
    lay_out_small(now)
    before = dict(empty.exec(select(Task.id, Task.due_at)).all())
    assert pilot.refresh(empty, now=now + timedelta(days=6)) == 0
    assert dict(empty.exec(select(Task.id, Task.due_at)).all()) == before


def test_every_date_moves_by_whole_weeks_and_the_rest_is_left_for_the_next_time(empty: Session, lay_out_small: LayOut, now: datetime) -> None:
    lay_out_small(now)
    moments = (Task.done_at, Submission.handed_in_at, Attempt.handed_in_at, Attempt.opened_at, Decision.decided_at, Decision.released_at, Notice.sent_at)
    before = [dict(empty.exec(select(moment.class_.id, moment)).all()) for moment in map(col, moments)]
    starts = dict(empty.exec(select(Cohort.id, Cohort.starts_on)).all())
    began = dict(empty.exec(select(Enrolment.id, Enrolment.started_on)).all())
    later = now + timedelta(days=16)
    assert pilot.refresh(empty, now=later) == 14
    assert pilot.age_in_days(empty, later) == 2
    for moment, was in zip(map(col, moments), before, strict=True):
        for key, value in dict(empty.exec(select(moment.class_.id, moment)).all()).items():
            assert _local(value) == _local(was[key] and was[key] + FORTNIGHT)
    assert dict(empty.exec(select(Cohort.id, Cohort.starts_on)).all()) == {key: day + FORTNIGHT for key, day in starts.items()}
    assert dict(empty.exec(select(Enrolment.id, Enrolment.started_on)).all()) == {key: day + FORTNIGHT for key, day in began.items()}


def _local(moment: datetime | None) -> object:
    """The wall-clock day: a clock change between two dates must not show."""
    return moment and clock.local(moment + timedelta(hours=1), "Europe/London").date()


def test_due_dates_move_to_working_days_at_the_same_hour(empty: Session, lay_out_small: LayOut, now: datetime) -> None:
    lay_out_small(now)
    before = dict(empty.exec(select(Task.id, Task.due_at)).all())
    pilot.refresh(empty, now=now + timedelta(days=28))
    due = select(Task.id, Task.due_at, Organisation.division).join(Person, col(Person.id) == Task.person_id)
    for task_id, due_at, division in empty.exec(due.join(Organisation, col(Organisation.id) == Person.organisation_id)):
        was, there = clock.local(before[task_id], "Europe/London").date(), clock.local(due_at, "Europe/London")
        assert (there.hour, there.minute) == (23, 59)
        assert there.date() == working_days.on_or_after(was + timedelta(days=28), division)


def test_work_is_due_this_week_again(empty: Session, lay_out_small: LayOut, now: datetime) -> None:
    lay_out_small(now)
    later = now + timedelta(days=21)
    pilot.refresh(empty, now=later)
    sam = empty.exec(select(Person).where(Person.name == "Sam Okafor")).one()
    mine = select(Task).where(Task.person_id == sam.id, Task.status == TaskStatus.OPEN).order_by(col(Task.due_at))
    titles = [task.title for task in empty.exec(mine) if clock.days_between(later, task.due_at, sam.zone) in (-3, 0, 3)]
    assert titles == ["Finish a full first draft of 701", "Signpost the criteria in your 701 draft", "Hand in 701 Strategic Leadership"]


def test_open_tasks_speak_afresh_and_old_reminders_belong_to_the_new_date(empty: Session, lay_out_small: LayOut, now: datetime) -> None:
    lay_out_small(now)
    versions = dict(empty.exec(select(Task.id, Task.due_version)).all())
    pilot.refresh(empty, now=now + FORTNIGHT)
    for task in empty.exec(select(Task)):
        assert task.due_version == versions[task.id] + (task.status is TaskStatus.OPEN)
    reminders = empty.exec(select(Notice, Task).join(Task, col(Task.id) == Notice.subject_id).where(col(Notice.rule).startswith("task_"))).all()
    assert reminders
    for notice, task in reminders:
        assert notice.due_version == task.due_version
        assert notice.key == f"{task.person_id}:{task.id}:{notice.rule}:{task.due_version}:{notice.channel}"


def test_what_a_visitor_did_stays_in_the_past_and_sign_ins_do_not_move(empty: Session, lay_out_small: LayOut, now: datetime) -> None:
    lay_out_small(now)
    sam = empty.exec(select(Person).where(Person.name == "Sam Okafor")).one()
    yesterday, today = now + timedelta(days=13), now + FORTNIGHT
    task = empty.exec(select(Task).where(Task.person_id == sam.id, Task.status == TaskStatus.OPEN).order_by(col(Task.due_at))).first()
    assert task is not None
    task.status, task.done_at = TaskStatus.DONE, yesterday
    signed_in = SignIn(person_id=sam.id, token_digest="d", seen_at=yesterday, expires_at=today, created_at=yesterday)
    empty.add(signed_in)
    empty.flush()
    pilot.refresh(empty, now=today)
    assert empty.get_one(Task, task.id).done_at == today
    assert (empty.get_one(SignIn, signed_in.id).seen_at, empty.get_one(SignIn, signed_in.id).created_at) == (yesterday, yesterday)
