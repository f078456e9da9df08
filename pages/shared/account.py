"""Your account: who we think you are, where you are signed in, and your password."""

import reflex as rx

from pages import routes
from pages.gate import event, signed_in
from pages.shared.arrival import arrive
from pages.ui import feedback, forms, plain, shell, tables
from pages.ui.frame import say
from pages.visit import visit
from vle_app import addresses
from vle_app.clock import now
from vle_app.people import queries, sign_ins
from vle_app.people.queries import SignInRow
from vle_app.people.visitors import Visitor


class Account(rx.State):
    """The person's own details and devices."""

    name: str = ""
    email: str = ""
    organisation: str = ""
    devices: list[SignInRow] = []
    is_loaded: bool = False

    @event(signed_in)
    async def load_account(self) -> None:
        who, self.devices = await arrive(self, lambda db, me: (me, queries.sign_ins_of(db, me, now())))
        self._show(who)
        self.is_loaded = True

    @event(signed_in)
    async def end_one(self, sign_in_id: str) -> None:
        self.devices = await visit(lambda db, me: (sign_ins.end(db, me, sign_in_id, now()), db.flush(), queries.sign_ins_of(db, me, now()))[2])
        await say(self, "Signed out there. Its pages have closed.")

    @event(signed_in)
    async def end_all(self) -> None:
        await visit(lambda db, me: sign_ins.end_everywhere(db, me, now()))

    def _show(self, who: Visitor) -> None:
        self.name, self.email, self.organisation = who.name, who.email, who.organisation


def _device(row: rx.Var[SignInRow]) -> rx.Component:
    end = forms.button("Sign out", rx.el.span(" of ", row.device, class_name="sr-only"), size="sm", on_click=Account.end_one(row.id))
    return tables.row(
        rx.cond(row.is_this, "This one", "Another"),
        row.device,
        sub=rx.fragment("Last used ", row.seen, ". Signed in ", row.since, "."),
        act=[rx.cond(row.is_this, feedback.status("ok", "check", "Here now"), end)],
    )


def _password() -> rx.Component:
    return plain.form(
        plain.hidden("purpose", "change"),
        forms.field("Present password", forms.password, id="old", name="old", auto_complete="current-password"),
        forms.field(
            "New password",
            forms.password,
            id="password",
            hint="At least 12 characters. Three or four unrelated words are good.",
            name="password",
            auto_complete="new-password",
            min_length=12,
        ),
        forms.field("New password again", forms.password, id="again", name="again", auto_complete="new-password", min_length=12),
        rx.el.div(forms.button("Change password", kind="primary", type="submit")),
        action=addresses.API_PASSWORD,
        class_name="grid gap-4 max-w-[26rem] mt-4",
    )


def page() -> rx.Component:
    """Details, devices, password, in that order."""
    details = rx.el.dl(
        *(
            rx.el.div(rx.el.dt(word, class_name="text-sm text-muted"), rx.el.dd(value, class_name="font-semibold"))
            for word, value in (("Name", Account.name), ("Email", Account.email), ("Force or organisation", Account.organisation))
        ),
        class_name="grid sm:grid-cols-3 gap-4",
    )
    devices = tables.section(
        "Where you are signed in",
        tables.rows(rx.foreach(Account.devices, _device)),
        id="devices",
        action=forms.button("Sign out everywhere", size="sm", on_click=Account.end_all),
    )
    return shell.either(
        shell.heading("Your account", "If a detail here is wrong, tell your concierge."),
        rx.cond(Account.is_loaded, rx.fragment(details, devices), rx.fragment(feedback.loading("Fetching your account"), feedback.skeleton_rows(3))),
        tables.section("Password", _password(), id="password-section"),
        current=addresses.ACCOUNT,
    )


PAGE = routes.Page(route=addresses.ACCOUNT, title="Your account", draw=page, on_load=Account.load_account)
