"""The start page and a unit's page: the one next thing, what is late and due, how far, and whose it is."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.catalogue import Unit
from models.enrolments import EnrolmentStatus
from models.programmes import Programme, TaskKind, TimelineItem
from models.timeline import TaskStatus
from tests import builders, cast, pieces
from vle_app.assessment import marking
from vle_app.errors import NotFound
from vle_app.learning import queries


def _mine(session: Session, now: datetime, who: str = "Sam Okafor") -> queries.Dashboard:
    return queries.dashboard(session, cast.visitor(session, who), now)


def _reading(session: Session, due_at: datetime, title: str = "Read", status: TaskStatus = TaskStatus.OPEN) -> str:
    return builders.a_task(session, "Sam Okafor", due_at, kind=TaskKind.READ, title=title, status=status).id


def test_nothing_to_do_is_an_empty_page(session: Session, now: datetime) -> None:
    found = _mine(session, now)
    assert (found.next, found.late, found.week, found.month, found.waiting, found.done, found.done_count) == (queries.NextThing(), [], [], [], [], [], 0)
    assert found.bars == queries.Bars(total=4, said="On plan.")
    assert [(person.name, person.role, person.initials) for person in found.people] == [("Helen Marsh", "Tutor", "HM"), ("Priya Nair", "Concierge", "PN")]
    assert found.programme == "Level 7 Award"


def test_what_is_late_comes_first_then_what_is_soonest(session: Session, now: datetime) -> None:
    for days, title in ((9, "month"), (3, "week"), (-1, "late"), (-3, "latest"), (40, "far")):
        _reading(session, now + timedelta(days=days), title)
    found = _mine(session, now)
    assert (found.next.title, found.next.status, found.next.minutes) == ("latest", "3 days late", 25)
    assert found.next.sub == "701 Strategic Leadership. Was due Friday 20 November at 12:00."
    assert [[row.title for row in rows] for rows in (found.late, found.week, found.month)] == [["late"], ["week"], ["month"]]


def test_a_row_hangs_its_time_in_the_margin(session: Session, now: datetime) -> None:
    _reading(session, now - timedelta(days=9))
    _reading(session, now - timedelta(days=3))
    builders.a_task(session, "Sam Okafor", now + timedelta(days=4))
    _reading(session, now + timedelta(days=9))
    found = _mine(session, now)
    late, soon, later = found.late[0], found.week[0], found.month[0]
    assert (late.day, late.distance, late.tone, late.icon, late.status) == ("Fri 20", "3 days late", "late", "clock-alert", "3 days late")
    assert (soon.day, soon.distance, soon.tone, soon.status, soon.sub) == ("Fri 27", "in 4 days", "off", "Not started", "25 minutes. 701 Strategic Leadership")
    assert (later.day, later.distance) == ("Wed 2 Dec", "in 9 days")


def test_hand_ins_have_their_own_page_and_reading_stands_with_its_unit(session: Session, now: datetime) -> None:
    unit = session.exec(select(Unit.id).where(Unit.code == "701")).one()
    read = _reading(session, now)
    task = builders.a_task(session, "Sam Okafor", now + timedelta(days=1))
    loose = builders.a_task(session, "Sam Okafor", now + timedelta(days=2), kind=TaskKind.SURVEY)
    loose.unit_id = None
    session.commit()
    found = _mine(session, now)
    assert (found.next.id, found.next.href) == (read, f"/me/units/{unit}")
    assert [row.href for row in found.week] == [f"/me/work/{task.id}", f"/me/work/{loose.id}"]


def test_a_draft_shows_and_a_near_date_shows_more(session: Session, now: datetime) -> None:
    _reading(session, now - timedelta(days=1))
    for days in (2, 5):
        builders.a_draft(session, builders.a_task(session, "Sam Okafor", now + timedelta(days=days)))
    assert [(row.tone, row.status) for row in _mine(session, now).week] == [("warn", "Due soon"), ("info", "Drafting")]


def test_due_today_is_judged_by_the_persons_own_calendar(session: Session, now: datetime) -> None:
    cast.person(session, "Sam Okafor").zone = "Pacific/Auckland"
    _reading(session, now - timedelta(hours=1))
    _reading(session, now + timedelta(hours=11))
    found = _mine(session, now)
    assert (found.next.status, found.week[0].distance) == ("1 hour late", "today")


def test_an_extended_date_says_where_it_came_from(session: Session, now: datetime) -> None:
    _reading(session, now)
    task = builders.a_task(session, "Sam Okafor", now - timedelta(days=3))
    task.due_at = now + timedelta(days=3)
    session.commit()
    assert _mine(session, now).week[0].note == "Moved from Friday 20 November."


def test_work_handed_in_waits_apart_with_its_promise(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    found = _mine(session, now)
    assert found.next == queries.NextThing()
    assert [(row.status, row.note, row.distance) for row in found.waiting] == [("Handed in", "Feedback by Monday 14 December.", "")]
    marking.open_work(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)
    session.commit()
    assert _mine(session, now).waiting[0].status == "With your tutor"
    pieces.decided(session, submission, now, "2.2")
    assert _mine(session, now).waiting[0].status == "Being checked"


def test_a_referral_is_to_be_handed_in_again(session: Session, now: datetime) -> None:
    _reading(session, now)
    pieces.released(session, pieces.handed_in(session, now), now, "2.2")
    row = _mine(session, now).month[0]
    assert (row.status, row.tone, row.day, row.note) == ("Hand in again", "warn", "Mon 21 Dec", "What was met stays met: only the rest needs changing.")


def test_the_last_ten_done_are_shown_and_all_are_counted(session: Session, now: datetime) -> None:
    for days in range(12):
        _reading(session, now - timedelta(days=days), f"done {days}", TaskStatus.DONE)
    found = _mine(session, now)
    assert (found.done_count, [row.title for row in found.done]) == (12, [f"done {days}" for days in range(10)])
    assert (found.done[0].status, found.done[0].day) == ("Done", "Sun 22")


def test_three_bars_count_criteria(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    assert _mine(session, now).bars == queries.Bars(4, 0, 4, 0, "4 criteria ahead of plan.")
    pieces.decided(session, submission, now, "2.2")
    assert _mine(session, now).bars.signed_off == 0
    pieces.released(session, submission, now, "2.2")
    assert _mine(session, now + timedelta(days=5)).bars == queries.Bars(4, 4, 4, 3, "On plan.")


def test_what_was_expected_and_did_not_come_is_behind(session: Session, now: datetime) -> None:
    builders.a_task(session, "Sam Okafor", now - timedelta(days=1))
    assert _mine(session, now).bars == queries.Bars(4, 4, 0, 0, "4 criteria behind plan.")


def test_nobody_sees_anybody_elses(session: Session, now: datetime) -> None:
    pieces.released(session, pieces.handed_in(session, now), now)
    _reading(session, now)
    found = _mine(session, now, "Kate Lowther")
    assert (found.next, found.waiting, found.done_count, found.bars) == (queries.NextThing(), [], 0, queries.Bars(total=4, said="On plan."))


def test_a_place_that_has_ended_asks_for_nothing(session: Session, now: datetime) -> None:
    _reading(session, now)
    cast.enrolment(session, "Sam Okafor").status = EnrolmentStatus.WITHDRAWN
    session.commit()
    found = _mine(session, now)
    assert (found.next, found.bars) == (queries.NextThing(), queries.Bars())


def test_somebody_without_a_place_has_an_empty_page(session: Session, now: datetime) -> None:
    assert [person.role for person in _mine(session, now, "Dawn Mercer").people] == ["Concierge"]


def test_a_unit_shows_its_criteria_and_my_tasks(session: Session, now: datetime) -> None:
    task_id = _reading(session, now, "Read: leading through ambiguity")
    done = _reading(session, now + timedelta(days=1), "Watch", TaskStatus.DONE)
    builders.a_task(session, "Kate Lowther", now, title="Kate's own")
    unit = session.exec(select(Unit).where(Unit.code == "701")).one()
    found = queries.unit(session, cast.visitor(session, "Sam Okafor"), unit.id, now)
    assert (found.code, found.title, found.level, found.credits, len(found.criteria)) == ("701", "Strategic Leadership", 7, 11, 4)
    assert [(task.row.id, task.is_done, task.is_hand_in, task.text) for task in found.tasks] == [(task_id, False, False, ""), (done, True, False, "")]


def test_a_task_carries_the_words_of_its_template(session: Session, now: datetime) -> None:
    programme = session.exec(select(Programme.id)).one()
    item = TimelineItem(programme_id=programme, kind=TaskKind.READ, title="Read", text="Twelve pages.", minutes=25, offset_working_days=5, position=1)
    session.add(item)
    session.commit()
    task = builders.a_task(session, "Sam Okafor", now, kind=TaskKind.READ)
    task.item_id = item.id
    session.commit()
    found = queries.unit(session, cast.visitor(session, "Sam Okafor"), str(task.unit_id), now)
    assert found.tasks[0].text == "Twelve pages."


@pytest.mark.parametrize("who", ["Helen Marsh", "Joanne Pike", "Dawn Mercer"])
def test_a_unit_is_found_by_those_who_take_it(session: Session, now: datetime, who: str) -> None:
    unit = session.exec(select(Unit.id).where(Unit.code == "701")).one()
    with pytest.raises(NotFound):
        queries.unit(session, cast.visitor(session, who), unit, now)


def test_a_unit_that_i_do_not_take_is_not_found(session: Session, now: datetime) -> None:
    unit = session.exec(select(Unit.id).where(Unit.code == "707")).one()
    with pytest.raises(NotFound):
        queries.unit(session, cast.visitor(session, "Sam Okafor"), unit, now)


@pytest.mark.parametrize("given", [None, 5, "\x00" * 26, "é" * 26, "x" * 10**6, {}])
def test_a_strange_id_is_not_found(session: Session, now: datetime, given: object) -> None:
    for read in (queries.unit, queries.work):
        with pytest.raises(NotFound):
            read(session, cast.visitor(session, "Sam Okafor"), given, now)  # type: ignore[arg-type]
