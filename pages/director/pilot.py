"""The director's start page: what the pilot promised against what has been delivered, each figure beside what it is counted from."""

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event
from pages.shared.arrival import arrive
from pages.ui import feedback, links, shell, tables
from pages.visit import look
from pages.watch import watch
from vle_app import addresses, live
from vle_app.clock import now
from vle_app.insight import figures
from vle_app.insight.figures import TARGET_FORCES, TARGET_LEADERS, TARGET_MONTHS, TURNAROUND_DAYS, Figures, LevelRow


class Pilot(rx.State):
    """The figures of this moment."""

    figures: Figures = Figures(0, 0, 0, 0, 0, None, 0, 0, [])
    is_loaded: bool = False

    @event(Role.DIRECTOR)
    async def load_figures(self) -> None:
        self.figures = await arrive(self, lambda db, who: figures.of_pilot(db, who, now=now()))
        self.is_loaded = True
        watch(self, live.PROGRAMME, Pilot.refresh)

    @event(Role.DIRECTOR)
    async def refresh(self) -> None:
        self.figures = await look(lambda db, who: figures.of_pilot(db, who, now=now()))


def _figure(value: rx.Component | rx.Var[str], unit: str, words: rx.Component | str, *more: rx.Component) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(value, class_name="text-3xl font-semibold"), " ", unit),
        rx.el.p(words, class_name="text-sm text-muted mt-1"),
        *more,
        class_name="border-t border-base-300 pt-4",
    )


def _level(row: rx.Var[LevelRow]) -> rx.Component:
    return tables.line(f"Level {row.level}", (row.people, "r"), (row.first_attempts, "r"), (row.first_passes, "r"))


def _body() -> rx.Component:
    f = Pilot.figures
    turnaround = rx.cond(f.released > 0, f"{f.median_days}", "None yet")
    return rx.fragment(
        rx.el.ul(
            _figure(f"{f.leaders} of {TARGET_LEADERS}", "leaders", "On the programme now; people who withdrew are not counted."),
            _figure(f"{f.forces} of {TARGET_FORCES}", "forces", "With at least one person enrolled.", links.link("Places by force", addresses.FINANCE)),
            _figure(f"{f.months} of {TARGET_MONTHS}", "months", "Since the first cohort started."),
            _figure(
                turnaround,
                "working days",
                rx.fragment(f"Median from hand-in to released feedback, over {f.released} released in the last {TURNAROUND_DAYS} days. The promise is 15."),
            ),
            _figure(f"{f.waiting}", "waiting", rx.fragment(f"Pieces with tutors. {f.broken_promises} are past the day we promised.")),
            _figure(f"{f.overdue_people}", "people late", "With at least one overdue task.", links.link("See the queue", addresses.CONCIERGE)),
            class_name="grid gap-x-10 gap-y-8 sm:grid-cols-2 xl:grid-cols-3",
        ),
        tables.section(
            "By level",
            tables.table(
                "People and first attempts by level",
                ["Level", ("People", "r"), ("First attempts decided", "r"), ("Passed first time", "r")],
                rx.foreach(f.levels, _level),
                hide_caption=True,
            ),
            id="levels",
        ),
    )


def page() -> rx.Component:
    """Counts rather than percentages: at this size a percentage hides the people in it."""
    sub = rx.cond(
        Pilot.is_loaded,
        f"What was promised: {TARGET_LEADERS} leaders from {TARGET_FORCES} forces in {TARGET_MONTHS} months. Counted from the records just now.",
        " ",
    )
    return shell.staff(
        shell.heading("The pilot", sub, size="2xl"),
        rx.cond(Pilot.is_loaded, _body(), rx.fragment(feedback.loading("Counting"), feedback.skeleton_rows(4))),
        current=addresses.DIRECTOR,
    )


PAGE = routes.Page(route=addresses.DIRECTOR, title="The pilot", draw=page, on_load=Pilot.load_figures, roles=(Role.DIRECTOR,))
