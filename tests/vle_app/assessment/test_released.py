"""What a tutor released lately: their own, the newest first, and not for ever."""

from datetime import datetime, timedelta

from sqlmodel import Session

from tests import cast, pieces
from vle_app.assessment import released


def test_the_newest_release_stands_first(session: Session, now: datetime) -> None:
    pieces.released(session, pieces.handed_in(session, now, "Sam Okafor"), now)
    pieces.released(session, pieces.handed_in(session, now, "Kate Lowther"), now + timedelta(days=1), "1.1")
    found = released.lately(session, cast.visitor(session, "Helen Marsh"), now + timedelta(days=2))
    assert [(row.who, row.status, row.when) for row in found] == [("Kate Lowther", "Referred", "Tue 24 Nov"), ("Sam Okafor", "Passed", "Mon 23 Nov")]


def test_what_is_only_decided_is_not_released(session: Session, now: datetime) -> None:
    pieces.decided(session, pieces.handed_in(session, now), now)
    assert released.lately(session, cast.visitor(session, "Helen Marsh"), now) == []


def test_another_tutor_sees_none_of_it(session: Session, now: datetime) -> None:
    pieces.released(session, pieces.handed_in(session, now), now)
    assert released.lately(session, cast.visitor(session, "Gareth Rhys"), now) == []


def test_a_release_is_gone_from_the_list_after_a_month(session: Session, now: datetime) -> None:
    pieces.released(session, pieces.handed_in(session, now), now)
    assert released.lately(session, cast.visitor(session, "Helen Marsh"), now + timedelta(days=31)) == []
