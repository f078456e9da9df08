"""The internal quality assurer's start page: every decision as it is made, with whose it is and whether it has gone out."""

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event
from pages.shared.arrival import arrive
from pages.ui import feedback, shell, tables
from pages.visit import look
from pages.watch import watch
from vle_app import addresses, live
from vle_app.assessment import queries
from vle_app.assessment.queries import DecisionRow
from vle_app.clock import now


class Decisions(rx.State):
    """The latest decisions, newest first."""

    rows: list[DecisionRow] = []
    is_loaded: bool = False

    @event(Role.IQA)
    async def load_decisions(self) -> None:
        self.rows = await arrive(self, lambda db, who: queries.recent_decisions(db, who, now()))
        self.is_loaded = True
        watch(self, live.PROGRAMME, Decisions.refresh)

    @event(Role.IQA)
    async def refresh(self) -> None:
        self.rows = await look(lambda db, who: queries.recent_decisions(db, who, now()))


def _row(row: rx.Var[DecisionRow]) -> rx.Component:
    return tables.row(
        row.when, rx.fragment(row.who, rx.el.span(" · ", row.unit, ", attempt ", row.attempt, class_name="font-normal text-muted")),
        sub=rx.fragment(row.force, ". Assessed by ", row.tutor, ". ", row.state, "."),
        act=[feedback.status(row.tone, row.icon, row.outcome)], key=row.id,
    )


def page() -> rx.Component:
    """A list to read from the top; new decisions arrive there by themselves."""
    nothing = feedback.empty("No decisions yet", "When a tutor passes or refers a piece of work, it stands here at once.")
    return shell.staff(
        shell.heading("Decisions", rx.cond(Decisions.is_loaded, "The latest, as tutors make them. What is not released yet is provisional.", " "), size="2xl"),
        rx.cond(
            Decisions.is_loaded,
            rx.cond(Decisions.rows.length() > 0, tables.rows(rx.foreach(Decisions.rows, _row)), nothing),
            rx.fragment(feedback.loading("Fetching decisions"), feedback.skeleton_rows(6)),
        ),
        current=addresses.IQA,
    )


PAGE = routes.Page(route=addresses.IQA, title="Decisions", draw=page, on_load=Decisions.load_decisions, roles=(Role.IQA,))
