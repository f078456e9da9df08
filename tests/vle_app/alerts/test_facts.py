"""What a message says is what is true at the moment of saying it, and never more than may leave the house."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.assessment import Attempt, Submission, SubmissionStatus
from models.catalogue import Brief
from models.notices import Channel, Notice
from models.people import IdentityProtection, LinkPurpose, OneTimeLink, Organisation
from models.programmes import TaskKind
from models.timeline import Task
from tests import cast
from tests.builders import a_task
from vle_app import addresses, clock
from vle_app.alerts import facts
from vle_app.notices import outbox
from vle_app.notices.wording import Letter
from vle_app.people.visitors import token_digest

ADDRESS = "https://learn.example"


def letter(session: Session, now: datetime, *, rule: str, subject_id: str, **more: str) -> Letter:
    outbox.queue(
        session, cast.person(session, "Sam Okafor").id, rule=rule, subject_id=subject_id, title=more.pop("title", "T"),
        channels=(Channel.EMAIL,), now=now, **more,
    )
    return facts.letter(session, session.exec(select(Notice)).one(), now, ADDRESS)


def due(days: int) -> datetime:
    return clock.end_of(date(2026, 11, 23) + timedelta(days=days), "Europe/London")


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (14, "Your assignment for 701 is due on Monday 7 December"),
        (7, "Your assignment for 701 is due on Monday 30 November"),
        (4, "Your assignment for 701 is due on Friday"),
        (1, "Your assignment for 701 is due tomorrow"),
        (0, "Your assignment for 701 is due today"),
        (-1, "Your assignment for 701 was due on Sunday 22 November"),
        (-7, "Your assignment for 701 was due on Monday 16 November"),
    ],
)
def test_the_title_says_the_day_as_people_say_it(session: Session, now: datetime, days: int, title: str) -> None:
    task = a_task(session, "Sam Okafor", due(days))
    assert facts.task_letter(facts.tasks(session, [task.id])[0], now).title == title


def test_a_reminder_in_full(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", due(4))
    assert letter(session, now, rule="task_due_3", subject_id=task.id) == Letter(
        title="Your assignment for 701 is due on Friday", lead="It takes about 25 minutes.", greeting="Hello Sam.", force="Northmoor Police",
        button="Carry on", link=f"{ADDRESS}/me/work/{task.id}", margin=("Fri 27", "23:59"), item="Hand in 701 Strategic Leadership",
        detail="Due Friday 27 November, 23:59", why="You get this because 701 is due in 4 days and has not been handed in.",
        closing="If you have just handed in, we crossed on the way: nothing more to do.",
    )


def test_a_late_one_says_how_late_and_that_it_can_still_be_done(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", due(-3), kind=TaskKind.READ, title="Read: leading through ambiguity")
    said = letter(session, now, rule="task_overdue_3", subject_id=task.id)
    assert said.title == "“Read: leading through ambiguity” was due on Friday 20 November"
    assert said.lead == "It takes about 25 minutes. It is 3 days late. You can still do it."
    assert said.why == "You get this because it is 3 days late and is not ticked off yet."
    assert (said.detail, said.link) == ("Was due Friday 20 November, 23:59", f"{ADDRESS}/me/units/{task.unit_id}")


def test_it_says_the_date_that_counts_now_and_from_when_it_moved(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", due(1))
    task.due_at, task.due_version = due(7), 2
    said = letter(session, now, rule="task_due_7", subject_id=task.id)
    assert said.title == "Your assignment for 701 is due on Monday 30 November"
    assert said.lead == "It takes about 25 minutes. The date moved from Tuesday 24 November, 23:59 to Monday 30 November, 23:59."


def test_dates_are_said_on_the_persons_own_calendar(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    cast.person(session, "Sam Okafor").zone = "Asia/Tokyo"
    said = letter(session, now, rule="task_due_1", subject_id=task.id)
    assert (said.margin, said.detail) == (("Wed 25", "05:00"), "Due Wednesday 25 November, 05:00")


def _an_attempt(session: Session, task: Task, now: datetime) -> Attempt:
    submission = Submission(
        task_id=task.id, person_id=task.person_id, organisation_id=cast.enrolment(session, "Sam Okafor").organisation_id, unit_id=str(task.unit_id),
        tutor_id=cast.person(session, "Helen Marsh").id, status=SubmissionStatus.REFERRED, handed_in_at=now, promised_on=now.date(),
    )
    session.add(submission)
    session.flush()
    attempt = Attempt(submission_id=submission.id, number=1, brief_id=session.exec(select(Brief.id)).one(), handed_in_at=now, receipt="R-701-AAAA-BBBB")
    session.add(attempt)
    session.flush()
    return attempt


def test_after_a_referral_a_reminder_does_not_explain_its_new_date(session: Session, now: datetime) -> None:
    task = a_task(session, "Sam Okafor", due(-30))
    task.due_at, task.due_version = due(7), 2
    _an_attempt(session, task, now)
    assert letter(session, now, rule="task_due_7", subject_id=task.id).lead == "It takes about 25 minutes."


def test_feedback_is_announced_without_its_result_whatever_was_queued(session: Session, now: datetime) -> None:
    attempt = _an_attempt(session, a_task(session, "Sam Okafor", due(0)), now)
    said = letter(session, now, rule="feedback_ready", subject_id=attempt.id, title="Referred", body="Two criteria are not met.", link="/me/work/1")
    assert (said.title, said.lead, said.link) == ("Your feedback on 701 is ready", "Sign in to read it.", f"{ADDRESS}/me/work/1")
    assert said.item == ""


@pytest.mark.parametrize(
    ("rule", "purpose", "address"), [("invitation", LinkPurpose.JOIN, addresses.JOIN), ("password_reset", LinkPurpose.RESET, addresses.RESET)]
)
def test_a_link_gets_its_secret_when_it_is_sent_and_only_the_digest_is_kept(
    session: Session, now: datetime, rule: str, purpose: LinkPurpose, address: str
) -> None:
    link = OneTimeLink(person_id=cast.person(session, "Sam Okafor").id, purpose=purpose, token_digest="none yet", expires_at=now + timedelta(hours=1))
    session.add(link)
    session.flush()
    said = letter(session, now, rule=rule, subject_id=link.id)
    start, _, token = said.link.rpartition("/")
    assert start == f"{ADDRESS}{address}"
    session.refresh(link)
    assert link.token_digest == token_digest(token)
    assert token not in said.lead + said.title + said.why


def test_other_news_goes_as_it_was_queued(session: Session, now: datetime) -> None:
    said = letter(session, now, rule="receipt", subject_id="s", title="Handed in: 701", body="Your receipt is R-701-8F2K-4T7N.", link="/me/work/1")
    assert (said.title, said.lead, said.button, said.link) == ("Handed in: 701", "Your receipt is R-701-8F2K-4T7N.", "Open", f"{ADDRESS}/me/work/1")


def test_a_protected_person_is_not_named_nor_is_their_force(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    sam.identity_protection = IdentityProtection.PROTECTED
    said = letter(session, now, rule="news", subject_id="s")
    assert (said.greeting, said.force) == ("Hello.", "")
    sam.alias = "Robin Vale"
    assert facts.letter(session, session.exec(select(Notice)).one(), now, ADDRESS).greeting == "Hello Robin."


def test_staff_are_written_to_by_the_house_alone(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    sam.organisation_id = session.exec(select(Organisation.id).where(Organisation.name == "Leadership Learning")).one()
    assert letter(session, now, rule="news", subject_id="s").force == ""


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "a minute"), (5, "about 5 minutes"), (119, "about 119 minutes"), (120, "about 2 hours"), (200, "about 3 hours")]
)
def test_effort_is_said_in_minutes_then_hours(minutes: int, words: str) -> None:
    assert facts.effort(minutes) == words
