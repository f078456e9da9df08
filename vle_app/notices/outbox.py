"""The outbox: what people are to be told is written here, in the transaction that gives the reason; a job delivers it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Insert, and_, bindparam
from sqlalchemy import select as chosen
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, update

from models.notices import Channel, Notice, NoticeState
from vle_app import live

_AT_ONCE = 200  # rows in one INSERT: SQLite takes 32,766 values
WAITING = (NoticeState.PLANNED, NoticeState.FAILED)
USEFUL_FOR = timedelta(hours=48)
_ON_BELL = (col(Notice.channel) == Channel.BELL, col(Notice.state) == NoticeState.SENT, col(Notice.read_at).is_(None), col(Notice.reason) == "")
# Made once: every task ticked off asks it, and mostly there is nothing to change.
_ABOUT = chosen(col(Notice.id), col(Notice.rule), col(Notice.due_version), col(Notice.state), and_(*_ON_BELL).label("is_unread")).where(
    col(Notice.subject_id) == bindparam("subject")
)


def queue(
    session: Session,
    person_id: str,
    *,
    rule: str,
    subject_id: str,
    title: str,
    body: str = "",
    link: str = "",
    channels: Sequence[Channel] = (Channel.BELL, Channel.EMAIL),
    due_version: int = 0,
    now: datetime,
    not_before: datetime | None = None,
    last_useful_at: datetime | None = None,
) -> int:
    """Tell somebody something, once: the number of new messages. Queuing the same person, subject, rule and version again adds nothing.

    The bell shows it when this transaction commits; e-mail goes within seconds, in waking hours. `link` is a path in this house.
    `not_before` holds both back until then. After `last_useful_at`, 48 hours unless told, it is not sent any more and the log says why.
    """
    wanted = [
        plan(
            person_id, channel, rule=rule, subject_id=subject_id, title=title, body=body, link=link,
            due_version=due_version, now=now, not_before=not_before, last_useful_at=last_useful_at,
        )
        for channel in channels
    ]
    return len(enter(session, wanted, now=now))


def plan(
    person_id: str,
    channel: Channel,
    *,
    rule: str,
    subject_id: str,
    title: str,
    body: str = "",
    link: str = "",
    due_version: int = 0,
    now: datetime,
    not_before: datetime | None = None,
    last_useful_at: datetime | None = None,
) -> Notice:
    """One message for one channel, not written yet. A bell row that may be shown now counts as sent: its page is where it arrives."""
    start = max(now, not_before or now)
    is_shown = channel is Channel.BELL and start == now
    return Notice(
        key=f"{person_id}:{subject_id}:{rule}:{due_version}:{channel}", person_id=person_id, subject_id=subject_id, rule=rule,
        due_version=due_version, channel=channel, title=fitted(title, 200), body=fitted(body, 4000), link=link, created_at=now, next_try_at=start,
        last_useful_at=last_useful_at or start + USEFUL_FOR, state=NoticeState.SENT if is_shown else NoticeState.PLANNED, sent_at=now if is_shown else None,
    )


def fitted(words: str, size: int) -> str:
    """The words, or as many as the column holds: one long title must not stop everybody's post."""
    return words if len(words) <= size else f"{words[: size - 1].rstrip()}…"


def enter(session: Session, wanted: Sequence[Notice], *, now: datetime) -> list[Notice]:
    """Write many messages at once; those that were new. Their people's bells and the post room hear of it after the commit."""
    session.flush()
    fresh: list[Notice] = []
    for start in range(0, len(wanted), _AT_ONCE):
        page = wanted[start : start + _AT_ONCE]
        written = set(session.execute(_insert(session), [notice.model_dump() for notice in page]).scalars())
        fresh += [notice for notice in page if notice.id in written]
    for notice in fresh:
        if notice.state is NoticeState.SENT:
            live.tell(session, live.bell(notice.person_id))
        elif notice.next_try_at <= now:
            live.tell(session, live.OUTBOX)
    return fresh


def _insert(session: Session) -> Insert:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(Notice).on_conflict_do_nothing(index_elements=["key"]).returning(col(Notice.id))


def withdraw(session: Session, subject_id: str, *, reason: str, rules: str = "", before_version: int | None = None) -> int:
    """Drop what still waits to be sent about a subject, and take what the bell shows unread off it; the number of both.

    Call it when something is handed in, done, or moved. `rules` narrows it to rules that begin so (`task_`), `before_version` to
    notices of an older due date. A message that the post room holds at this moment is caught by its own last check.
    """
    found = session.execute(_ABOUT, {"subject": subject_id})
    about = [row for row in found if row.rule.startswith(rules) and (before_version is None or row.due_version < before_version)]
    dropped = _drop(session, [row.id for row in about if row.state in WAITING], reason)
    return dropped + take_off_bell(session, [row.id for row in about if row.is_unread], reason=reason)


def _drop(session: Session, notice_ids: Sequence[str], reason: str) -> int:
    if not notice_ids:
        return 0
    waiting = update(Notice).where(col(Notice.id).in_(notice_ids), col(Notice.state).in_(WAITING)).values(state=NoticeState.DROPPED, reason=reason)
    return len(session.execute(waiting.returning(col(Notice.id))).all())


def take_off_bell(session: Session, notice_ids: Sequence[str], *, reason: str) -> int:
    """Bell rows that nobody read and that say nothing useful any more leave the bell; the log keeps them, with the reason."""
    people: list[str] = []
    for start in range(0, len(notice_ids), _AT_ONCE):
        page = notice_ids[start : start + _AT_ONCE]
        taken = update(Notice).where(col(Notice.id).in_(page), *_ON_BELL).values(reason=reason).returning(col(Notice.person_id))
        people += session.execute(taken).scalars().all()
    for person_id in people:
        live.tell(session, live.bell(person_id))
    return len(people)
