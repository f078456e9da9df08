"""Delivery against a real mail server: what goes, what waits, what is dropped, and what the log says of each."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from jobs import deliver_notices
from models.enrolments import EnrolmentStatus
from models.notices import Channel, Notice, NoticeState
from models.people import LinkPurpose, OneTimeLink, Person
from models.timeline import Task, TaskStatus
from tests import cast
from tests.builders import a_task
from tests.post_office import PostOffice, open_office
from vle_app import db
from vle_app.integrations.mail import Email, SmtpMailer
from vle_app.notices import delivery, outbox

SAM, KATE, HELEN = (cast.email(name) for name in ("Sam Okafor", "Kate Lowther", "Helen Marsh"))


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with open_office() as opened:
        yield opened


async def deliver(office: PostOffice, now: datetime) -> int:
    return await deliver_notices.run(now, office.settings, SmtpMailer(office.settings))


def queue(session: Session, now: datetime, *names: str, rule: str = "news", subject: str = "s", **more: object) -> None:
    for name in names or ("Sam Okafor",):
        outbox.queue(session, cast.person(session, name).id, rule=rule, subject_id=subject, title="News", channels=(Channel.EMAIL,), now=now, **more)  # type: ignore[arg-type]
    session.commit()


def reminder(session: Session, now: datetime) -> str:
    """One reminder of a task due tomorrow; the task's id."""
    task = a_task(session, "Sam Okafor", now + timedelta(days=1))
    queue(session, now, rule="task_due_1", subject=task.id, due_version=1)
    return task.id


def notices() -> list[Notice]:
    """By the person's address, as another connection sees them: no open transaction of this test stands in the way of the job."""
    with db.current().snapshot() as other:
        found = list(other.exec(select(Notice).join(Person, col(Person.id) == Notice.person_id).order_by(col(Person.email))))
        other.expunge_all()
        return found


def log() -> list[tuple[str, str]]:
    return [(notice.state.value, notice.reason) for notice in notices()]


async def test_a_message_arrives_once_and_the_log_keeps_its_words(session: Session, office: PostOffice, now: datetime) -> None:
    task = reminder(session, now)
    assert await deliver(office, now) == 1
    assert await deliver(office, now + timedelta(minutes=1)) == 0
    (mail,) = office.accepted
    assert (mail["To"], mail["Subject"]) == (SAM, "Your assignment for 701 is due tomorrow")
    (notice,) = notices()
    assert (notice.state, notice.title, notice.body, notice.attempt_count, notice.claimed_by) == (
        NoticeState.SENT, "Your assignment for 701 is due tomorrow", "It takes about 25 minutes.", 1, "",
    )
    assert notice.sent_at is not None
    assert now <= notice.sent_at < now + timedelta(seconds=10)
    assert mail["Message-ID"] == f"<{notice.id}@127.0.0.1>"
    assert f"/me/work/{task}" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_work_handed_in_between_is_not_reminded_of(session: Session, office: PostOffice, now: datetime) -> None:
    task = reminder(session, now)
    session.get_one(Task, task).status = TaskStatus.HANDED_IN
    session.commit()
    await deliver(office, now)
    assert log() == [("dropped", "already handed in")]
    assert office.accepted == []


async def test_a_paused_enrolment_is_not_reminded(session: Session, office: PostOffice, now: datetime) -> None:
    reminder(session, now)
    cast.enrolment(session, "Sam Okafor").status = EnrolmentStatus.PAUSED
    session.commit()
    await deliver(office, now)
    assert log() == [("dropped", "the enrolment is paused")]


async def test_an_address_refused_for_good_is_dropped_and_the_others_go(session: Session, office: PostOffice, now: datetime) -> None:
    office.answers[SAM] = "550 no such person"
    queue(session, now, "Sam Okafor", "Kate Lowther")
    await deliver(office, now)
    assert log() == [("sent", ""), ("dropped", "the mail server refused it: 550 no such person")]
    assert office.recipients == [KATE]


async def test_an_address_that_must_wait_is_tried_again_and_the_others_go(session: Session, office: PostOffice, now: datetime) -> None:
    office.answers[SAM] = "451 greylisted"
    queue(session, now, "Sam Okafor", "Kate Lowther")
    await deliver(office, now)
    assert log() == [("sent", ""), ("failed", "the mail server asked us to wait: 451 greylisted")]
    del office.answers[SAM]
    assert await deliver(office, now + timedelta(seconds=50)) == 0
    assert await deliver(office, now + timedelta(seconds=70)) == 1
    assert log() == [("sent", ""), ("sent", "")]
    assert office.recipients == [KATE, SAM]


async def test_each_failure_waits_longer_until_it_is_too_late(session: Session, office: PostOffice, now: datetime) -> None:
    office.answers[HELEN] = "451 not now"
    cast.person(session, "Helen Marsh").zone = "UTC"
    queue(session, now, "Helen Marsh", rule="receipt")  # goes by night too
    waits, at = [], now
    while (notice := notices()[0]).state is not NoticeState.EXPIRED:
        await deliver(office, at)
        notice = notices()[0]
        if notice.state is NoticeState.FAILED:
            waits.append((notice.next_try_at - at) / timedelta(minutes=1))
            at = notice.next_try_at
    assert all(0.9 * m <= wait <= 1.1 * m + 0.1 for wait, m in zip(waits, [1, 2, 4, 8, 16, 32, *[60] * len(waits)], strict=False))
    assert now + timedelta(hours=46) < at - timedelta(hours=1) < now + timedelta(hours=48) <= at
    assert notice.reason == "too late to be useful; before that, the mail server asked us to wait: 451 not now"


