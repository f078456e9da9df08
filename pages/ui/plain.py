"""The plain form post. Reflex's own form stops the browser from sending it, so sign-in and its kin need this one."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML  # type: ignore[import-untyped]


class PlainForm(BaseHTML):  # type: ignore[misc]  # Reflex ships these without types
    """A form that the browser itself posts; the answer is a whole new page. Used where a cookie is set or taken away."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]
    name: rx.Var[str]


def form(*children: rx.Component, action: str, **props: Any) -> rx.Component:
    """A native POST to one of our plain HTTP routes. Give each control a `name`."""
    return PlainForm.create(*children, action=action, method="post", **props)


def hidden(name: str, value: str | rx.Var[str]) -> rx.Component:
    """A value that travels with the form unseen."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)
