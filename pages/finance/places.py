"""Finance's start page: places taken by cohort against capacity, and by force: what invoices will be raised against."""

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event
from pages.shared.arrival import arrive
from pages.ui import feedback, shell, tables
from pages.visit import look
from pages.watch import watch
from vle_app import addresses, live
from vle_app.insight import places
from vle_app.insight.places import CohortRow, ForceRow, Places


class TakenPlaces(rx.State):
    """Every cohort and every force."""

    places: Places = Places([], [], 0, 0)
    is_loaded: bool = False

    @event(Role.FINANCE, Role.DIRECTOR)
    async def load_places(self) -> None:
        self.places = await arrive(self, places.taken)
        self.is_loaded = True
        watch(self, live.PROGRAMME, TakenPlaces.refresh)

    @event(Role.FINANCE, Role.DIRECTOR)
    async def refresh(self) -> None:
        self.places = await look(places.taken)


def _cohort(row: rx.Var[CohortRow]) -> rx.Component:
    bar = rx.el.div(rx.el.i(class_name="f-solid", style={"width": f"{row.share}%"}), class_name="bar min-w-24", aria_hidden="true")
    return tables.line(row.name, row.programme, row.starts, bar, (row.taken, "r"), (row.capacity, "r"), (row.left, "r"))


def _force(row: rx.Var[ForceRow]) -> rx.Component:
    return tables.line(row.name, row.levels, (row.taken, "r"))


def _body() -> rx.Component:
    heads = ["Cohort", "Programme", "Starts", "Taken", ("Places taken", "r"), ("Capacity", "r"), ("Left", "r")]
    return rx.fragment(
        tables.section(
            "By cohort",
            tables.table("Places by cohort", heads, rx.foreach(TakenPlaces.places.cohorts, _cohort), hide_caption=True),
            id="cohorts",
            class_name="mt-2",
        ),
        tables.section(
            "By force",
            tables.table("Places by force", ["Force", "By level", ("Places taken", "r")], rx.foreach(TakenPlaces.places.forces, _force), hide_caption=True),
            id="forces",
        ),
    )


def page() -> rx.Component:
    """Two tables: places are counted per person enrolled, those who withdrew left out."""
    counts = f"{TakenPlaces.places.taken} of {TakenPlaces.places.capacity} places are taken. People who withdrew are not counted."
    nothing = feedback.empty("No cohorts yet", "When a cohort is set up, its places are counted here.")
    return shell.staff(
        shell.heading("Places", rx.cond(TakenPlaces.is_loaded, counts, " "), size="2xl"),
        rx.cond(
            TakenPlaces.is_loaded,
            rx.cond(TakenPlaces.places.capacity > 0, _body(), nothing),
            rx.fragment(feedback.loading("Counting places"), feedback.skeleton_rows(5)),
        ),
        current=addresses.FINANCE,
    )


PAGE = routes.Page(route=addresses.FINANCE, title="Places", draw=page, on_load=TakenPlaces.load_places, roles=(Role.FINANCE, Role.DIRECTOR))
