"""Raises what has become due to be said about tasks: every half minute, whatever happened since the last time."""

from datetime import datetime

from vle_app import db
from vle_app.alerts import due


async def run(now: datetime) -> int:
    """Queue every alert that is due, a page at a time; the number of new messages. With nothing to say it only reads."""
    database, written = db.current(), 0
    if moved := await database.read(due.moved):
        await database.write(due.drop_moved, moved)
    for code in await database.read(due.rules_due, now):
        while page := await database.write(due.raise_page, code, now=now):
            written += page
    return written
