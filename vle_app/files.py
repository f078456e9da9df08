"""Files that people bring: taken in, kept as drafts, taken away again, and handed out to those who may read them."""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import and_, false, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from models.assessment import Attempt, Submission
from models.base import new_id
from models.people import Organisation, OrganisationKind, Person, Role
from models.programmes import TaskKind
from models.records import StoredFile
from models.timeline import Task, TaskStatus
from vle_app import audit, file_kinds, live, names
from vle_app.db import Database
from vle_app.errors import NotFound, Refusal, TooLarge, known_id
from vle_app.integrations.storage import Store

DRAFTS_AT_MOST = 5
_GRACE = timedelta(minutes=15)  # longer than the moment between a put and its row
_FLUSH = 2**20
_READS_ANY = (Role.IQA, Role.DIRECTOR)


class Somebody(Protocol):
    """As much of a visitor as files need to know."""

    @property
    def id(self) -> str:
        """The person's id."""

    def has(self, *roles: Role) -> bool:
        """True if any of these roles is held."""

    def organisations(self, role: Role) -> frozenset[str]:
        """The organisations for which a role is held."""


class WrongKind(Refusal):
    """Not a kind of file that we take."""

    status = 415


@dataclass(frozen=True, slots=True)
class Received:
    """What arrived and lies in the store, not yet anybody's."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that this person may download, by the name they may see. `is_own` is false for staff, whose download is written down."""

    id: str
    name: str
    media_type: str
    size: int
    is_own: bool


def megabytes(size: int) -> str:
    """A size as people say it: `212 kB`, `14 MB`."""
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.3g} MB"


def too_large(limit: int, size: int = 0) -> TooLarge:
    """The refusal for more bytes than the limit; `size` 0 means that we stopped counting."""
    this = f"is {megabytes(size)} and the limit is" if size else "is over the limit of"
    return TooLarge(f"This file {this} {limit // 2**20} MB. Save it without pictures, or as PDF, and try again.")


def _wrong_kind() -> WrongKind:
    return WrongKind(f"We cannot take this kind of file. We take {file_kinds.ACCEPTED}, without macros or a password. Save it as one of these and try again.")


async def receive(store: Store, chunks: AsyncIterable[bytes], *, name: str, limit: int) -> Received:
    """Take bytes in while counting, hashing and looking at them. Refused or broken off, nothing stays in the store."""
    file_id, digest, head, size = new_id(), hashlib.sha256(), bytearray(), 0

    async def checked() -> AsyncIterator[bytes]:
        nonlocal size
        waiting = bytearray()
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise too_large(limit)
            waiting += chunk
            if len(waiting) >= _FLUSH:
                yield _seen(waiting)
                waiting = bytearray()
        if not size:
            raise Refusal("This file is empty. Save it again, or choose another.")
        if waiting:
            yield _seen(waiting)

    def _seen(block: bytearray) -> bytes:
        if not head:
            head.extend(block[: file_kinds.HEAD])
            if not file_kinds.kind(bytes(head)):
                raise _wrong_kind()
        digest.update(block)
        return bytes(block)

    await store.put(file_id, checked())
    media_type = ""
    try:
        media_type = await _media_type(store, file_id, bytes(head), size)
    finally:
        if not media_type:
            await store.delete(file_id)
    if not media_type:
        raise _wrong_kind()
    return Received(file_id, file_kinds.safe_name(name, media_type), media_type, size, digest.hexdigest())


async def _media_type(store: Store, file_id: str, head: bytes, size: int) -> str:
    found = file_kinds.kind(head)
    if found != file_kinds.ZIP:
        return found
    tail_at = max(0, size - file_kinds.TAIL)
    directory = file_kinds.zip_directory(await store.part(file_id, tail_at, size - tail_at), size)
    names = file_kinds.zip_names(await store.part(file_id, *directory)) if directory else []
    return file_kinds.office_kind(head, names)


def may_add(session: Session, me: Somebody, task_id: str) -> Task:
    """My own open hand-in task with room for another draft, locked. Somebody else's, or one handed in, is not found."""
    task = session.exec(
        select(Task)
        .where(Task.id == known_id(task_id), Task.person_id == me.id, Task.kind == TaskKind.HAND_IN, Task.status == TaskStatus.OPEN)
        .with_for_update()
    ).first()
    if task is None:
        raise NotFound("That piece of work")
    drafts = select(func.count()).select_from(StoredFile).where(StoredFile.task_id == task.id, col(StoredFile.attempt_id).is_(None))
    if session.exec(drafts).one() >= DRAFTS_AT_MOST:
        raise Refusal(f"You have {DRAFTS_AT_MOST} files here already. Take one away, then add this one.")
    return task


