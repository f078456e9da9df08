"""Rows for the pages about people: one's own sign-ins."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.people import SignIn
from vle_app import clock
from vle_app.people import visitors
from vle_app.people.visitors import Visitor


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One device that is signed in. `seen` and `since` are moments in words on the person's own clock."""

    id: str
    device: str
    seen: str
    since: str
    is_this: bool


def sign_ins_of(session: Session, me: Visitor, now: datetime) -> list[SignInRow]:
    """My devices that are signed in now: this one first, then by when they were last used."""
    idle = visitors.idle_limit(role for role, _ in me.grants)
    rows = session.exec(
        select(SignIn)
        .where(SignIn.person_id == me.id, col(SignIn.ended_at).is_(None), SignIn.expires_at > now, SignIn.seen_at > now - idle)
        .order_by(col(SignIn.seen_at).desc())
        .limit(50)
    ).all()
    listed = [
        SignInRow(
            id=row.id, device=row.device or "A browser", seen=clock.said(row.seen_at, me.zone), since=clock.said(row.created_at, me.zone),
            is_this=row.id == me.sign_in_id,
        )
        for row in rows
    ]
    return sorted(listed, key=lambda row: not row.is_this)
