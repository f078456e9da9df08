"""Is the house in order? One check for each thing that can quietly go wrong, answered in words."""

import asyncio
import hashlib
import shutil
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from models.notices import Notice, NoticeState
from models.records import AuditEntry, StoredFile
from vle_app import audit
from vle_app.db import Database
from vle_app.integrations.storage import Store
from vle_app.operations import migrations
from vle_app.operations.migrations import State
from vle_app.settings import MailSecurity, Settings, production_problems

STUCK_AFTER = timedelta(minutes=15)
_NEW = timedelta(minutes=15)
_SCARCE, _TOO_SCARCE = 2 * 2**30, 200 * 2**20
_PATIENCE = 10.0
_SHOWN = 5


class Health(StrEnum):
    GOOD = "good"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and in words what to do."""

    what: str
    health: Health
    words: str


def examine(database: Database, store: Store, settings: Settings, *, now: datetime, deep: bool = False) -> list[Finding]:
    """Every check. `deep` also reads every file and compares its bytes with the fingerprint taken when it arrived."""
    found = [_tables(database)]
    if found[0].health is Health.WRONG:
        return [*found, *_surroundings(settings)]
    with database.snapshot() as session:
        checks: list[Callable[[Session], Finding]] = [_references, _audit_log, lambda s: _outbox(s, now), lambda s: _clock(s, now)]
        found += [check(session) for check in checks]
        kept = [(file.id, file.size, file.sha256) for file in session.exec(select(StoredFile).order_by(col(StoredFile.id))).all()]
    found += asyncio.run(_files(store, kept, now, deep=deep))
    return [*found, *_surroundings(settings)]


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + rest


def _are(names: list[str]) -> str:
    return "1 is" if len(names) == 1 else f"{len(names)} are"


def _tables(database: Database) -> Finding:
    state = migrations.state(database)
    words = {
        State.AT_HEAD: (Health.GOOD, f"Answers, and its tables are up to date ({migrations.head()})."),
        State.BEHIND: (Health.WRONG, "Its tables are of an older version. Run `vle migrate`."),
        State.EMPTY: (Health.WRONG, "It has no tables yet. Run `vle migrate`, or `vle restore` a backup."),
        State.NEWER: (Health.WRONG, "A newer version of the learning environment made it. Start that version."),
    }
    return Finding("Database", *words[state])


def _references(session: Session) -> Finding:
    if session.get_bind().dialect.name != "sqlite":
        return Finding("References", Health.GOOD, "PostgreSQL keeps every record's references itself.")
    broken = sorted({str(row[0]) for row in session.execute(text("PRAGMA foreign_key_check"))})
    if broken:
        return Finding("References", Health.WRONG, f"Records point at nothing in: {_listed(broken)}. Restore the last good backup.")
    return Finding("References", Health.GOOD, "Every record points at one that exists.")


def _audit_log(session: Session) -> Finding:
    fault = audit.verify(session)
    if fault:
        return Finding("Audit log", Health.WRONG, f"{fault} Keep this machine as it is, and compare with a backup.")
    return Finding("Audit log", Health.GOOD, "The chain holds: nothing was changed after it was sealed.")


def _outbox(session: Session, now: datetime) -> Finding:
    stuck = session.exec(
        select(func.count()).select_from(Notice).where(Notice.state == NoticeState.CLAIMED, col(Notice.claimed_at) < now - STUCK_AFTER)
    ).one()
    failed = session.exec(select(func.count()).select_from(Notice).where(Notice.state == NoticeState.FAILED)).one()
    late = session.exec(
        select(func.count()).select_from(Notice).where(Notice.state == NoticeState.PLANNED, col(Notice.next_try_at) < now - 4 * STUCK_AFTER)
    ).one()
    faults = [
        (stuck, f"{stuck} taken up more than 15 minutes ago and never finished"),
        (late, f"{late} should have gone more than an hour ago, so check that the server is running"),
        (failed, f"{failed} could not be sent"),
    ]
    words = "; ".join(sentence for count, sentence in faults if count)
    if not words:
        return Finding("Messages", Health.GOOD, "Nothing is stuck.")
    return Finding("Messages", Health.WRONG if stuck or late else Health.LOOK, f"{words}.")


async def _files(store: Store, kept: list[tuple[str, int, str]], now: datetime, *, deep: bool) -> list[Finding]:
    present = {key: at async for key, at in store.listed()}
    lost = [name for name, _, _ in kept if name not in present]
    changed = [name for name, size, digest in kept if name in present and not await _is_whole(store, name, size, digest, deep=deep)]
    known = {name for name, _, _ in kept}
    orphans = [key for key, at in present.items() if key not in known and now - at > _NEW]
    compared = "Every byte is as it arrived." if deep else "Their sizes are right; --deep compares every byte."
    found = []
    if lost:
        found.append(Finding("Files", Health.WRONG, f"{_are(lost)} missing: {_listed(lost)}. Restore from a backup."))
    if changed:
        they = "it" if len(changed) == 1 else "they"
        found.append(Finding("Files", Health.WRONG, f"{_are(changed)} not as {they} arrived: {_listed(changed)}. Restore from a backup."))
    if not lost and not changed:
        found.append(Finding("Files", Health.GOOD, f"All {len(kept)} are there. {compared}" if kept else "Nobody has added one yet."))
    if orphans:
        found.append(Finding("Files", Health.LOOK, f"{len(orphans)} in the store belong to nobody. The server takes them away by itself, once an hour."))
    return found


async def _is_whole(store: Store, key: str, size: int, digest: str, *, deep: bool) -> bool:
    if not deep:
        return await store.size(key) == size
    found = hashlib.sha256()
    async for chunk in await store.stream(key):
        found.update(chunk)
    return found.hexdigest() == digest


def _surroundings(settings: Settings) -> Iterator[Finding]:
    yield _disk(settings)
    yield _mail(settings)
    if not settings.is_practice:
        problems = production_problems(settings)
        words = "; ".join(problems) + "." if problems else f"Complete; people reach us at {settings.address}."
        yield Finding("Settings", Health.WRONG if problems else Health.GOOD, words)


def _disk(settings: Settings) -> Finding:
    folder = settings.data if settings.data.exists() else settings.data.absolute().parent
    free = shutil.disk_usage(folder).free
    health = Health.WRONG if free < _TOO_SCARCE else Health.LOOK if free < _SCARCE else Health.GOOD
    return Finding("Disk", health, f"{free / 2**30:.1f} GB free where the data is kept.")


def _clock(session: Session, now: datetime) -> Finding:
    """Due dates and alerts follow this machine's clock; what was written down last must lie behind us."""
    latest = session.exec(select(func.max(AuditEntry.at))).one()
    if latest is not None and latest > now + timedelta(minutes=2):
        return Finding("Clock", Health.WRONG, f"This machine thinks it is {now:%d %B %Y, %H:%M} UTC, but the audit log is ahead of that. Set its clock by NTP.")
    return Finding("Clock", Health.GOOD, f"It is {now:%d %B %Y, %H:%M} UTC here.")


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_host:
        if settings.is_practice:
            return Finding("Mail", Health.GOOD, "Goes to the practice mailbox, and nowhere else.")
        return Finding("Mail", Health.WRONG, "No mail server is set: VLE_SMTP_HOST.")
    server = f"{settings.smtp_host}, port {settings.smtp_port}"
    try:
        with _line(settings) as talking:
            if settings.smtp_security is MailSecurity.STARTTLS:
                talking.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                talking.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            talking.noop()
    except (OSError, smtplib.SMTPException) as fault:
        return Finding("Mail", Health.WRONG, f"{server} does not take our messages ({fault}).")
    return Finding("Mail", Health.GOOD, f"{server} answers.")


def _line(settings: Settings) -> smtplib.SMTP:
    if settings.smtp_security is MailSecurity.TLS:
        return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=_PATIENCE, context=ssl.create_default_context())
    return smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_PATIENCE)
