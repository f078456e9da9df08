"""The practice mailbox holds what would have been sent, and its switch shows what happens when the post is down."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from jobs import deliver_notices
from models.notices import Channel, Notice, NoticeState
from models.records import PracticeMail
from tests import cast
from vle_app import db
from vle_app.errors import NotFound
from vle_app.notices import outbox
from vle_app.practice import mailbox
from vle_app.settings import Settings

SETTINGS = Settings(_env_file=None)


async def deliver(now: datetime) -> int:
    return await deliver_notices.run(now, SETTINGS, mailbox.PracticePost())


def queue(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor").id
    outbox.queue(session, sam, rule="news", subject_id="s", title="Hello", body="It is so.", channels=(Channel.EMAIL,), now=now)
    session.commit()


async def test_a_message_can_be_read_in_the_mailbox(session: Session, database: db.Database, now: datetime) -> None:
    queue(session, now)
    await deliver(now)
    with database.snapshot() as seen:
        (row,) = mailbox.latest(seen)
        assert (row.recipient, row.subject) == ("sam.okafor@example.test", "Hello")
        mail = mailbox.one(seen, row.id)
    assert mail.sender == "Leadership Learning <no-reply@127.0.0.1>"
    assert mail.text.startswith("Hello Sam. It is so.\n\n")
    assert "<h1" in mail.html


async def test_while_the_post_is_down_messages_wait_and_they_go_when_it_is_back(session: Session, database: db.Database, now: datetime) -> None:
    queue(session, now)
    mailbox.stop_post(session)
    mailbox.stop_post(session)
    session.commit()
    await deliver(now)
    with database.snapshot() as seen:
        notice = seen.exec(select(Notice)).one()
        assert (mailbox.is_post_down(seen), notice.state, notice.reason) == (True, NoticeState.FAILED, "the practice post is switched off")
        again = notice.next_try_at
    with database.transaction() as switch:
        mailbox.start_post(switch)
    assert await deliver(again) == 1
    with database.snapshot() as seen:
        assert not mailbox.is_post_down(seen)
        assert [row.subject for row in mailbox.latest(seen)] == ["Hello"]


def test_the_newest_fifty_are_listed(session: Session, now: datetime) -> None:
    session.add_all(PracticeMail(sender="s", recipient="r", subject=f"{n}", text="", received_at=now + timedelta(minutes=n)) for n in range(60))
    session.flush()
    assert [row.subject for row in mailbox.latest(session)] == [f"{n}" for n in range(59, 9, -1)]
    assert mailbox.latest(session)[0].when == "Monday 23 November, 12:59"


@pytest.mark.parametrize("mail_id", ["", "../etc", "z" * 26, None])
def test_a_message_that_is_not_there_is_not_found(session: Session, mail_id: str) -> None:
    with pytest.raises(NotFound):
        mailbox.one(session, mail_id)
