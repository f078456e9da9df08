"""Handing in: what is needed, what is frozen, who is told, and that it happens once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.assessment import Attempt, Submission, SubmissionStatus
from models.catalogue import Unit
from models.enrolments import EnrolmentStatus
from models.notices import Channel, Notice, NoticeState
from models.people import Division, Organisation
from models.programmes import TaskKind
from models.records import AuditEntry, StoredFile
from models.timeline import Task, TaskStatus
from tests import builders, cast, pieces
from tests.pieces import SIGNED
from vle_app import db, live
from vle_app.assessment import submissions
from vle_app.errors import NotFound, Refusal
from vle_app.notices import outbox


def _ready(session: Session, now: datetime, **options: object) -> Task:
    task = builders.a_task(session, "Sam Okafor", now + timedelta(days=4), **options)  # type: ignore[arg-type]
    builders.a_draft(session, task)
    return task


def _hand_in(session: Session, task_id: object, now: datetime, who: str = "Sam Okafor", declarations: object = SIGNED) -> str:
    return submissions.hand_in(session, cast.visitor(session, who), task_id, declarations=declarations, now=now)  # type: ignore[arg-type]


def test_handing_in_freezes_the_files_and_moves_the_task(session: Session, now: datetime) -> None:
    task = _ready(session, now)
    receipt = _hand_in(session, task.id, now)
    attempt = session.exec(select(Attempt)).one()
    submission = session.exec(select(Submission)).one()
    assert (submission.status, submission.attempt_count, submission.tutor_id) == (SubmissionStatus.HANDED_IN, 1, cast.person(session, "Helen Marsh").id)
    assert (attempt.number, attempt.receipt, attempt.declarations) == (1, receipt, SIGNED)
    assert session.exec(select(StoredFile.attempt_id)).all() == [attempt.id]
    assert task.status is TaskStatus.HANDED_IN


def test_feedback_is_promised_in_fifteen_working_days_of_the_force(session: Session) -> None:
    before_christmas = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)
    force = session.get_one(Organisation, cast.person(session, "Sam Okafor").organisation_id)
    force.division = Division.SCOTLAND
    assert pieces.handed_in(session, before_christmas).promised_on == date(2027, 1, 14)
    assert pieces.handed_in(session, before_christmas, "Kate Lowther").promised_on == date(2027, 1, 13)


def test_a_receipt_names_the_unit_and_has_no_letter_that_looks_like_another(session: Session, now: datetime) -> None:
    receipt = _hand_in(session, _ready(session, now).id, now)
    start, unit, *letters = receipt.split("-")
    assert (start, unit, [len(part) for part in letters]) == ("R", "701", [4, 4])
    assert not set("".join(letters)) & set("01ILOU")


def test_participant_and_tutor_are_told(session: Session, now: datetime) -> None:
    task = _ready(session, now)
    receipt = _hand_in(session, task.id, now)
    told = {(notice.person_id, notice.rule, notice.channel): notice for notice in session.exec(select(Notice))}
    sam, helen = cast.person(session, "Sam Okafor").id, cast.person(session, "Helen Marsh").id
    assert set(told) == {(sam, "receipt", Channel.BELL), (sam, "receipt", Channel.EMAIL), (helen, "work_arrived", Channel.BELL)}
    assert receipt in told[sam, "receipt", Channel.EMAIL].body
    assert "Monday 14 December" in told[sam, "receipt", Channel.EMAIL].body
    assert told[helen, "work_arrived", Channel.BELL].title == "Sam Okafor handed in 701, attempt 1"


def test_reminders_that_wait_for_the_morning_are_not_sent_any_more(session: Session, now: datetime) -> None:
    task = _ready(session, now)
    outbox.queue(
        session, task.person_id, rule="task_due_1", subject_id=task.id, title="Due tomorrow", body="", channels=(Channel.EMAIL,),
        now=now, not_before=now + timedelta(hours=9), last_useful_at=task.due_at,
    )
    _hand_in(session, task.id, now)
    reminder = session.exec(select(Notice).where(Notice.rule == "task_due_1")).one()
    session.refresh(reminder)
    assert (reminder.state, reminder.reason) == (NoticeState.DROPPED, "already handed in")


def test_open_pages_of_everybody_concerned_hear_of_it(session: Session, now: datetime) -> None:
    task = _ready(session, now)
    _hand_in(session, task.id, now)
    sam, helen = cast.person(session, "Sam Okafor"), cast.person(session, "Helen Marsh")
    wanted = {live.person(sam.id), live.marking(helen.id), live.force(sam.organisation_id), live.PROGRAMME}
    assert wanted <= session.info["live_topics"]


def test_handing_in_is_written_down(session: Session, now: datetime) -> None:
    _hand_in(session, _ready(session, now).id, now)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "handed in")).one()
    assert entry.actor_id == cast.person(session, "Sam Okafor").id
    assert set(entry.details) == {"receipt", "files"}


def test_without_a_file_it_is_refused(session: Session, now: datetime) -> None:
    task = builders.a_task(session, "Sam Okafor", now)
    with pytest.raises(Refusal, match="There is no file here yet"):
        _hand_in(session, task.id, now)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"authentic": False}, "Sign the first declaration"),
        ({"authentic": "true"}, "Sign the first declaration"),
        ({"authentic": 1}, "Sign the first declaration"),
        ({"safe_content": False}, "Sign the second declaration"),
        ({"safe_content": ["yes"]}, "Sign the second declaration"),
        ({"ai_used": None}, "Say whether you used an AI tool"),
        ({"ai_used": "no"}, "Say whether you used an AI tool"),
        ({"ai_used": True, "ai_how": ""}, "Say in a sentence how"),
        ({"ai_used": True, "ai_how": " \x00\n "}, "Say in a sentence how"),
        ({"ai_used": True, "ai_how": {"a": 1}}, "has to be written in words"),
        ({"ai_used": True, "ai_how": "x" * 1_000_000}, "1,000,000 characters long"),
    ],
)
def test_each_declaration_is_needed_and_checked(session: Session, now: datetime, changed: dict[str, object], words: str) -> None:
    task = _ready(session, now)
    with pytest.raises(Refusal, match=words):
        _hand_in(session, task.id, now, declarations={**SIGNED, **changed})
    session.rollback()
    assert session.exec(select(Submission)).all() == []
    assert session.get_one(Task, task.id).status is TaskStatus.OPEN


@pytest.mark.parametrize("given", [None, [], "yes", 7])
def test_declarations_of_another_type_are_refused(session: Session, now: datetime, given: object) -> None:
    task = _ready(session, now)
    with pytest.raises(Refusal, match="Sign both declarations"):
        _hand_in(session, task.id, now, declarations=given)


def test_an_honest_yes_on_ai_is_kept_with_the_attempt(session: Session, now: datetime) -> None:
    task = _ready(session, now)
    _hand_in(session, task.id, now, declarations={**SIGNED, "ai_used": True, "ai_how": " To shorten task 1.\x00 ", "extra": "dropped"})
    assert session.exec(select(Attempt)).one().declarations == {**SIGNED, "ai_used": True, "ai_how": "To shorten task 1."}


@pytest.mark.parametrize("who", [name for name in cast.PEOPLE if name != "Sam Okafor"])
def test_somebody_elses_task_is_not_found(session: Session, now: datetime, who: str) -> None:
    task = _ready(session, now)
    with pytest.raises(NotFound):
        _hand_in(session, task.id, now, who=who)


@pytest.mark.parametrize("given", [None, 7, "", "x", "a" * 26, "\x00" * 26, "\ud800" * 26, "x" * 10**6, ["a"], {"id": 1}])
def test_a_strange_id_is_not_found(session: Session, now: datetime, given: object) -> None:
    with pytest.raises(NotFound):
        _hand_in(session, given, now)


def test_a_task_of_another_kind_is_not_found(session: Session, now: datetime) -> None:
    task = _ready(session, now, kind=TaskKind.READ)
    with pytest.raises(NotFound):
        _hand_in(session, task.id, now)


@pytest.mark.parametrize(
    ("status", "words"),
    [(TaskStatus.HANDED_IN, "handed in already"), (TaskStatus.DONE, "has passed"), (TaskStatus.DROPPED, "taken off your timeline")],
)
def test_a_task_that_is_not_open_is_refused_in_words(session: Session, now: datetime, status: TaskStatus, words: str) -> None:
    task = _ready(session, now, status=status)
    with pytest.raises(Refusal, match=words):
        _hand_in(session, task.id, now)


def test_a_unit_without_criteria_cannot_be_handed_in(session: Session, now: datetime) -> None:
    task = _ready(session, now)
    task.unit_id = session.exec(select(Unit.id).where(Unit.code == "707")).one()
    with pytest.raises(Refusal, match="Unit 707 has no criteria"):
        _hand_in(session, task.id, now)


def test_somebody_who_left_cannot_hand_in(session: Session, now: datetime) -> None:
    task = _ready(session, now)
    cast.enrolment(session, "Sam Okafor").status = EnrolmentStatus.WITHDRAWN
    with pytest.raises(Refusal, match="has ended"):
        _hand_in(session, task.id, now)


def test_after_a_referral_the_next_attempt_keeps_the_first(session: Session, now: datetime) -> None:
    submission = pieces.handed_in(session, now)
    pieces.released(session, submission, now, "2.2")
    pieces.again(session, submission, now + timedelta(days=7))
    attempts = session.exec(select(Attempt).order_by(col(Attempt.number))).all()
    assert [attempt.number for attempt in attempts] == [1, 2]
    assert len({attempt.receipt for attempt in attempts}) == 2
    assert (submission.attempt_count, submission.status, submission.promised_on) == (2, SubmissionStatus.HANDED_IN, date(2026, 12, 21))
    held = session.exec(select(StoredFile.attempt_id).order_by(col(StoredFile.id))).all()
    assert held == [attempt.id for attempt in attempts]


def test_two_browsers_at_once_make_one_attempt_and_the_second_gets_words(session: Session, now: datetime, database: db.Database) -> None:
    task_id, me = _ready(session, now).id, cast.visitor(session, "Sam Okafor")
    session.commit()
    said: list[str] = []
    together = threading.Barrier(4)

    def one() -> None:
        together.wait()
        try:
            with database.transaction() as mine:
                said.append(submissions.hand_in(mine, me, task_id, declarations=SIGNED, now=now))
        except Refusal as refusal:
            said.append(str(refusal))

    browsers = [threading.Thread(target=one) for _ in range(4)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    receipt = session.exec(select(Attempt.receipt)).one()
    assert sorted(said) == sorted([receipt, *["This is handed in already. Your receipt is on this page, and nothing was sent twice."] * 3])
