"""Where a participant begins: the one next thing with the minutes it takes, what is late, the weeks ahead, and how far they are."""

from datetime import datetime
from typing import Any

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me
from pages.shared import place
from pages.shared.arrival import arrive
from pages.ui import bars, feedback, forms, links, shell, tables
from pages.ui.icons import icon
from pages.visit import Session, look
from pages.watch import watch
from vle_app import addresses, clock, live, names
from vle_app.clock import now
from vle_app.errors import Refusal
from vle_app.learning import queries
from vle_app.learning.lines import TaskRow
from vle_app.learning.queries import Dashboard
from vle_app.people.visitors import Visitor

GAPS = (("10", "10 min"), ("20", "20 min"), ("45", "45 min"), ("90", "90 min"))
FITTING = 4


class Today(rx.State):
    """My day as it stands, and what fits into the minutes I have."""

    day: Dashboard = Dashboard()
    hello: str = "Today"
    date: str = ""
    gap: str = ""
    fitting: list[TaskRow] = []
    is_loaded: bool = False

    @event(Role.PARTICIPANT)
    async def load_today(self) -> None:
        self._show(await arrive(self, _read))
        self.is_loaded = True
        visitor = me.get()
        if visitor is not None:
            watch(self, live.person(visitor.id), Today.refresh)

    @event(Role.PARTICIPANT)
    async def refresh(self) -> None:
        self._show(await look(_read))

    @event(Role.PARTICIPANT)
    async def set_gap(self, minutes: str) -> None:
        if minutes not in [value for value, _ in GAPS]:
            raise Refusal("Choose one of the times shown.")
        self.gap = minutes
        self.fitting = _fitting(self.day, minutes)

    def _show(self, read: tuple[Dashboard, str, str]) -> None:
        day, self.hello, self.date = read
        if self.day != day:
            self.day = day
            self.fitting = _fitting(day, self.gap)


def _read(db: Session, visitor: Visitor) -> tuple[Dashboard, str, str]:
    moment = now()
    day = queries.dashboard(db, visitor, moment)
    date = clock.day(moment, visitor.zone)
    return day, f"{greeting(moment, visitor.zone)}, {names.first(visitor.name)}", f"{date}. {day.programme}." if day.programme else f"{date}."


def greeting(moment: datetime, zone: str) -> str:
    """By the clock where the person is. Somebody up at three is on nights: it is evening until five."""
    hour = clock.local(moment, zone).hour
    return "Good morning" if 5 <= hour < 12 else "Good afternoon" if 12 <= hour < 17 else "Good evening"


def _fitting(day: Dashboard, gap: str) -> list[TaskRow]:
    """What is open and fits, soonest due first; without the next thing, which stands above."""
    ahead = [*day.late, *day.week, *day.month, *day.later]
    return [row for row in ahead if row.minutes <= int(gap)][:FITTING] if gap else []


def _row(row: Any) -> rx.Component:
    return tables.row(
        row.day, links.link(row.title, row.href, class_name="quiet"), under=row.distance, sub=_sub(row),
        act=[feedback.status(row.tone, row.icon, row.status)], key=row.id,
    )


def _late_row(row: Any) -> rx.Component:
    late = feedback.status("late", "clock-alert", row.distance)
    return tables.row(row.day, links.link(row.title, row.href, class_name="quiet"), under=late, sub=_sub(row), act=[_open(row)], key=row.id)


def _fitting_row(row: Any) -> rx.Component:
    title = links.link(row.title, row.href, class_name="quiet")
    return tables.row(f"{row.minutes} min", title, sub=f"Due {row.day}, {row.distance}.", act=[_open(row)], key=row.id)


def _waiting_row(row: Any) -> rx.Component:
    title = links.link(row.title, row.href, class_name="quiet")
    return tables.row(row.day, title, under="was due", sub=row.note, act=[feedback.status(row.tone, row.icon, row.status)], key=row.id)


def _open(row: Any) -> rx.Component:
    return links.button("Open", row.href, rx.el.span(" ", row.title, class_name="sr-only"), size="sm")


