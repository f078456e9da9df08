"""The sample pilot's people, one click each. Practice only: elsewhere the list stays empty and what fills it is never imported."""

from dataclasses import dataclass

import reflex as rx

from models.people import Role
from pages.gate import anyone, event
from pages.routes import PLACE
from pages.ui import forms, plain, tables
from pages.visit import Session, glance
from vle_app import addresses, names, settings

_ABOUT = {
    Role.PARTICIPANT: "What is due, and handing it in.",
    Role.TUTOR: "Work to mark, by promised date.",
    Role.IQA: "Decisions that have been released.",
    Role.CONCIERGE: "Who is waiting, and for what.",
    Role.FORCE_LEAD: "One force’s people, and how far they are.",
    Role.FINANCE: "Places, and whose they are.",
    Role.DIRECTOR: "The pilot as a whole, and its forces.",
}


@dataclass(frozen=True)
class AccountRow:
    """One person to look round as. These passwords are known to everybody, and exist in practice only."""

    name: str
    initials: str
    role: str
    about: str
    email: str
    password: str


class PracticeAccounts(rx.State):
    """Filled in practice; empty for ever in production."""

    rows: list[AccountRow] = []

    @event(anyone)
    async def load_accounts(self) -> None:
        self.rows = await glance(_rows) if settings.current().is_practice else []


def _rows(db: Session) -> list[AccountRow]:
    from vle_app.practice import accounts

    return [
        AccountRow(name=a.name, initials=names.initials(a.name), role=PLACE[a.role], about=_ABOUT[a.role], email=a.email, password=a.password)
        for a in accounts.accounts(db)
    ]


def accounts_list() -> rx.Component:
    """The list with its heading, or nothing."""
    listed = rx.el.section(
        rx.el.h2("Practice accounts", id="accounts", class_name="h-sec"),
        rx.el.p("Choose one to look round as that person. You can change at any time.", class_name="text-muted mt-1 mb-5"),
        tables.rows(rx.foreach(PracticeAccounts.rows, _account), margin="2.5rem"),
        aria_labelledby="accounts",
    )
    return rx.cond(PracticeAccounts.rows.length() > 0, listed, rx.fragment())


def _account(row: rx.Var[AccountRow]) -> rx.Component:
    """One person and a form of their own, so that one click signs in without a script."""
    return rx.el.li(
        rx.el.span(row.initials, class_name="ava", aria_hidden="true"),
        rx.el.div(
            rx.el.div(row.name, rx.el.span(" · ", row.role, class_name="font-normal text-muted"), class_name="ttl"),
            rx.el.div(row.about, class_name="sub"),
            class_name="min-w-0",
        ),
        plain.form(
            plain.hidden("email", row.email), plain.hidden("password", row.password),
            forms.button("Sign in", rx.el.span(" as ", row.name, ", ", row.role, class_name="sr-only"), size="sm", type="submit"),
            action=addresses.API_SIGN_IN, class_name="act",
        ),
        class_name="row items-center",
    )
