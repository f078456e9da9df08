"""The director's settings: which forces are on the programme, and taking on another from the list of real ones."""

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event
from pages.shared.arrival import arrive
from pages.ui import feedback, forms, shell, tables
from pages.ui.frame import say
from pages.visit import Session, visit
from vle_app import addresses
from vle_app.clock import now
from vle_app.people import organisations
from vle_app.people.organisations import ForceRow
from vle_app.people.visitors import Visitor


class Forces(rx.State):
    """The forces that are here, and the names of those that could be."""

    forces: list[ForceRow] = []
    others: list[str] = []
    is_loaded: bool = False

    @event(Role.DIRECTOR)
    async def load_forces(self) -> None:
        self.forces, self.others = await arrive(self, _forces)
        self.is_loaded = True

    @event(Role.DIRECTOR)
    async def add(self, form: dict[str, str]) -> None:
        name = str(form.get("force", ""))

        def work(db: Session, who: Visitor) -> tuple[list[ForceRow], list[str]]:
            organisations.add_force(db, who, name, now=now())
            db.flush()
            return _forces(db, who)

        self.forces, self.others = await visit(work)
        await say(self, f"{name} is on the programme. Invite its force lead from People.")


def _forces(db: Session, who: Visitor) -> tuple[list[ForceRow], list[str]]:
    return organisations.here(db, who), organisations.may_be_added(db)


def page() -> rx.Component:
    """A table of forces and one form."""
    heads = ["Force", "Short code", "Bank holidays of", ("Participants", "r")]
    table = tables.table(
        "Forces on the programme",
        heads,
        rx.foreach(Forces.forces, lambda row: tables.line(row.name, row.short_code, row.division, (row.people, "r"))),
        hide_caption=True,
    )
    picker = rx.el.div(
        rx.el.label("Force", html_for="force"),
        rx.el.select(rx.foreach(Forces.others, lambda name: rx.el.option(name, value=name)), id="force", name="force", class_name="inp"),
        class_name="fld max-w-[28rem]",
    )
    form = rx.el.form(
        picker, rx.el.div(forms.button("Add this force", kind="primary", type="submit"), class_name="mt-4"), on_submit=Forces.add, class_name="mt-4"
    )
    loading = rx.fragment(feedback.loading("Fetching forces"), feedback.skeleton_rows(4))
    return shell.staff(
        shell.heading("Settings", "Forces on the programme. Each keeps the bank holidays of its own part of the country.", size="2xl"),
        tables.section("Forces", rx.cond(Forces.is_loaded, table, loading), id="forces", class_name="mt-2"),
        tables.section("Add a force", form, id="add"),
        current=addresses.SETTINGS,
    )


PAGE = routes.Page(route=addresses.SETTINGS, title="Settings", draw=page, on_load=Forces.load_forces, roles=(Role.DIRECTOR,))
