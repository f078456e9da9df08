"""Lists and figures about people: counted from the records, and only for those who may see them."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from models.enrolments import EnrolmentStatus
from models.timeline import TaskStatus
from tests import builders, cast
from vle_app.errors import NotAllowed
from vle_app.insight import attention, figures, places, roster

DAY = timedelta(days=1)


def test_a_force_lead_sees_only_their_own_people(session: Session, now: datetime) -> None:
    rows = roster.of_force(session, cast.visitor(session, "Joanne Pike"), now=now).rows
    assert [row.who for row in rows] == ["Sam Okafor"]


@pytest.mark.parametrize("name", ["Sam Okafor", "Helen Marsh", "Priya Nair", "Dawn Mercer"])
def test_nobody_without_a_force_to_lead_sees_anybody_there(session: Session, now: datetime, name: str) -> None:
    assert roster.of_force(session, cast.visitor(session, name), now=now).total == 0


def test_a_roster_says_who_is_late_first(session: Session, now: datetime) -> None:
    builders.a_task(session, "Kate Lowther", now - DAY)
    builders.a_task(session, "Sam Okafor", now + DAY)
    builders.a_task(session, "Sam Okafor", now - DAY, status=TaskStatus.DONE)
    found = roster.of_programme(session, cast.visitor(session, "Priya Nair"), now=now)
    assert [(row.who, row.standing, row.done) for row in found.rows] == [("Kate Lowther", "1 overdue", "0 of 1"), ("Sam Okafor", "On track", "1 of 2")]
    assert (found.total, found.late) == (2, 1)


@pytest.mark.parametrize(
    ("search", "names"), [("okafor", ["Sam Okafor"]), ("EASTVALE", ["Kate Lowther"]), ("%", ["Kate Lowther", "Sam Okafor"]), ("nobody", [])]
)
def test_searching_looks_in_names_addresses_and_forces(session: Session, now: datetime, search: str, names: list[str]) -> None:
    found = roster.of_programme(session, cast.visitor(session, "Priya Nair"), now=now, search=search)
    assert [row.who for row in found.rows] == names


@pytest.mark.parametrize("page", [0, -4, 99, "2", None, {"a": 1}])
def test_a_page_that_is_not_there_is_the_nearest_one(session: Session, now: datetime, page: object) -> None:
    assert roster.of_programme(session, cast.visitor(session, "Priya Nair"), now=now, page=page).page == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Sam Okafor", "Helen Marsh", "Joanne Pike", "Ruth Adeyemi", "Lena Hughes"])
def test_the_whole_programme_is_for_concierge_and_director(session: Session, now: datetime, name: str) -> None:
    for ask in (roster.of_programme, attention.queue):
        with pytest.raises(NotAllowed):
            ask(session, cast.visitor(session, name), now=now)


def test_the_queue_holds_each_late_person_once_with_their_oldest_task(session: Session, now: datetime) -> None:
    for days in (1, 9, 3):
        builders.a_task(session, "Sam Okafor", now - days * DAY, title=f"Late by {days}")
    builders.a_task(session, "Kate Lowther", now - 5 * DAY, title="Late by 5")
    found = attention.queue(session, cast.visitor(session, "Priya Nair"), now=now)
    assert [(row.who, row.title) for row in found.rows] == [("Sam Okafor", "Late by 9"), ("Kate Lowther", "Late by 5")]
    assert (found.people, found.tasks) == (2, 4)
    assert found.rows[0].why == "25 minutes of work, and 2 more."


@pytest.mark.parametrize("status", [EnrolmentStatus.PAUSED, EnrolmentStatus.WITHDRAWN, EnrolmentStatus.ACHIEVED])
def test_nobody_who_has_stopped_stands_in_the_queue(session: Session, now: datetime, status: EnrolmentStatus) -> None:
    builders.a_task(session, "Sam Okafor", now - DAY)
    cast.enrolment(session, "Sam Okafor").status = status
    session.commit()
    assert attention.queue(session, cast.visitor(session, "Priya Nair"), now=now).people == 0


def test_places_count_everybody_who_has_not_withdrawn(session: Session) -> None:
    cast.enrolment(session, "Kate Lowther").status = EnrolmentStatus.WITHDRAWN
    session.commit()
    found = places.taken(session, cast.visitor(session, "Ruth Adeyemi"))
    assert [(row.name, row.taken, row.left) for row in found.cohorts] == [("Level 7, autumn", 1, 39)]
    assert [(row.name, row.taken, row.levels) for row in found.forces] == [("Northmoor Police", 1, "1 at Level 7")]


def test_the_pilots_figures_are_counted_from_the_records(session: Session, now: datetime) -> None:
    builders.a_task(session, "Sam Okafor", now - DAY)
    found = figures.of_pilot(session, cast.visitor(session, "Dawn Mercer"), now=now)
    assert (found.leaders, found.forces, found.months, found.overdue_people) == (2, 2, 2, 1)
    assert [(row.level, row.people) for row in found.levels] == [(7, 2)]
    assert found.median_days is None


@pytest.mark.parametrize("name", ["Priya Nair", "Ruth Adeyemi", "Helen Marsh", "Sam Okafor"])
def test_the_pilots_figures_are_for_directors(session: Session, now: datetime, name: str) -> None:
    with pytest.raises(NotAllowed):
        figures.of_pilot(session, cast.visitor(session, name), now=now)
