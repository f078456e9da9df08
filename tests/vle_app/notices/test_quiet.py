"""E-mail keeps to waking hours on the person's own clock."""

from datetime import UTC, datetime

import pytest

from vle_app.notices import quiet

LONDON = "Europe/London"


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "waking"),
    [
        ("2026-11-23T08:00", LONDON, "2026-11-23T08:00"),
        ("2026-11-23T20:59:59", LONDON, "2026-11-23T20:59:59"),
        ("2026-11-23T21:00", LONDON, "2026-11-24T08:00"),
        ("2026-11-23T07:59:59", LONDON, "2026-11-23T08:00"),
        ("2026-11-23T12:00", "Asia/Tokyo", "2026-11-23T23:00"),  # 21:00 there
        ("2026-10-24T20:30", LONDON, "2026-10-25T08:00"),  # the clock goes back in this night
        ("2027-03-27T21:30", LONDON, "2027-03-28T07:00"),  # and forward in this
    ],
)
def test_a_message_waits_for_eight_in_the_morning(moment: str, zone: str, waking: str) -> None:
    assert quiet.waking(utc(moment), zone) == utc(waking)


@pytest.mark.parametrize(
    ("rule", "is_immediate"), [("invitation", True), ("password_reset", True), ("receipt", True), ("task_due_1", False), ("feedback_ready", False)]
)
def test_only_what_somebody_waits_for_goes_by_night(rule: str, is_immediate: bool) -> None:
    assert quiet.is_immediate(rule) is is_immediate
