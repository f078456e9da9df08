"""Choosing a password: asking for a reset link, using one, and joining by invitation. Opening a link changes nothing; only the button does."""

import reflex as rx

from pages.public.sign_in import fault, said
from pages.shared.doorway import Doorway
from pages.ui import forms, links, plain, shell
from vle_app import addresses
from vle_app.people.passwords import SHORTEST

_HINT = f"At least {SHORTEST} characters. Three or four unconnected words are easy to remember and hard to guess."


def ask() -> rx.Component:
    """Ask for a link by e-mail. The answer is the same whether we know the address or not."""
    return _page(
        "Choose a new password",
        "Give the e-mail address you sign in with. If we know it, we send a link there that works once.",
        forms.field("Email", forms.text, id="email", name="email", type="email", auto_complete="username", required=True, max_length=254, error=fault()),
        forms.button("Send me a link", kind="primary", type="submit"),
        rx.el.p(links.link("Back to signing in", addresses.SIGN_IN), class_name="text-sm"),
        action=addresses.API_RESET,
    )


def choose() -> rx.Component:
    """From a reset link."""
    return _page(
        "Choose a new password",
        "When you save it, every device that was signed in as you is signed out.",
        plain.hidden("token", Doorway.link_token), plain.hidden("purpose", "reset"), _new_password("Save and sign in"),
        rx.el.p(links.link("Ask for another link", addresses.RESET), class_name="text-sm"),
        action=addresses.API_PASSWORD,
    )


def join() -> rx.Component:
    """From an invitation."""
    return _page(
        "Welcome. Choose a password",
        "You have been invited to Leadership Learning. Choose a password, and we take you to your start page.",
        plain.hidden("token", Doorway.link_token), plain.hidden("purpose", "join"), _new_password("Save and begin"),
        rx.el.p("If the link has grown old, ask whoever invited you for another.", class_name="text-sm text-muted"),
        action=addresses.API_PASSWORD,
    )


def _new_password(words: str) -> rx.Component:
    return rx.fragment(
        forms.field("New password", forms.password, id="password", hint=_HINT, error=fault(), auto_complete="new-password", min_length=SHORTEST),
        forms.button(words, kind="primary", type="submit", disabled=Doorway.link_token == ""),
    )


def _page(title: str, words: str, *fields: rx.Component, action: str) -> rx.Component:
    return shell.public(
        rx.el.div(
            plain.form(
                rx.el.h1(title, class_name="text-2xl outline-none", tab_index=-1), rx.el.p(words, class_name="text-muted mt-2"), said(),
                rx.el.div(*fields, class_name="grid gap-5 mt-6"), action=action, class_name="max-w-[26rem]",
            ),
            class_name="wrap pt-8 lg:pt-14",
        )
    )
