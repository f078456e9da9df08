"""Throws away what nobody needs any more: once an hour."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from jobs import seal_audit
from models.records import PracticeMail
from vle_app import db, files
from vle_app.integrations.storage import Store
from vle_app.people import throttle

_PRACTICE_MAIL_KEPT = timedelta(days=30)


async def run(now: datetime, store: Store) -> int:
    """Drop old wrong guesses and old practice mail, the bytes of drafts that were taken away, and seal audit entries that the minute
    job missed; how many things were dropped."""
    await seal_audit.run(now, is_whole=True)
    bytes_gone = await files.tidy(db.current(), store, now=now)
    return bytes_gone + await db.current().write(_throw_away, now)


def _throw_away(session: Session, now: datetime) -> int:
    mail = session.exec(delete(PracticeMail).where(col(PracticeMail.received_at) < now - _PRACTICE_MAIL_KEPT))
    return throttle.purge(session, now) + mail.rowcount
