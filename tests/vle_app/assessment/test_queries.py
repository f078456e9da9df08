"""What tutors and IQAs read: order, words, protection of names, and whose it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from models.assessment import Submission
from models.people import IdentityProtection, Role, RoleGrant, SignIn
from tests import builders, cast, pieces
from vle_app.assessment import marking, promises, queries
from vle_app.errors import NotAllowed, NotFound


def _promise(session: Session, submission: Submission, day: date) -> None:
    submission.promised_on = day
    session.commit()


def test_the_queue_is_in_the_order_of_promises(session: Session, now: datetime) -> None:
    later, sooner = pieces.handed_in(session, now), pieces.handed_in(session, now, "Kate Lowther")
    _promise(session, later, date(2026, 12, 14))
    _promise(session, sooner, date(2026, 11, 24))
    found = queries.queue(session, cast.visitor(session, "Helen Marsh"), now)
    assert [(row.id, row.when, row.left, row.tone, row.group) for row in found.rows] == [
        (sooner.id, "Tomorrow", "1 working day", "warn", "Promised this week"), (later.id, "Mon 14 Dec", "15 working days", "off", "Later"),
    ]
    first = found.rows[0]
    assert (first.who, first.force, first.unit, first.title, first.attempt) == ("Kate Lowther", "EVC", "701", "Strategic Leadership", 1)
    assert (first.status, first.action, first.why, first.href) == ("Handed in", "Mark", "4 criteria.", f"/tutor/marking/{sooner.id}")
    assert found.counts == queries.Counts(waiting=2, late=0, this_week=1, decided=0)


def test_opened_and_decided_work_moves_through_the_queue(session: Session, now: datetime) -> None:
    submission, helen = pieces.handed_in(session, now), cast.visitor(session, "Helen Marsh")
    marking.open_work(session, helen, submission.id, now=now)
    session.commit()
    assert [(row.status, row.action) for row in queries.queue(session, helen, now).rows] == [("With your tutor", "Carry on")]
    pieces.decided(session, submission, now)
    found = queries.queue(session, helen, now)
    assert (found.rows, [(row.id, row.action) for row in found.decided], found.counts.decided) == ([], [(submission.id, "Release")], 1)


def test_a_second_attempt_says_what_is_open(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now, "2.2")
    pieces.again(session, submission, now)
    row = queries.queue(session, cast.visitor(session, "Helen Marsh"), now).rows[0]
    assert (row.attempt, row.why) == (2, "1 criterion open, 3 met before.")


def test_a_protected_name_is_not_in_the_queue(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    sam.identity_protection, sam.alias = IdentityProtection.PROTECTED, "Officer 4471"
    submission, helen = pieces.handed_in(session, now), cast.visitor(session, "Helen Marsh")
    assert queries.queue(session, helen, now).rows[0].who == "Officer 4471"
    assert queries.desk(session, helen, submission.id, now).who == "Officer 4471"
    assert "Sam" not in repr(queries.queue(session, helen, now)) + repr(queries.desk(session, helen, submission.id, now))


def test_another_tutors_queue_is_empty(session: Session, now: datetime) -> None:
    pieces.handed_in(session, now)
    assert queries.queue(session, cast.visitor(session, "Gareth Rhys"), now) == queries.Queue()


@pytest.mark.parametrize("who", [name for name, (_, role) in cast.PEOPLE.items() if role is not Role.TUTOR])
def test_the_queue_is_for_tutors(session: Session, now: datetime, who: str) -> None:
    for read in (queries.queue, queries.summary):
        with pytest.raises(NotAllowed):
            read(session, cast.visitor(session, who), now)


@pytest.mark.parametrize(
    ("promised", "words"),
    [
        (date(2026, 11, 20), ("1 working day late", "late", "Fri 20", "Late")),
        (date(2026, 11, 21), ("1 working day late", "late", "Sat 21", "Late")),
        (date(2026, 11, 23), ("Today", "warn", "Today", "Promised this week")),
        (date(2026, 11, 25), ("2 working days", "warn", "Wed 25", "Promised this week")),
        (date(2026, 11, 27), ("4 working days", "off", "Fri 27", "Promised this week")),
        (date(2026, 12, 1), ("6 working days", "off", "Tue 1 Dec", "Next week")),
    ],
)
def test_a_promise_is_said_in_working_days(session: Session, now: datetime, promised: date, words: tuple[str, str, str, str]) -> None:
    submission = pieces.handed_in(session, now)
    _promise(session, submission, promised)
    row = queries.queue(session, cast.visitor(session, "Helen Marsh"), now).rows[0]
    assert (row.left, row.tone, row.when, row.group) == words


def test_today_is_the_tutors_own_day() -> None:
    assert promises.day(date(2026, 12, 31), date(2027, 1, 1)) == "Tomorrow"
    assert promises.group(date(2026, 12, 31), date(2027, 1, 4)) == "Next week"


def test_the_desk_has_everything_to_decide_with(session: Session, now: datetime) -> None:
    submission, helen = pieces.handed_in(session, now), cast.visitor(session, "Helen Marsh")
    found = queries.desk(session, helen, submission.id, now)
    assert (found.who, found.force, found.unit, found.brief, found.words) == (
        "Sam Okafor", "Northmoor Police", "701", "Leading when the answer is not known", "4,000 to 4,500 words",
    )
    wanted = [(ref, "Critically appraise", "") for ref in ("1.1", "1.2", "2.1", "2.2")]
    assert [(criterion.ref, criterion.verb, criterion.decision) for criterion in found.criteria] == wanted
    assert [[file.name for file in attempt.files] for attempt in found.attempts] == [["701 okafor.docx"]]
    assert (found.is_marking, found.is_decided, found.is_released, found.promised) == (False, False, False, "Monday 14 December")


def test_the_desk_prefills_what_was_met_before(session: Session, now: datetime) -> None:
    submission, helen = pieces.handed_in(session, now), cast.visitor(session, "Helen Marsh")
    pieces.released(session, submission, now, "2.2")
    pieces.again(session, submission, now)
    found = queries.desk(session, helen, submission.id, now)
    assert [(criterion.decision, criterion.is_settled, criterion.before) for criterion in found.criteria] == [
        *[("met", True, "Met before.")] * 3, ("", False, "Not yet before."),
    ]
    assert [(attempt.number, attempt.outcome, attempt.comment) for attempt in found.attempts] == [(2, "To decide", ""), (1, "Referred", pieces.COMMENT)]


def test_the_desk_shows_the_tutors_own_provisional_decision(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.decided(session, submission, now, "2.2")
    found = queries.desk(session, cast.visitor(session, "Helen Marsh"), submission.id, now)
    assert [criterion.decision for criterion in found.criteria] == ["met", "met", "met", "not_yet"]
    assert (found.is_decided, found.outcome, found.comment) == (True, "refer", pieces.COMMENT)


@pytest.mark.parametrize("who", [name for name in cast.PEOPLE if name != "Helen Marsh"])
def test_the_desk_is_its_own_tutors(session: Session, now: datetime, who: str) -> None:
    submission = pieces.handed_in(session, now)
    with pytest.raises(NotFound):
        queries.desk(session, cast.visitor(session, who), submission.id, now)


@pytest.mark.parametrize("given", [None, 3, "\x00" * 26, "x" * 10**6, []])
def test_the_desk_of_a_strange_id_is_not_found(session: Session, now: datetime, given: object) -> None:
    with pytest.raises(NotFound):
        queries.desk(session, cast.visitor(session, "Helen Marsh"), given, now)  # type: ignore[arg-type]


def test_a_tutors_day_counts_and_names_the_quiet(session: Session, now: datetime) -> None:
    helen = cast.visitor(session, "Helen Marsh")
    _promise(session, pieces.handed_in(session, now), date(2026, 11, 20))
    builders.a_task(session, "Kate Lowther", now - timedelta(days=3))
    session.add(SignIn(person_id=cast.person(session, "Kate Lowther").id, token_digest="k", seen_at=now - timedelta(days=20), expires_at=now))
    session.commit()
    found = queries.summary(session, helen, now)
    assert (found.waiting, found.late, found.this_week, found.decided, found.quiet_count) == (1, 1, 0, 0, 1)
    assert found.quiet == [queries.QuietRow("Kate Lowther", "EVC", "Not seen since Tuesday 3 November", "1 task late")]


def test_somebody_seen_lately_is_not_quiet(session: Session, now: datetime) -> None:
    builders.a_task(session, "Kate Lowther", now - timedelta(days=3))
    builders.a_cookie(session, "Kate Lowther", now - timedelta(days=13))
    assert queries.summary(session, cast.visitor(session, "Helen Marsh"), now).quiet == []


def test_an_iqa_sees_recent_decisions(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.decided(session, submission, now, "2.2")
    lena = cast.visitor(session, "Lena Hughes")
    row = queries.recent_decisions(session, lena, now)[0]
    assert (row.id, row.who, row.tutor, row.unit, row.outcome, row.state) == (submission.id, "Sam Okafor", "Helen Marsh", "701", "Referred", "Not released yet")
    assert queries.recent_decisions(session, lena, now + timedelta(days=31)) == []


def test_an_iqa_of_one_force_sees_its_own_only(session: Session, now: datetime) -> None:
    pieces.decided(session, pieces.handed_in(session, now), now)
    pieces.decided(session, pieces.handed_in(session, now, "Kate Lowther"), now)
    imran = cast.person(session, "Imran Sheikh")
    session.add(RoleGrant(person_id=imran.id, role=Role.IQA, organisation_id=imran.organisation_id))
    session.commit()
    assert [row.who for row in queries.recent_decisions(session, cast.visitor(session, "Imran Sheikh"), now)] == ["Kate Lowther"]


@pytest.mark.parametrize("who", [name for name, (_, role) in cast.PEOPLE.items() if role is not Role.IQA])
def test_recent_decisions_are_for_iqas(session: Session, who: str) -> None:
    with pytest.raises(NotAllowed):
        queries.recent_decisions(session, cast.visitor(session, who), datetime(2026, 11, 23, tzinfo=UTC))
