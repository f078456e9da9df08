"""Where a tutor begins: what they promised for this week, the next three pieces, and who of their people has gone quiet."""

from typing import Any

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me
from pages.shared import place
from pages.shared.arrival import arrive
from pages.tutor.marking import piece
from pages.ui import feedback, links, shell, tables
from pages.ui.icons import icon
from pages.visit import Session, look
from pages.watch import watch
from vle_app import addresses, clock, live
from vle_app.assessment import queries
from vle_app.assessment.queries import QueueRow, Summary
from vle_app.clock import now
from vle_app.people.visitors import Visitor

NEXT = 3


class Day(rx.State):
    """My day as a tutor."""

    summary: Summary = Summary(0, 0, 0, 0, 0, [])
    next: list[QueueRow] = []
    date: str = ""
    is_loaded: bool = False

    @event(Role.TUTOR)
    async def load_day(self) -> None:
        self._show(await arrive(self, _read))
        self.is_loaded = True
        visitor = me.get()
        if visitor is not None:
            watch(self, live.marking(visitor.id), Day.refresh)

    @event(Role.TUTOR)
    async def refresh(self) -> None:
        self._show(await look(_read))

    def _show(self, read: tuple[Summary, list[QueueRow], str]) -> None:
        self.summary, self.next, self.date = read


def _read(db: Session, visitor: Visitor) -> tuple[Summary, list[QueueRow], str]:
    moment = now()
    first = queries.queue(db, visitor, moment).rows[:NEXT]
    return queries.summary(db, visitor, moment), first, f"{clock.day(moment, visitor.zone)}."


def _figure(count: Any, words: str, under: str) -> rx.Component:
    return rx.el.p(rx.el.b(count, class_name="text-2xl font-semibold"), " ", words, rx.el.span(under, class_name="block text-sm text-muted"))


def _figures() -> rx.Component:
    day: Any = Day.summary
    return rx.el.div(
        _figure(day.waiting, "to mark", "Handed in to you, not yet decided."),
        _figure(day.this_week, "promised this week", "Counted to Sunday."),
        _figure(day.late, "late", "Past the day we promised."),
        _figure(day.decided, "to release", "Decided; their participants wait for it."),
        class_name="grid grid-cols-2 lg:grid-cols-4 gap-x-10 gap-y-4 border-t border-b border-base-300 py-5",
    )


def _pieces() -> rx.Component:
    rows: Any = Day.next
    nothing = feedback.empty("Nothing to mark", "When one of your people hands in, it appears here by itself.")
    listed = tables.section(
        "Next to mark", tables.rows(rx.foreach(rows, piece)), id="pieces", class_name="mt-10", action=links.link("Whole queue", addresses.MARKING),
    )
    return rx.cond(rows.length() > 0, listed, nothing)


def _quiet() -> rx.Component:
    day: Any = Day.summary

    def row(each: Any) -> rx.Component:
        title = rx.fragment(each.who, rx.el.span(f" · {each.force}", class_name="font-normal text-muted"))
        return tables.row(feedback.status("late", "clock-alert", each.late), title, sub=f"{each.seen}.")

    more = rx.cond(day.quiet_count > queries.QUIET_SHOWN, f" The five longest of {day.quiet_count}.", "")
    lead = rx.el.p("Something of theirs is late, and they have not been here for two weeks.", more, class_name="text-sm text-muted mt-1")
    listed = tables.section("Gone quiet", lead, tables.rows(rx.foreach(day.quiet, row)), id="quiet", class_name="mt-10")
    return rx.cond(day.quiet.length() > 0, listed, rx.fragment())


def page() -> rx.Component:
    """Figures, the next three pieces, the quiet ones."""
    has_work = Day.next.length() > 0
    first = links.button(icon("play"), Day.next[0].href, "Start with the first", kind="primary")
    body = rx.fragment(_figures(), _pieces(), _quiet())
    return shell.staff(
        shell.heading("Today", rx.cond(Day.is_loaded, Day.date, place.grey("12rem")), rx.cond(has_work, first, rx.fragment()), size="2xl"),
        rx.cond(Day.is_loaded, body, rx.fragment(feedback.loading("Fetching your day"), feedback.skeleton_rows(4))),
        current=addresses.TUTOR,
    )


PAGE = routes.Page(route=addresses.TUTOR, title="Today", draw=page, on_load=Day.load_day, roles=(Role.TUTOR,))
