"""A person's own timeline: working days only, dates moved by the right people, ticks by its owner."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.enrolments import Cohort, Enrolment
from models.notices import Channel, Notice, NoticeState
from models.people import Division
from models.programmes import TaskKind, TimelineItem
from models.records import AuditEntry
from models.timeline import TaskStatus
from tests import builders, cast
from vle_app import clock, live, working_days
from vle_app.errors import NotAllowed, NotFound, Refusal
from vle_app.learning import timeline
from vle_app.notices import outbox

SAM, HELEN, GARETH, PRIYA = "Sam Okafor", "Helen Marsh", "Gareth Rhys", "Priya Nair"
IN_A_WEEK = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
LATER = datetime(2026, 12, 7, 23, 59, tzinfo=UTC)
PAST = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize("division", list(Division))
def test_no_date_falls_on_a_day_of_rest(division: Division) -> None:
    due = timeline.due_dates(date(2026, 9, 7), range(260), zone="Europe/London", division=division)
    days = [clock.local(moment, "Europe/London") for moment in due.values()]
    assert all(working_days.is_working_day(there.date(), division) for there in days)
    assert {(there.hour, there.minute) for there in days} == {(23, 59)}
    assert len(set(days)) == 260


def test_dates_count_working_days_from_the_start_whatever_order_they_are_asked_in() -> None:
    due = timeline.due_dates(date(2026, 11, 23), [5, 0, 3], zone="Europe/London", division=Division.SCOTLAND)
    assert {offset: moment.date() for offset, moment in due.items()} == {0: date(2026, 11, 23), 3: date(2026, 11, 26), 5: date(2026, 12, 1)}


def test_a_task_is_due_at_the_end_of_the_day_where_the_person_lives() -> None:
    there = timeline.due_dates(date(2026, 11, 23), [0], zone="Atlantic/Stanley", division=Division.ENGLAND_AND_WALES)
    assert there[0] == datetime(2026, 11, 24, 2, 59, tzinfo=UTC)


def _template(session: Session, place: Enrolment) -> None:
    programme = session.get_one(Cohort, place.cohort_id).programme_id
    for position, (kind, offset) in enumerate(((TaskKind.READ, 2), (TaskKind.HAND_IN, 40)), start=1):
        session.add(TimelineItem(programme_id=programme, kind=kind, title=f"{kind} it", minutes=20, offset_working_days=offset, position=position))
    session.flush()


def test_laying_out_gives_each_line_of_the_template_once(session: Session, now: datetime) -> None:
    place = cast.enrolment(session, SAM)
    _template(session, place)
    tasks = timeline.lay_out(session, place, zone="Europe/London", division=Division.ENGLAND_AND_WALES, now=now)
    assert [(task.kind, task.due_at, task.first_due_at) for task in tasks] == [
        (TaskKind.READ, datetime(2026, 9, 9, 22, 59, tzinfo=UTC), datetime(2026, 9, 9, 22, 59, tzinfo=UTC)),
        (TaskKind.HAND_IN, datetime(2026, 11, 2, 23, 59, tzinfo=UTC), datetime(2026, 11, 2, 23, 59, tzinfo=UTC)),
    ]
    session.flush()
    assert timeline.lay_out(session, place, zone="Europe/London", division=Division.ENGLAND_AND_WALES, now=now) == []


@pytest.mark.parametrize("name", [HELEN, PRIYA])
def test_the_tutor_and_the_concierge_move_a_date(session: Session, now: datetime, name: str) -> None:
    task = builders.a_task(session, SAM, IN_A_WEEK)
    who = cast.visitor(session, name)
    timeline.extend(session, who, task.id, LATER, why="On nights all week", now=now)
    assert (task.due_at, task.first_due_at, task.due_version) == (LATER, IN_A_WEEK, 2)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "moved date")).one()
    assert (entry.actor_id, entry.subject_id) == (who.id, task.id)
    assert "nights" not in str(entry.details)
    assert session.info["live_topics"] == {live.person(task.person_id), live.force(cast.enrolment(session, SAM).organisation_id), live.PROGRAMME}


def test_moving_a_date_withdraws_what_still_waits_about_the_old_one(session: Session, now: datetime) -> None:
    task = builders.a_task(session, SAM, IN_A_WEEK)
    outbox.queue(session, task.person_id, rule="task_due_7", subject_id=task.id, title="Due", channels=(Channel.EMAIL,), due_version=1, now=now)
    timeline.extend(session, cast.visitor(session, PRIYA), task.id, LATER, why="Court", now=now)
    assert session.exec(select(Notice.state).where(Notice.subject_id == task.id)).all() == [NoticeState.DROPPED]


@pytest.mark.parametrize("name", [GARETH, "Kate Lowther", "Joanne Pike", "Ruth Adeyemi", "Dawn Mercer", "Lena Hughes"])
def test_nobody_else_may_move_a_date(session: Session, now: datetime, name: str) -> None:
    task = builders.a_task(session, SAM, IN_A_WEEK)
    with pytest.raises(NotFound):
        timeline.extend(session, cast.visitor(session, name), task.id, LATER, why="x", now=now)
    assert task.due_version == 1


def test_participants_are_told_whom_to_ask(session: Session, now: datetime) -> None:
    task = builders.a_task(session, SAM, IN_A_WEEK)
    with pytest.raises(NotAllowed, match="Ask your tutor or your concierge"):
        timeline.extend(session, cast.visitor(session, SAM), task.id, LATER, why="x", now=now)


@pytest.mark.parametrize("status", [TaskStatus.DONE, TaskStatus.HANDED_IN, TaskStatus.DROPPED])
def test_a_task_that_is_not_open_keeps_its_date(session: Session, now: datetime, status: TaskStatus) -> None:
    task = builders.a_task(session, SAM, IN_A_WEEK, status=status)
    with pytest.raises(Refusal, match="its date no longer matters"):
        timeline.extend(session, cast.visitor(session, PRIYA), task.id, LATER, why="x", now=now)


@pytest.mark.parametrize(
    ("due_at", "until"), [(IN_A_WEEK, IN_A_WEEK), (IN_A_WEEK, IN_A_WEEK - timedelta(days=1)), (PAST, PAST + timedelta(days=1))]
)
def test_a_date_moves_only_forward_and_into_the_future(session: Session, now: datetime, due_at: datetime, until: datetime) -> None:
    task = builders.a_task(session, SAM, due_at)
    with pytest.raises(Refusal, match="Choose a date later than today"):
        timeline.extend(session, cast.visitor(session, PRIYA), task.id, until, why="x", now=now)


def test_a_date_does_not_move_without_a_reason(session: Session, now: datetime) -> None:
    task = builders.a_task(session, SAM, IN_A_WEEK)
    with pytest.raises(Refusal, match="why the date moves"):
        timeline.extend(session, cast.visitor(session, PRIYA), task.id, LATER, why="  ", now=now)


def test_a_tick_can_be_made_and_taken_back(session: Session, now: datetime) -> None:
    task, sam = builders.a_task(session, SAM, IN_A_WEEK, kind=TaskKind.READ), cast.visitor(session, SAM)
    timeline.finish(session, sam, task.id, now=now)
    assert (task.status, task.done_at) == (TaskStatus.DONE, now)
    timeline.reopen(session, sam, task.id, now=now)
    assert (task.status, task.done_at, task.due_at) == (TaskStatus.OPEN, None, IN_A_WEEK)
    assert session.exec(select(AuditEntry.action).order_by(col(AuditEntry.id))).all() == ["finished task", "reopened task"]


def test_ticking_twice_is_refused_both_ways(session: Session, now: datetime) -> None:
    task, sam = builders.a_task(session, SAM, IN_A_WEEK, kind=TaskKind.READ), cast.visitor(session, SAM)
    with pytest.raises(Refusal, match="This is open already"):
        timeline.reopen(session, sam, task.id, now=now)
    timeline.finish(session, sam, task.id, now=now)
    with pytest.raises(Refusal, match="This is ticked off already"):
        timeline.finish(session, sam, task.id, now=now)


@pytest.mark.parametrize("name", ["Kate Lowther", HELEN, PRIYA, "Dawn Mercer"])
def test_only_its_owner_ticks_a_task(session: Session, now: datetime, name: str) -> None:
    task = builders.a_task(session, SAM, IN_A_WEEK, kind=TaskKind.READ)
    for act in (timeline.finish, timeline.reopen):
        with pytest.raises(NotFound):
            act(session, cast.visitor(session, name), task.id, now=now)
    assert task.status is TaskStatus.OPEN


@pytest.mark.parametrize("status", [TaskStatus.OPEN, TaskStatus.HANDED_IN, TaskStatus.DONE])
def test_what_is_to_be_handed_in_is_not_ticked(session: Session, now: datetime, status: TaskStatus) -> None:
    task, sam = builders.a_task(session, SAM, IN_A_WEEK, status=status), cast.visitor(session, SAM)
    with pytest.raises(Refusal, match="finished by handing in"):
        timeline.finish(session, sam, task.id, now=now)
    with pytest.raises(Refusal, match="stays handed in"):
        timeline.reopen(session, sam, task.id, now=now)


@pytest.mark.parametrize("wrong", ["", "x", "0" * 26, "' OR 1=1", None, 7])
def test_what_is_no_id_is_not_found(session: Session, now: datetime, wrong: object) -> None:
    with pytest.raises(NotFound):
        timeline.finish(session, cast.visitor(session, SAM), wrong, now=now)  # type: ignore[arg-type]
