"""Which record an address names: for the loader, and in the browser for the page that waits for it."""

from collections.abc import Callable
from typing import Any, TypeVar

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars.base import VarData

from pages.ui import links
from pages.ui.icons import icon
from pages.visit import Session
from vle_app.errors import NotFound
from vle_app.people.visitors import Visitor

T = TypeVar("T")


def named(state: rx.State, part: str) -> str:
    """What stands in this tab's address where the route says `[part]`. The browser tells us, so it goes only to a query that may answer `NotFound`."""
    return str(state.rx_router_page.params.get(part, ""))


def here(part: str) -> rx.Var[str]:
    """The same part in the browser, which changes the moment a link is followed: until the state has answered for it, it holds the page before."""
    router = VarData(imports={"react-router": [ImportVar(tag="useParams")]}, hooks={"const here = useParams()": None})
    return rx.Var(_js_expr=f'(here.{part} ?? "")', _var_type=str, _var_data=router).to(str)


def found(query: Callable[[Session, Visitor], T], nothing: T) -> Callable[[Session, Visitor], T]:
    """`query`, answering `nothing` where this person has no such record: the page then says so in its own words, with a way on."""

    def read(db: Session, me: Visitor) -> T:
        try:
            return query(db, me)
        except NotFound:
            return nothing

    return read


def at_the_top() -> Any:
    """To return from a handler whose button is gone once it is done: the keyboard stands on the heading then, and not nowhere."""
    return rx.set_focus("heading")


def lost(words: str, label: str, href: str) -> rx.Component:
    """What stands under the heading when there is no such record: what may be the reason, and the way on."""
    way_on = rx.el.div(links.button(label, href, kind="primary", size="lg"), class_name="mt-6")
    return rx.el.div(rx.el.p(words, class_name="text-lg max-w-[36rem]"), way_on, class_name="pb-6")


def back(words: str, href: str) -> rx.Component:
    """The way back, above the heading of a page that stands for one record."""
    return links.link(icon("arrow-left"), href, rx.el.span(words), class_name="lk text-sm mb-3 !inline-flex items-center gap-1.5")


def title(is_here: Any, is_found: Any, name: Any, *, waiting: str, missing: str) -> Any:
    """The words of the `h1` while the record is fetched, when there is none, and when it is there: one heading throughout, so that focus stays."""
    return rx.cond(is_here, rx.cond(is_found, name, missing), waiting)


def grey(width: str) -> rx.Component:
    """One grey line inside a sentence's paragraph, while the sentence is on its way."""
    return rx.el.span(class_name="sk inline-block max-w-full h-4 align-middle", style={"width": width})
