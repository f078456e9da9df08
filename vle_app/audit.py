"""The audit log: append-only, chained by hashes, holding ids and salted digests and never a readable value."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta

from sqlalchemy import exists, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.base import Record, id_before
from models.records import AuditEntry, AuditSeal

_LONGEST_TRANSACTION = timedelta(hours=1)
_salt = b""


def use_salt(salt: bytes) -> None:
    """Set the key with which values are digested. The assembly does this once."""
    global _salt
    _salt = salt


def digest(value: str) -> str:
    """A salted digest: the same value gives the same word here, and means nothing elsewhere."""
    return hmac.new(_salt, value.encode(), hashlib.sha256).hexdigest()[:32]


def record(session: Session, actor_id: str, action: str, subject: Record, *, now: datetime, **values: object) -> None:
    """Write down that `actor_id` did `action` to `subject`. Each of `values` is kept as a salted digest only."""
    details = {name: digest(str(value)) for name, value in values.items()}
    session.add(AuditEntry(at=now, actor_id=actor_id, action=action, subject_kind=str(subject.__tablename__), subject_id=subject.id, details=details))


def _link(previous: str, entry: AuditEntry) -> str:
    fields = [entry.id, entry.at.isoformat(), entry.actor_id, entry.action, entry.subject_kind, entry.subject_id, entry.details]
    return hashlib.sha256((previous + json.dumps(fields, sort_keys=True)).encode()).hexdigest()


def _unsealed(session: Session, *, is_whole: bool) -> SelectOfScalar[AuditEntry]:
    """Entries without a seal. Ids are time-ordered, so those made over an hour before the newest sealed one are looked at only when told to."""
    found = select(AuditEntry).where(~exists().where(col(AuditSeal.entry_id) == col(AuditEntry.id)))
    newest = session.exec(select(func.max(AuditSeal.entry_id))).one()
    return found if is_whole or newest is None else found.where(col(AuditEntry.id) > id_before(newest, _LONGEST_TRANSACTION))


def is_anything_unsealed(session: Session, *, is_whole: bool = False) -> bool:
    """True if there is something to seal. Only reads."""
    return session.exec(_unsealed(session, is_whole=is_whole).limit(1)).first() is not None


def seal(session: Session, *, now: datetime, at_most: int = 5000, is_whole: bool = False) -> int:
    """Chain what is not yet chained, oldest first; the number sealed. Two processes sealing at once: the second finds nothing, or is undone.

    Entries made more than an hour before the newest sealed one are found only with `is_whole`, which reads the log from end to end.
    """
    number = session.exec(select(func.coalesce(func.max(AuditSeal.number), 0))).one()
    last = session.get(AuditSeal, number)
    previous = last.hash if last else ""
    waiting = session.exec(_unsealed(session, is_whole=is_whole).order_by(col(AuditEntry.at), col(AuditEntry.id)).limit(at_most)).all()
    for entry in waiting:
        number += 1
        previous = _link(previous, entry)
        session.add(AuditSeal(number=number, entry_id=entry.id, sealed_at=now, hash=previous))
    return len(waiting)


def verify(session: Session) -> str:
    """Empty if every sealed entry is as it was sealed, else a sentence naming the first that is not."""
    previous = ""
    rows = session.exec(select(AuditSeal, AuditEntry).join(AuditEntry, col(AuditEntry.id) == AuditSeal.entry_id, isouter=True).order_by(col(AuditSeal.number)))
    for expected, (link, entry) in enumerate(rows, start=1):
        if link.number != expected:
            return f"Seal {expected} is missing."
        if entry is None or _link(previous, entry) != link.hash:
            return f"Entry {link.number} was changed after it was sealed."
        previous = link.hash
    return ""
