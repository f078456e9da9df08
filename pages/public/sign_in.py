"""The way in. In practice it also offers the sample pilot's people, one click each."""

import reflex as rx

from pages.shared.doorway import Doorway
from pages.shared.practice_accounts import accounts_list
from pages.ui import forms, links, plain, shell
from pages.ui.icons import icon
from vle_app import addresses


def sign_in() -> rx.Component:
    """The form on the left, practice accounts on the right where there are any."""
    columns = "wrap pt-8 lg:pt-14 grid lg:grid-cols-[24rem_minmax(0,1fr)] gap-x-24 gap-y-12 items-start"
    return shell.public(rx.el.div(_form(), accounts_list(), class_name=columns))


def said() -> rx.Component:
    """Why somebody was sent here, when it is no refusal: “You are signed out.” Refusals stand at the field."""
    is_news = (Doorway.words != "") & ~Doorway.is_refusal
    return rx.el.div(rx.cond(is_news, rx.el.p(icon("info"), rx.el.span(Doorway.words), class_name="note n-info mt-5"), rx.fragment()), role="status")


def fault() -> rx.Var[str]:
    """The refusal that sent somebody here, for the field it belongs to; empty if there was none."""
    return rx.cond(Doorway.is_refusal, Doorway.words, "").to(str)


def _form() -> rx.Component:
    return plain.form(
        rx.el.h1("Sign in", class_name="text-2xl outline-none", tab_index=-1),
        said(),
        rx.el.div(
            plain.hidden("next", Doorway.next),
            forms.field("Email", forms.text, id="email", name="email", type="email", auto_complete="username", required=True, max_length=254),
            forms.field("Password", forms.password, id="password", error=fault()),
            forms.button("Sign in", kind="primary", type="submit"),
            rx.el.p(links.link("I have forgotten my password", addresses.RESET), class_name="text-sm"),
            class_name="grid gap-5 mt-6",
        ),
        action=addresses.API_SIGN_IN,
    )