def _sub(row: Any) -> rx.Component:
    return rx.fragment(row.sub, rx.cond(row.note != "", rx.el.span(row.note, class_name="block"), rx.fragment()))


def _if_any(rows: Any, *parts: rx.Component) -> rx.Component:
    return rx.cond(rows.length() > 0, rx.fragment(*parts), rx.fragment())


def _next() -> rx.Component:
    """The one tinted panel, with the one filled button."""
    thing: Any = Today.day.next
    has_started = (thing.status == "Drafting") | (thing.status == "Hand in again")
    minutes = rx.el.p(
        rx.el.span(thing.minutes, class_name="font-semibold block text-5xl", style={"letterSpacing": "-.03em"}),
        rx.el.span(rx.cond(thing.minutes == 1, "minute", "minutes"), class_name="text-muted"),
        class_name="flex sm:block items-baseline gap-2",
    )
    words = rx.el.div(
        rx.el.h2(thing.title, id="next", class_name="text-2xl"),
        rx.cond(thing.tone == "late", rx.el.p(feedback.status(thing.tone, thing.icon, thing.status), class_name="mt-2"), rx.fragment()),
        rx.el.p(thing.sub, class_name="mt-2 text-muted"),
        rx.cond(thing.why != "", rx.el.p(thing.why, class_name="mt-3"), rx.fragment()),
        rx.el.div(
            links.button(rx.cond(has_started, "Carry on", "Start"), thing.href, icon("arrow-right"), kind="primary", size="lg"),
            links.plain("Show me something else", "#have", class_name=forms.button_class("link")),
            class_name="flex flex-wrap gap-3 mt-6 max-sm:*:w-full",
        ),
    )
    grid = rx.el.div(minutes, words, class_name="grid sm:grid-cols-[6.25rem_minmax(0,1fr)] gap-x-6 gap-y-2")
    return rx.el.section(grid, class_name="next", aria_labelledby="next")


def _nothing() -> rx.Component:
    day: Any = Today.day
    waiting = feedback.empty("Nothing needs you today", "What you handed in is with your tutor. We tell you when there is news, and stay quiet until then.")
    finished = feedback.empty("Nothing needs you today", "Everything on your timeline is done.")
    unbegun = feedback.empty("Nothing is planned yet", "Your tasks stand here, with their dates, once your programme begins.")
    return rx.cond(day.waiting.length() > 0, waiting, rx.cond(day.done_count > 0, finished, unbegun))


def _late() -> rx.Component:
    rows: Any = Today.day.late
    words = "Your tutor and your concierge can see that these have not arrived. If you need more time, tell them."
    lead = rx.el.p(words, class_name="text-sm text-muted mt-1")
    return _if_any(rows, tables.section("Late", lead, tables.rows(rx.foreach(rows, _late_row)), id="late"))


def _gap() -> rx.Component:
    """“I have 20 minutes”: what is open and fits."""
    fitting: Any = Today.fitting
    gap: Any = Today.gap
    nothing = rx.el.p("Nothing else that is open fits into that. Choose a longer time, or rest.", class_name="text-muted mt-4")
    rows = rx.cond(fitting.length() > 0, tables.rows(rx.foreach(fitting, _fitting_row)), nothing)
    chips = forms.chips("How many minutes have you got?", "minutes", GAPS, chosen=gap, on_choose=Today.set_gap, hide_legend=True)
    head = rx.el.div(rx.el.h2("I have", id="have", class_name="h-sec"), chips, class_name="edge-h max-lg:grid max-lg:gap-3")
    return rx.el.section(head, rx.el.div(rx.cond(gap != "", rows, ""), aria_live="polite"), aria_labelledby="have", class_name="mt-12")


def _folded(title: str, count: Any, shown: int, more: str, rows: Any) -> rx.Component:
    head = rx.el.h2(title, " ", rx.el.span(count, class_name="text-muted font-normal num"), class_name="h-sec inline")
    note = rx.cond(count > shown, rx.el.p(more, class_name="text-sm text-muted mt-3"), rx.fragment())
    summary = rx.el.summary(head, class_name="cursor-pointer py-2")
    listed = rx.el.div(tables.rows(rx.foreach(rows, _row)), note, class_name="pb-6")
    return _if_any(rows, rx.el.details(summary, listed, class_name="border-t border-base-300 py-1.5"))


