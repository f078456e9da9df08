"""The force lead's start page: their own people, where each stands and what is due next. No marks, and nobody else's people."""

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me
from pages.shared.arrival import arrive
from pages.ui import feedback, roster_table, shell
from pages.visit import look
from pages.watch import watch
from vle_app import addresses, live
from vle_app.clock import now
from vle_app.insight import roster
from vle_app.insight.roster import Roster


class ForcePeople(rx.State):
    """One page of the force's participants."""

    roster: Roster = Roster([], 0, 0, 1, 1)
    is_loaded: bool = False

    @event(Role.FORCE_LEAD)
    async def load_people(self) -> None:
        self.roster = await arrive(self, lambda db, who: roster.of_force(db, who, now=now()))
        self.is_loaded = True
        visitor = me.get()
        for force in visitor.organisations(Role.FORCE_LEAD) if visitor else ():
            watch(self, live.force(force), ForcePeople.refresh)

    @event(Role.FORCE_LEAD)
    async def refresh(self) -> None:
        page = self.roster.page
        self.roster = await look(lambda db, who: roster.of_force(db, who, now=now(), page=page))

    @event(Role.FORCE_LEAD)
    async def turn_to(self, page: int) -> None:
        self.roster = await look(lambda db, who: roster.of_force(db, who, now=now(), page=page))


def page() -> rx.Component:
    """A table, because a lead compares people; on a phone it scrolls inside its own region."""
    late = rx.cond(
        ForcePeople.roster.late == 0,
        "Nobody is overdue.",
        rx.cond(ForcePeople.roster.late == 1, "One has overdue work.", f"{ForcePeople.roster.late} have overdue work."),
    )
    counts = rx.fragment(f"{ForcePeople.roster.total} people are on the programme. ", late)
    nothing = feedback.empty("Nobody is enrolled yet", "When somebody of your force takes up a place, they appear here with their dates.")
    body = rx.cond(
        ForcePeople.roster.total > 0,
        roster_table.drawn(ForcePeople.roster, "Your people", ForcePeople.turn_to, with_force=False),
        nothing,
    )
    return shell.staff(
        shell.heading("Your people", rx.cond(ForcePeople.is_loaded, counts, " "), size="2xl"),
        rx.cond(ForcePeople.is_loaded, body, rx.fragment(feedback.loading("Fetching your people"), feedback.skeleton_rows(6))),
        current=addresses.FORCE,
    )


PAGE = routes.Page(route=addresses.FORCE, title="Your people", draw=page, on_load=ForcePeople.load_people, roles=(Role.FORCE_LEAD,))
