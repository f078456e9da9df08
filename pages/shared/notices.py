"""Notices: what you were told, newest first, and a way to the thing itself. Anybody signed in comes here from the bell."""

import reflex as rx

from pages import routes
from pages.gate import event, me, signed_in
from pages.shared.arrival import arrive
from pages.ui import feedback, forms, links, shell, tables
from pages.ui.frame import say
from pages.visit import look, visit
from pages.watch import watch
from vle_app import addresses, live
from vle_app.clock import now
from vle_app.notices import queries
from vle_app.notices.queries import BellRow, BellRows


class Notices(rx.State):
    """The newest fifty."""

    bell: BellRows = BellRows()
    is_loaded: bool = False

    @event(signed_in)
    async def load_notices(self) -> None:
        self.bell = await arrive(self, queries.bell)
        self.is_loaded = True
        visitor = me.get()
        if visitor is not None:
            watch(self, live.person(visitor.id), Notices.refresh)

    @event(signed_in)
    async def refresh(self) -> None:
        self.bell = await look(queries.bell)

    @event(signed_in)
    async def read(self, notice_id: str) -> None:
        self.bell = await visit(lambda db, who: (queries.mark_read(db, who, notice_id, now()), queries.bell(db, who))[1])

    @event(signed_in)
    async def read_all(self) -> None:
        self.bell = await visit(lambda db, who: (queries.mark_all_read(db, who, now()), queries.bell(db, who))[1])
        await say(self, "All read.")


def _row(row: rx.Var[BellRow]) -> rx.Component:
    title = rx.cond(row.link != "", links.link(row.title, row.link, on_click=Notices.read(row.id)), rx.el.span(row.title))
    unread = forms.button("Mark as read", rx.el.span(": ", row.title, class_name="sr-only"), size="sm", on_click=Notices.read(row.id))
    return tables.row(
        row.time, title, under=row.day, sub=row.body,
        act=[rx.cond(row.is_read, feedback.status_of("read"), unread)],
    )


def _body() -> rx.Component:
    rows = tables.rows(rx.foreach(Notices.bell.rows, _row), margin="7.5rem")
    nothing = feedback.empty("Nothing yet", "When something is due, or somebody answers you, it stands here and the bell counts it.")
    return rx.cond(Notices.bell.rows.length() > 0, rows, nothing)


def page() -> rx.Component:
    """The shell of participants serves everybody here: it is one list, read from top to bottom."""
    count = rx.cond(Notices.bell.unread == 0, "Nothing unread.", rx.cond(Notices.bell.unread == 1, "One is unread.", f"{Notices.bell.unread} are unread."))
    mark_all = rx.cond(Notices.bell.unread > 0, forms.button("Mark all as read", on_click=Notices.read_all), rx.fragment())
    return shell.either(
        shell.heading("Notices", rx.cond(Notices.is_loaded, count, " "), mark_all),
        rx.cond(Notices.is_loaded, _body(), rx.fragment(feedback.loading("Fetching your notices"), feedback.skeleton_rows(4))),
        current=addresses.NOTICES,
    )


PAGE = routes.Page(route=addresses.NOTICES, title="Notices", draw=page, on_load=Notices.load_notices)
