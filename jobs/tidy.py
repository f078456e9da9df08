"""Throws away what nobody needs any more: once an hour."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from jobs import seal_audit
from models.records import PracticeMail
from vle_app import db
from vle_app.people import throttle

_PRACTICE_MAIL_KEPT = timedelta(days=30)


async def run(now: datetime) -> int:
    """Drop old wrong guesses and old practice mail, and seal audit entries that the minute job missed; the number of rows dropped."""
    await seal_audit.run(now, is_whole=True)
    return await db.current().write(_throw_away, now)


def _throw_away(session: Session, now: datetime) -> int:
    mail = session.exec(delete(PracticeMail).where(col(PracticeMail.received_at) < now - _PRACTICE_MAIL_KEPT))
    return throttle.purge(session, now) + mail.rowcount
