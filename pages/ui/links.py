"""Links: inside the house without a new page load, outside it with one, and to a file as a download."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML  # type: ignore[import-untyped]
from reflex_components_core.react_router.dom import ReactRouterLink  # type: ignore[import-untyped]

from pages.ui.forms import button_class

Text = str | rx.Var[str]
Part = rx.Component | str | rx.Var[str]


class PlainLink(BaseHTML):  # type: ignore[misc]  # Reflex ships these without types
    """A link as the browser knows it. Reflex's own `rx.el.a` would stay inside the app."""

    tag = "a"
    href: rx.Var[str]
    target: rx.Var[str]
    rel: rx.Var[str]
    download: rx.Var[str | bool]


def link(label: Part, href: Text, *more: Part, class_name: Text = "lk", **props: Any) -> rx.Component:
    """A link to another page of ours. It keeps the socket and the state; what it leads to must be a page, not a plain HTTP route."""
    return ReactRouterLink.create(label, *more, to=href, class_name=class_name, **props)


def plain(label: Part, href: Text, *more: Part, class_name: Text = "lk", **props: Any) -> rx.Component:
    """A link that loads anew: a download, `/api/…`, a page whose headers matter, or another site."""
    return PlainLink.create(label, *more, href=href, class_name=class_name, **props)


def button(label: Part, href: Text, *more: Part, kind: str = "line", size: str = "", **props: Any) -> rx.Component:
    """A link that looks like a button, because going there is the thing to do. `kind`: primary, line, link. `size`: "", lg, sm."""
    return ReactRouterLink.create(label, *more, to=href, class_name=button_class(kind, size), **props)
