"""Chains the audit log: once a minute."""

from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError

from vle_app import audit, db

log = structlog.get_logger("vle.jobs")


async def run(now: datetime, *, is_whole: bool = False) -> int:
    """Seal what is new; the number sealed. Of two processes sealing at once one is undone, and finds the rest a minute later.

    With `is_whole` the whole log is searched for entries that were missed, which is slow when the log is long.
    """
    database = db.current()
    if not await database.read(audit.is_anything_unsealed, is_whole=is_whole):
        return 0
    try:
        return await database.write(audit.seal, now=now, is_whole=is_whole)
    except IntegrityError:
        log.info("another process is sealing the audit log")
        return 0
