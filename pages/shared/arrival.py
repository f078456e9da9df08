"""What every signed-in page does on load: fetch its own data and its surroundings in one read, and keep the bell live."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qsl

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me, signed_in
from pages.ui.frame import Frame, FrameRow, PracticeRow, Said, said
from pages.visit import Session, look
from pages.watch import watch
from vle_app import live, names, settings
from vle_app.clock import now
from vle_app.notices import queries
from vle_app.people import sign_in_words
from vle_app.people.visitors import Visitor

T = TypeVar("T")


class Bell(rx.State):
    """Keeps the unread count of an open page true."""

    @event(signed_in)
    async def ring(self) -> None:
        who = await look(_frame)
        frame = await self.get_state(Frame)
        if frame.who != who:
            frame.who = who


STALE_DAYS = 14


def practice(db: Session) -> PracticeRow:
    """Whether this is practice, and whether the sample pilot's dates have grown old enough to offer moving them."""
    if not settings.current().is_practice:
        return PracticeRow()
    from vle_app.practice import pilot_refresh  # practice code is not even loaded in production

    return PracticeRow(is_on=True, offers_refresh=pilot_refresh.age_in_days(db, now()) >= STALE_DAYS)


def _frame(db: Session, visitor: Visitor) -> FrameRow:
    return FrameRow(
        name=visitor.name,
        initials=names.initials(visitor.name),
        force=visitor.organisation,
        monogram=visitor.monogram,
        is_staff=any(role is not Role.PARTICIPANT for role, _ in visitor.grants),
        place=routes.PLACE[visitor.grants[0][0]] if visitor.grants else "",
        menu=routes.menu_of(visitor),
        unread=queries.unread(db, visitor),
        practice=practice(db),
    )


async def arrive(state: rx.State, work: Callable[[Session, Visitor], T]) -> T:
    """Run `work(db, me)` for reading, fill the frame around the page in the same read, and watch the bell."""

    def both(db: Session, visitor: Visitor) -> tuple[T, FrameRow]:
        return work(db, visitor), _frame(db, visitor)

    result, who = await look(both)
    frame = await state.get_state(Frame)
    if frame.who != who:
        frame.who = who
    asked = dict(parse_qsl(state.router.url.query or ""))
    if words := sign_in_words.sentence(asked.get("said", "")):
        frame.said = said(words, "late" if sign_in_words.is_refusal(asked["said"]) else "ok")
    elif frame.said.words and not frame.said.stays:
        frame.said = Said()
    visitor = me.get()
    if visitor is not None:
        watch(state, live.bell(visitor.id), Bell.ring)
    return result
