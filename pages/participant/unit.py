"""One unit, for a participant who takes it: everything to do in it in order, what to read in place, and what is judged."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me
from pages.participant import pieces
from pages.shared import place
from pages.shared.arrival import arrive
from pages.ui import feedback, forms, links, shell, tables
from pages.ui.frame import say
from pages.visit import Session, look, visit
from pages.watch import watch
from vle_app import addresses, live
from vle_app.clock import now
from vle_app.learning import queries, timeline
from vle_app.learning.queries import UnitPage
from vle_app.people.visitors import Visitor

NOTHING = UnitPage("", "", "", 0, 0, [], [])


class Unit(rx.State):
    """The unit that the address names. `asked` is the id last answered for."""

    unit: UnitPage = NOTHING
    asked: str = ""

    @event(Role.PARTICIPANT)
    async def load_unit(self) -> None:
        unit_id = place.named(self, "unit_id")
        self._show(await arrive(self, _reading(unit_id)))
        self.asked = unit_id
        visitor = me.get()
        if visitor is not None:
            watch(self, live.person(visitor.id), Unit.refresh)

    @event(Role.PARTICIPANT)
    async def refresh(self) -> None:
        if self.unit.id:
            self._show(await look(_reading(self.unit.id)))

    @event(Role.PARTICIPANT)
    async def finish(self, task_id: str) -> None:
        await self._do(lambda db, who: timeline.finish(db, who, task_id, now=now()))
        await say(self, "Done. You can take that back here.")

    @event(Role.PARTICIPANT)
    async def reopen(self, task_id: str) -> None:
        await self._do(lambda db, who: timeline.reopen(db, who, task_id, now=now()))
        await say(self, "Open again. Its date is what it was.")

    async def _do(self, action: Callable[[Session, Visitor], object]) -> None:
        unit_id = self.unit.id

        def both(db: Session, who: Visitor) -> UnitPage:
            action(db, who)
            return queries.unit(db, who, unit_id, now())

        self._show(await visit(both))

    def _show(self, unit: UnitPage) -> None:
        if unit != self.unit:
            self.unit = unit


def _reading(unit_id: str) -> Callable[[Session, Visitor], UnitPage]:
    return place.found(lambda db, who: queries.unit(db, who, unit_id, now()), NOTHING)


def _task(task: Any) -> rx.Component:
    """One line. What is to be read or done unfolds in place; the hand-in has a page of its own."""
    row = task.row
    title = rx.cond(task.is_hand_in, links.link(row.title, row.href, class_name="quiet"), rx.el.span(row.title))
    name = rx.el.span(" ", row.title, class_name="sr-only")
    turn = rx.cond(task.is_done, Unit.reopen(row.id), Unit.finish(row.id))
    button = forms.button(rx.cond(task.is_done, "Not done yet", "Mark as done"), name, size="sm", on_click=turn)  # one button, so that focus stays on it
    is_late = row.tone == "late"
    state = feedback.status(row.tone, row.icon, row.status)
    step = rx.cond(task.is_hand_in, links.button("Open", row.href, name, kind="primary", size="sm"), button)
    text = rx.el.details(
        rx.el.summary("What to do", name, class_name="cursor-pointer py-1 text-accent w-fit"),
        rx.el.p(task.text, class_name="mt-2 mb-3 text-lg whitespace-pre-line max-w-[38rem]"),
        class_name="col-[2/-1]",
    )
    return rx.el.li(
        rx.el.div(rx.el.b(row.day), rx.cond(is_late, state, row.distance), class_name="t"),
        rx.el.div(rx.el.div(title, class_name="ttl"), rx.el.div(f"{row.minutes} minutes. ", task.why, " ", row.note, class_name="sub"), class_name="min-w-0"),
        rx.el.div(rx.cond(is_late, rx.fragment(), state), step, class_name="act flex flex-wrap items-center gap-x-3 gap-y-1"),
        rx.cond(task.text != "", text, rx.fragment()),
        class_name="row", key=row.id,
    )


def _body() -> rx.Component:
    unit: Any = Unit.unit
    nothing = rx.el.p("Nothing to do in this unit yet. Its tasks come with your timeline.", class_name="text-muted mt-3")
    tasks = rx.cond(unit.tasks.length() > 0, tables.rows(rx.foreach(unit.tasks, _task)), nothing)
    judged = tables.section("What is judged", pieces.criteria(unit.criteria), id="criteria", class_name="mt-0")
    return rx.el.div(
        rx.el.div(tables.section("To do", tasks, id="tasks", class_name="mt-0"), class_name="edge min-w-0"),
        rx.el.aside(judged, class_name="max-lg:mt-12", aria_label="Criteria"),
        class_name="lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] gap-x-16",
    )


def page() -> rx.Component:
    """Back, the unit and what it counts for, then its tasks beside its criteria."""
    unit: Any = Unit.unit
    is_here: Any = Unit.asked == place.here("unit_id")
    is_found = is_here & (unit.id != "")
    words = place.title(is_here, is_found, unit.title, waiting="Your unit", missing="That unit is not here")
    sub = rx.cond(is_here, rx.cond(is_found, f"Unit {unit.code}. Level {unit.level}, {unit.credits} credits.", ""), place.grey("14rem"))
    missing = place.lost("It may have moved, or it is not one that you take. Nothing of yours is lost.", "Go to your day", addresses.ME)
    waiting = rx.fragment(feedback.loading("Fetching your unit"), feedback.skeleton_rows(5))
    return shell.participant(
        place.back("Today", addresses.ME),
        shell.heading(words, sub),
        rx.cond(is_here, rx.cond(is_found, _body(), missing), waiting),
        current=addresses.ME,
    )


PAGE = routes.Page(route=f"{addresses.UNITS}/[unit_id]", title="Your unit", draw=page, on_load=Unit.load_unit, roles=(Role.PARTICIPANT,))
