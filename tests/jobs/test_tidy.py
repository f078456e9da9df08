"""What nobody needs any more is thrown away, and nothing else."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from jobs import tidy
from models.people import FailedSignIn
from models.records import PracticeMail
from vle_app import db
from vle_app.integrations import storage


async def test_old_guesses_and_old_practice_mail_go_and_newer_ones_stay(session: Session, database: db.Database, now: datetime) -> None:
    for days in (29, 31):
        session.add(PracticeMail(sender="s", recipient="r", subject=f"{days}", text="", received_at=now - timedelta(days=days)))
    for hours in (23, 25):
        session.add(FailedSignIn(account_digest=f"{hours}", address_digest="", at=now - timedelta(hours=hours)))
    session.commit()
    assert await tidy.run(now, storage.in_memory()) == 2
    assert await tidy.run(now, storage.in_memory()) == 0
    with database.snapshot() as seen:
        assert seen.exec(select(PracticeMail.subject)).all() == ["29"]
        assert seen.exec(select(FailedSignIn.account_digest)).all() == ["23"]
