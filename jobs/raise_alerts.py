"""Raises what has become due to be said about tasks: every half minute, whatever happened since the last time."""

from datetime import datetime

from vle_app import db
from vle_app.alerts import due


async def run(now: datetime) -> int:
    """Queue every alert that is due, a page at a time; the number of new messages. With nothing to say it only reads."""
    database, written = db.current(), 0
    while await database.read(due.is_anything_due, now):
        page = await database.write(due.raise_alerts, now=now)
        if not page:
            break
        written += page
    return written