async def test_a_server_that_is_down_ends_the_batch_and_the_rest_is_put_back(session: Session, office: PostOffice, now: datetime) -> None:
    office.answers = dict.fromkeys((SAM, KATE, HELEN), "421 closing")
    queue(session, now, "Sam Okafor", "Kate Lowther", "Helen Marsh")
    assert await deliver(office, now) == 1
    assert sorted(log()) == [("failed", "the mail server asked us to wait: 421 closing"), ("planned", ""), ("planned", "")]
    office.answers = {}
    assert await deliver(office, now + timedelta(seconds=10)) == 0
    assert await deliver(office, now + timedelta(seconds=75)) == 3
    assert sorted(office.recipients) == sorted([SAM, KATE, HELEN])


async def test_a_claim_left_by_a_dead_worker_is_delivered_by_another(session: Session, office: PostOffice, now: datetime) -> None:
    queue(session, now)
    delivery.claim(session, now, "dead")
    session.commit()
    assert await deliver(office, now + timedelta(minutes=4)) == 0
    assert await deliver(office, now + timedelta(minutes=5)) == 1
    assert log() == [("sent", "")]


async def test_email_waits_for_the_morning(session: Session, office: PostOffice) -> None:
    night = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    queue(session, night)
    await deliver(office, night)
    (notice,) = notices()
    assert (notice.state, notice.next_try_at, notice.attempt_count) == (NoticeState.PLANNED, datetime(2026, 11, 24, 8, 0, tzinfo=UTC), 0)
    assert await deliver(office, datetime(2026, 11, 24, 7, 59, 59, tzinfo=UTC)) == 0
    assert await deliver(office, datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) == 1
    assert office.recipients == [SAM]


async def test_receipts_and_links_go_by_night(session: Session, office: PostOffice) -> None:
    night = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    sam = cast.person(session, "Sam Okafor")
    link = OneTimeLink(person_id=sam.id, purpose=LinkPurpose.RESET, token_digest="none yet", expires_at=night + timedelta(hours=1))
    session.add(link)
    queue(session, night, rule="receipt")
    queue(session, night, rule="password_reset", subject=link.id)
    await deliver(office, night)
    assert sorted(mail["Subject"] for mail in office.accepted) == ["Choose a new password", "News"]


async def test_what_the_bell_kept_for_later_is_shown_without_a_letter(session: Session, office: PostOffice, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor").id
    outbox.queue(session, sam, rule="news", subject_id="s", title="News", channels=(Channel.BELL,), now=now, not_before=now + timedelta(hours=1))
    session.commit()
    assert await deliver(office, now) == 0
    assert await deliver(office, now + timedelta(hours=1)) == 1
    (notice,) = notices()
    assert (notice.state, notice.title, notice.sent_at is not None) == (NoticeState.SENT, "News", True)
    assert office.accepted == []


async def test_a_message_that_cannot_be_made_does_not_hold_up_the_others(session: Session, office: PostOffice, now: datetime) -> None:
    cast.person(session, "Sam Okafor").zone = "Nowhere/Atall"
    queue(session, now, "Sam Okafor", "Kate Lowther")
    assert await deliver(office, now) == 2
    assert log() == [("sent", ""), ("failed", "our fault: ZoneInfoNotFoundError")]


async def test_when_the_house_closes_the_rest_of_a_batch_is_put_back(session: Session, office: PostOffice, now: datetime) -> None:
    queue(session, now, "Sam Okafor", "Kate Lowther", "Helen Marsh")
    done = await deliver_notices.run(now, office.settings, SmtpMailer(office.settings), is_stopping=lambda: len(office.accepted) > 0)
    assert (done, len(office.accepted)) == (1, 1)
    assert sorted(state for state, _ in log()) == ["planned", "planned", "sent"]
    assert await deliver(office, now) == 2


async def test_more_than_a_batch_takes_more_than_one_run(session: Session, office: PostOffice, now: datetime) -> None:
    for number in range(53):
        queue(session, now, subject=str(number))
    assert [await deliver(office, now) for _ in range(3)] == [50, 3, 0]
    assert (len(office.accepted), office.lines) == (53, 2)


class Untouched:
    """A mailer that must not be asked."""

    async def send(self, message: Email) -> None:
        raise AssertionError(message)

    async def hang_up(self) -> None:
        raise AssertionError


async def test_with_nothing_to_do_it_does_not_write(session: Session, office: PostOffice, now: datetime) -> None:
    queue(session, now + timedelta(hours=1))
    session.connection()  # on SQLite this holds the writers' lock: a run that wrote would wait for it
    assert await deliver_notices.run(now, office.settings, Untouched()) == 0
