"""What becomes of a message: claimed, sent, failed, dropped, expired. One function per change, each only for whoever holds the claim."""

import os
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from models.notices import Channel, Notice, NoticeState
from vle_app import live
from vle_app.notices.outbox import fitted

BATCH = 50
STALE = timedelta(minutes=5)  # a claim as old as this was left by a worker that died
_TO_DO = (NoticeState.PLANNED, NoticeState.FAILED, NoticeState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Claim:
    """One message in the hands of one worker, until it goes stale."""

    id: str
    rule: str
    channel: Channel
    attempt_count: int
    by: str


def worker_name() -> str:
    """A name that no other batch has, so that a worker which lost its claims cannot write over the one which has them now."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(4)}"


def _due(now: datetime) -> SelectOfScalar[str]:
    """A claim moves `next_try_at` on by its own life, so one indexed condition finds the planned, the failed and the stale."""
    return select(Notice.id).where(col(Notice.state).in_(_TO_DO), Notice.next_try_at <= now).order_by(col(Notice.next_try_at), col(Notice.id))


def is_anything_due(session: Session, now: datetime) -> bool:
    """True if a message waits to be sent. Asked every two seconds, so it only reads."""
    return session.execute(_due(now).limit(1)).first() is not None


def claim(session: Session, now: datetime, by: str) -> list[Claim]:
    """Take up to fifty messages that are due, oldest first. Two workers at once never take the same one."""
    mine = _due(now).limit(BATCH).with_for_update(skip_locked=True)
    taken = (
        update(Notice)
        .where(col(Notice.id).in_(mine))
        .values(state=NoticeState.CLAIMED, claimed_at=now, claimed_by=by, next_try_at=now + STALE)
        .returning(col(Notice.id), col(Notice.rule), col(Notice.channel), col(Notice.attempt_count))
        .execution_options(synchronize_session=False)
    )
    held = [Claim(id=row.id, rule=row.rule, channel=row.channel, attempt_count=row.attempt_count, by=by) for row in session.execute(taken)]
    return sorted(held, key=lambda one: one.id)


def release(session: Session, held: Sequence[Claim], until: datetime) -> None:
    """Put back what was claimed and not tried; it is due again at `until`."""
    for one in held:
        _settle(session, one, state=NoticeState.PLANNED, next_try_at=until)


def sent(session: Session, held: Claim, now: datetime, title: str = "", body: str = "") -> bool:
    """The bell shows it, or the mail server took it. The words that went are kept. False if the claim was lost meanwhile."""
    words = {"title": fitted(title, 200), "body": fitted(body, 4000)} if title else {}
    return _settle(session, held, state=NoticeState.SENT, sent_at=now, attempt_count=held.attempt_count + 1, reason="", **words)


def failed(session: Session, held: Claim, now: datetime, reason: str) -> bool:
    """It did not go this time; it is tried again after one, two, four … at most sixty minutes."""
    tries = held.attempt_count + 1
    return _settle(session, held, state=NoticeState.FAILED, attempt_count=tries, next_try_at=now + back_off(held.id, tries), reason=reason)


def closed(session: Session, held: Claim, state: NoticeState, reason: str) -> bool:
    """It will not go any more: dropped because it is not true now or was refused for good, or expired because it is too late."""
    return _settle(session, held, state=state, reason=reason)


def back_off(notice_id: str, tries: int) -> timedelta:
    """How long to wait after that many tries: doubling from a minute to an hour, a tenth more or less, always the same for one message."""
    minutes = min(60, 2 ** min(tries - 1, 6))
    return timedelta(seconds=minutes * (54 + crc32(notice_id.encode()) % 13))


def _settle(session: Session, held: Claim, **values: Any) -> bool:
    if "reason" in values:
        values["reason"] = fitted(values["reason"], 300)
    mine = (col(Notice.id) == held.id, col(Notice.state) == NoticeState.CLAIMED, col(Notice.claimed_by) == held.by)
    change = update(Notice).where(*mine).values(claimed_at=None, claimed_by="", **values).returning(col(Notice.person_id))
    row = session.execute(change.execution_options(synchronize_session=False)).first()
    if row and held.channel is Channel.BELL and values["state"] is NoticeState.SENT:
        live.tell(session, live.bell(row.person_id))
    return row is not None