def _ahead() -> rx.Component:
    day: Any = Today.day
    return rx.fragment(
        _if_any(day.week, tables.section("This week", tables.rows(rx.foreach(day.week, _row)), id="week")),
        _if_any(day.month, tables.section("The next 30 days", tables.rows(rx.foreach(day.month, _row)), id="month")),
        _if_any(day.waiting, tables.section("Handed in", tables.rows(rx.foreach(day.waiting, _waiting_row)), id="waiting")),
        rx.el.div(
            _folded("Later", day.later_count, queries.LATER_SHOWN, "The rest comes into view as these go.", day.later),
            _folded("Done", day.done_count, queries.DONE_SHOWN, "The newest ten. The others stand on their units’ pages.", day.done),
            class_name="mt-12 border-b border-base-300 empty:hidden",
        ),
    )


def _person(row: Any) -> rx.Component:
    does = rx.cond(row.role == "Tutor", "Tutor. Marks your work, and stands by the marks.", "Concierge. Dates, more time, anything else.")
    return rx.el.li(
        rx.el.span(row.initials, class_name="ava", aria_hidden="true"),
        rx.el.div(rx.el.b(row.name, class_name="font-semibold"), rx.el.div(does, class_name="text-sm text-muted")),
        class_name="flex gap-3", key=row.role,
    )


def _aside() -> rx.Component:
    count: Any = Today.day.bars
    people: Any = Today.day.people
    progress = rx.el.section(
        rx.el.h2("How far you are", id="far", class_name="h-sec"),
        rx.el.p("Counted in criteria. ", count.said, class_name="text-sm text-muted mt-1 mb-4"),
        bars.three(count.expected, count.handed_in, count.signed_off, count.total, "criteria"),
        aria_labelledby="far",
    )
    listed = rx.el.ul(rx.foreach(people, _person), class_name="mt-4 grid gap-4")
    return rx.el.aside(
        rx.cond(count.total > 0, progress, rx.fragment()),
        _if_any(people, rx.el.section(rx.el.h2("Your people", id="people", class_name="h-sec"), listed, aria_labelledby="people")),
        class_name="max-lg:mt-12 grid gap-12 content-start lg:pt-[6.25rem]", aria_label="Progress and people",
    )


def _loading() -> rx.Component:
    """The shape of the page in grey, so that nothing jumps when the rows come."""
    lines = rx.el.div(feedback.bone("85%", "1.75rem"), feedback.bone("60%"), feedback.bone("8rem", "3rem", "mt-3"), class_name="grid gap-3")
    panel = rx.el.div(feedback.bone("4rem", "3rem"), lines, class_name="next grid sm:grid-cols-[6.25rem_minmax(0,1fr)] gap-6", aria_hidden="true")
    return rx.fragment(feedback.loading("Fetching your day"), panel, rx.el.h2("This week", class_name="h-sec mt-12"), feedback.skeleton_rows(3))


def page() -> rx.Component:
    """One column of time, with progress and people beside it."""
    has_next: Any = Today.day.next.title != ""
    body = rx.fragment(rx.cond(has_next, _next(), _nothing()), _late(), rx.cond(has_next, _gap(), rx.fragment()), _ahead())
    column = rx.el.div(
        shell.heading(Today.hello, rx.cond(Today.is_loaded, Today.date, place.grey("20rem"))),
        rx.cond(Today.is_loaded, body, _loading()),
        class_name="edge min-w-0",
    )
    aside = rx.cond(Today.is_loaded, _aside(), rx.fragment())
    return shell.participant(rx.el.div(column, aside, class_name="lg:grid lg:grid-cols-[minmax(0,1fr)_17.5rem] gap-x-20"), current=addresses.ME)


PAGE = routes.Page(route=addresses.ME, title="Today", draw=page, on_load=Today.load_today, roles=(Role.PARTICIPANT,))
