"""A tutor's queue and day: their own pieces alone, in the order they were promised."""

from datetime import timedelta

from sqlmodel import Session

from pages.tutor.marking import Marking
from pages.tutor.today import Day
from tests import pieces
from tests.pages.screens import Screen, showing
from vle_app import addresses, clock


def queued(screen: Screen) -> list[tuple[str, str]]:
    return [(group["title"], row["who"]) for group in screen.var(Marking, "groups") or [] for row in group["rows"]]


async def test_the_queue_stands_under_the_weeks_in_which_it_was_promised(server: str, session: Session) -> None:
    late = pieces.handed_in(session, clock.now(), "Sam Okafor")
    late.promised_on = clock.now().date() - timedelta(days=8)
    session.add(late)
    session.commit()
    pieces.handed_in(session, clock.now(), "Kate Lowther")
    async with showing(server, session, "Helen Marsh", addresses.MARKING) as helen:
        assert queued(helen) == [("Late", "Sam Okafor"), ("Later", "Kate Lowther")]
        assert helen.var(Marking, "counts")["late"] == 1


async def test_another_tutors_queue_is_empty(server: str, session: Session) -> None:
    pieces.handed_in(session, clock.now())
    async with showing(server, session, "Gareth Rhys", addresses.MARKING) as gareth:
        assert queued(gareth) == []
        assert "Sam Okafor" not in gareth.text


async def test_what_is_decided_and_what_is_released_stand_apart(server: str, session: Session) -> None:
    pieces.decided(session, pieces.handed_in(session, clock.now(), "Sam Okafor"), clock.now())
    pieces.released(session, pieces.handed_in(session, clock.now(), "Kate Lowther"), clock.now(), "1.1")
    async with showing(server, session, "Helen Marsh", addresses.MARKING) as helen:
        assert queued(helen) == []
        assert [row["who"] for row in helen.var(Marking, "decided")] == ["Sam Okafor"]
        assert [(row["who"], row["status"]) for row in helen.var(Marking, "released")] == [("Kate Lowther", "Referred")]


async def test_a_piece_that_was_there_before_is_not_news(server: str, session: Session) -> None:
    pieces.handed_in(session, clock.now())
    async with showing(server, session, "Helen Marsh", addresses.MARKING) as helen:
        await helen.do(Marking, "refresh")
        await helen.do(Marking, "load_queue")
        await helen.until(lambda screen: screen.var(Marking, "is_loaded"))
        assert not helen.var(Marking, "arrived")
        assert not helen.var(Marking, "news")


async def test_a_tutors_day_counts_their_own(server: str, session: Session) -> None:
    pieces.handed_in(session, clock.now(), "Sam Okafor")
    pieces.decided(session, pieces.handed_in(session, clock.now(), "Kate Lowther"), clock.now())
    async with showing(server, session, "Helen Marsh", addresses.TUTOR) as helen, showing(server, session, "Gareth Rhys", addresses.TUTOR) as gareth:
        summary = helen.var(Day, "summary")
        assert (summary["waiting"], summary["decided"]) == (1, 1)
        assert [row["who"] for row in helen.var(Day, "next")] == ["Sam Okafor"]
        assert not gareth.var(Day, "next")