def keep(session: Session, me: Somebody, task_id: str, received: Received, *, now: datetime) -> None:
    """Make received bytes a draft of my task. Refuses again what may have changed while they arrived."""
    task = may_add(session, me, task_id)
    stored = StoredFile(
        id=received.id, owner_id=me.id, task_id=task.id, name=received.name, media_type=received.media_type,
        size=received.size, sha256=received.sha256, created_at=now,
    )
    session.add(stored)
    audit.record(session, me.id, "added file", stored, now=now, sha256=received.sha256)
    live.tell(session, live.person(me.id))


def remove(session: Session, me: Somebody, file_id: str, *, now: datetime) -> None:
    """Take my draft away. What was handed in stays: it is refused. The bytes go at the next tidying."""
    stored = session.exec(select(StoredFile).where(StoredFile.id == known_id(file_id), StoredFile.owner_id == me.id)).first()
    if stored is None:
        raise NotFound("That file")
    session.exec(select(Task.id).where(Task.id == stored.task_id).with_for_update()).one()
    session.refresh(stored)
    if stored.attempt_id is not None:
        raise Refusal("This file was handed in, so it stays with that attempt.")
    audit.record(session, me.id, "took file away", stored, now=now, sha256=stored.sha256)
    session.delete(stored)
    live.tell(session, live.person(me.id))


def readable(session: Session, me: Somebody, file_id: str) -> Readable:
    """A file I may download: my own, or, once handed in, one I mark, or one I check as IQA or director. Others' are not found."""
    held_for = [organisation for role in _READS_ANY for organisation in me.organisations(role)]
    reach = select(Organisation.id).where(
        col(Organisation.id).in_(held_for), or_(col(Organisation.kind) == OrganisationKind.PROVIDER, col(Organisation.id) == Submission.organisation_id)
    )
    marks = and_(col(Submission.tutor_id) == me.id, true() if me.has(Role.TUTOR) else false())
    earlier = aliased(StoredFile)
    number = select(func.count()).where(col(earlier.attempt_id) == col(StoredFile.attempt_id), col(earlier.id) <= col(StoredFile.id)).scalar_subquery()
    found = session.exec(
        select(StoredFile, Person.identity_protection, Attempt.receipt, number)
        .join(Person, col(Person.id) == StoredFile.owner_id)
        .join(Attempt, col(Attempt.id) == StoredFile.attempt_id, isouter=True)
        .join(Submission, col(Submission.id) == Attempt.submission_id, isouter=True)
        .where(StoredFile.id == known_id(file_id, "That file"))
        .where(or_(col(StoredFile.owner_id) == me.id, and_(col(Submission.id).is_not(None), or_(marks, reach.correlate(Submission).exists()))))
    ).first()
    if found is None:
        raise NotFound("That file")
    stored, protection, receipt, place = found
    is_own = stored.owner_id == me.id
    name = stored.name if is_own else names.file_shown(stored.name, protection, f"{receipt}-{place}")
    return Readable(stored.id, name, stored.media_type, stored.size, is_own)


def note_download(session: Session, me: Somebody, file_id: str, *, now: datetime) -> Readable:
    """The same, writing down that staff took a copy."""
    found = readable(session, me, file_id)
    if not found.is_own:
        audit.record(session, me.id, "downloaded file", session.get_one(StoredFile, found.id), now=now)
    return found


def _unknown(session: Session, keys: Sequence[str]) -> list[str]:
    known = set(session.exec(select(StoredFile.id).where(col(StoredFile.id).in_(keys))).all())
    return [key for key in keys if key not in known]


async def tidy(database: Database, store: Store, *, now: datetime) -> int:
    """Delete bytes that no record speaks of, once they are a quarter of an hour old; how many there were."""
    deleted, page = 0, list[str]()

    async def sweep() -> int:
        orphans = await database.read(_unknown, page)
        for key in orphans:
            await store.delete(key)
        return len(orphans)

    async for key, put_at in store.listed():
        if now - put_at < _GRACE:
            continue
        page.append(key)
        if len(page) == 500:
            deleted += await sweep()
            page = []
    return deleted + (await sweep() if page else 0)
