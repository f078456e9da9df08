"""Everybody on the programme, to find one person, and to invite another. For concierges; directors may look."""

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event
from pages.shared.arrival import arrive
from pages.ui import feedback, forms, roster_table, shell, tables
from pages.ui.frame import say
from pages.visit import Session, look, visit
from pages.watch import watch
from vle_app import addresses, live
from vle_app.clock import now
from vle_app.errors import Refusal
from vle_app.insight import roster
from vle_app.insight.roster import Roster
from vle_app.people import links, organisations
from vle_app.people.accounts import ROLE_WORDS


class People(rx.State):
    """One page of the roster, and the form to invite somebody."""

    roster: Roster = Roster([], 0, 0, 1, 1)
    organisations: list[dict[str, str]] = []
    search: str = ""
    problem: str = ""
    is_loaded: bool = False

    @event(Role.CONCIERGE, Role.DIRECTOR)
    async def load_people(self) -> None:
        search = self.search
        self.roster, self.organisations = await arrive(self, lambda db, who: (roster.of_programme(db, who, now=now(), search=search), _organisations(db)))
        self.is_loaded = True
        watch(self, live.PROGRAMME, People.refresh)

    @event(Role.CONCIERGE, Role.DIRECTOR)
    async def refresh(self) -> None:
        search, page = self.search, self.roster.page
        self.roster = await look(lambda db, who: roster.of_programme(db, who, now=now(), search=search, page=page))

    @event(Role.CONCIERGE, Role.DIRECTOR)
    async def find(self, form: dict[str, str]) -> None:
        self.search = str(form.get("search", ""))[:80]
        search = self.search
        self.roster = await look(lambda db, who: roster.of_programme(db, who, now=now(), search=search))

    @event(Role.CONCIERGE, Role.DIRECTOR)
    async def turn_to(self, page: int) -> None:
        search = self.search
        self.roster = await look(lambda db, who: roster.of_programme(db, who, now=now(), search=search, page=page))

    @event(Role.CONCIERGE, Role.DIRECTOR)
    async def invite(self, form: dict[str, str]) -> None:
        email, name, grade = (str(form.get(field, "")) for field in ("email", "name", "grade"))
        role, organisation = str(form.get("role", "")), str(form.get("organisation", ""))
        try:
            await visit(lambda db, who: links.invite(db, who, email=email, name=name, role=_role(role), organisation_id=organisation, grade=grade, now=now()))
        except Refusal as refusal:  # said beside the form as well, so that nothing typed is lost from sight
            self.problem = str(refusal)
            return
        self.problem = ""
        await say(self, f"Invited. {name.strip()} gets an e-mail with a link that works for seven days.")


def _role(value: str) -> Role:
    if value not in set(Role):
        raise Refusal("Choose a role from the list.")
    return Role(value)


def _organisations(db: Session) -> list[dict[str, str]]:
    return [{"id": key, "name": name} for key, name in organisations.named(db)]


def _invite() -> rx.Component:
    organisation = rx.el.div(
        rx.el.label("Force or provider", html_for="organisation"),
        rx.el.select(
            rx.foreach(People.organisations, lambda row: rx.el.option(row["name"], value=row["id"])), id="organisation", name="organisation", class_name="inp"
        ),
        class_name="fld",
    )
    fields = rx.el.div(
        forms.field("Name", forms.text, id="name", name="name", required=True, max_length=120, auto_complete="off"),
        forms.field("Email", forms.text, id="email", name="email", type="email", required=True, max_length=254, auto_complete="off"),
        forms.field("Rank or grade", forms.text, id="grade", name="grade", max_length=80),
        forms.field("Role", forms.choice, id="role", name="role", options=[(role.value, ROLE_WORDS[role].capitalize()) for role in Role]),
        organisation,
        class_name="grid sm:grid-cols-2 gap-4 max-w-[42rem] mt-4",
    )
    problem = rx.cond(People.problem != "", rx.el.div(feedback.note("late", People.problem), role="alert", class_name="mt-4 max-w-[42rem]"), rx.fragment())
    return rx.el.form(fields, problem, rx.el.div(forms.button("Invite", kind="primary", type="submit"), class_name="mt-5"), on_submit=People.invite)


def _find() -> rx.Component:
    return rx.el.form(
        forms.field("Find by name, e-mail or force", forms.text, id="search", name="search", type="search", default_value=People.search, max_length=80),
        forms.button("Find", type="submit"),
        on_submit=People.find,
        role="search",
        class_name="flex flex-wrap items-end gap-3 mb-2",
    )


def page() -> rx.Component:
    """Find, then the table, then the invitation."""
    nobody = feedback.empty("Nobody matches", "Try fewer letters, or look for the force.")
    table = rx.cond(People.roster.total > 0, roster_table.drawn(People.roster, "Everybody on the programme", People.turn_to, with_force=True), nobody)
    counts = f"{People.roster.total} people, {People.roster.late} of them with something overdue."
    return shell.staff(
        shell.heading("People", rx.cond(People.is_loaded, counts, " "), size="2xl"),
        _find(),
        rx.cond(People.is_loaded, table, rx.fragment(feedback.loading("Fetching people"), feedback.skeleton_rows(6))),
        tables.section("Invite somebody", _invite(), id="invite"),
        current=addresses.PEOPLE,
    )


PAGE = routes.Page(route=addresses.PEOPLE, title="People", draw=page, on_load=People.load_people, roles=(Role.CONCIERGE, Role.DIRECTOR))
