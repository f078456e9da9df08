"""Fields and buttons: label above, hint, error between label and control; 44 px for fingers; native elements only."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import reflex as rx

from pages.ui.icons import icon

Text = str | rx.Var[str]
Kind = Literal["primary", "line", "link"]
_KINDS = {"primary": "btn-primary", "line": "btn-line", "link": "btn-link2"}
_SIZES = {"": "", "lg": " btn-lg", "sm": " btn-sm"}


def button_class(kind: str, size: str = "", class_name: str = "") -> str:
    """The classes of a button. A page has one `primary`; the rest are `line` or `link`."""
    return f"btn {_KINDS[kind]}{_SIZES[size]} {class_name}".strip()


def button(label: rx.Component | Text, *more: rx.Component | Text, kind: Kind = "line", size: str = "", class_name: str = "", **props: Any) -> rx.Component:
    """A button that does something on this page. `type` is “button” unless given: a submit button inside a form says `type="submit"`."""
    props.setdefault("type", "button")
    return rx.el.button(label, *more, class_name=button_class(kind, size, class_name), **props)


def field(label: Text, control: Callable[..., rx.Component], *, id: str, hint: Text = "", error: Text = "", **props: Any) -> rx.Component:  # noqa: A002  HTML's word
    """A labelled control. `control` is one of `text`, `area`, `choice`, `password`; `props` go to it. `error` may be a var: empty means no error."""
    has_error: Any = error != "" if isinstance(error, rx.Var) else bool(error)
    has_hint = isinstance(hint, rx.Var) or bool(hint)
    always = f"{id}-hint" if has_hint else ""
    described: Any = rx.cond(has_error, f"{id}-error {always}", always) if isinstance(error, rx.Var) else f"{id}-error {always}".strip() if error else always
    live = isinstance(error, rx.Var)
    spoken = {"role": "alert"} if live else {}
    fault = rx.el.p(icon("circle-alert", "mt-0.5"), rx.el.span(error), class_name="err", id=f"{id}-error", **spoken)
    return rx.el.div(
        rx.el.label(label, html_for=id),
        rx.el.p(hint, class_name="hint", id=f"{id}-hint") if has_hint else rx.fragment(),
        rx.cond(has_error, fault, rx.fragment()) if live else (fault if error else rx.fragment()),
        control(id=id, described_by=described, invalid=has_error, **props),
        class_name=rx.cond(has_error, "fld bad", "fld") if live else ("fld bad" if error else "fld"),
    )


def _aria(described_by: Any, invalid: Any) -> dict[str, Any]:
    """The ARIA that ties a control to its hint and error; nothing where there is nothing to say."""
    aria: dict[str, Any] = {"aria_describedby": described_by} if isinstance(described_by, rx.Var) or described_by else {}
    if isinstance(invalid, rx.Var) or invalid:
        aria["aria_invalid"] = invalid
    return aria


def text(*, id: str, described_by: Any = "", invalid: Any = False, **props: Any) -> rx.Component:  # noqa: A002
    """One line of text. Uncontrolled: pass `default_value`, and read it when the form is sent; what is typed then survives a dropped line."""
    return rx.el.input(id=id, class_name="inp", **_aria(described_by, invalid), **props)


def area(*, id: str, described_by: Any = "", invalid: Any = False, rows: int = 6, **props: Any) -> rx.Component:  # noqa: A002
    """Several lines of text, of a fixed height that the reader may drag. Uncontrolled, as `text`."""
    return rx.el.textarea(id=id, class_name="inp", rows=str(rows), **_aria(described_by, invalid), **props)


def choice(*, id: str, options: Sequence[tuple[str, str]], described_by: Any = "", invalid: Any = False, **props: Any) -> rx.Component:  # noqa: A002
    """A native select. `options` are pairs of value and words."""
    return rx.el.select(*(rx.el.option(words, value=value) for value, words in options), id=id, class_name="inp", **_aria(described_by, invalid), **props)


class Password(rx.Component):
    """The component behind `password`; see `js/password.jsx`."""

    library = "$/vle/password"
    tag = "Password"
    name: rx.Var[str]
    auto_complete: rx.Var[str]
    described_by: rx.Var[str]
    invalid: rx.Var[bool]
    min_length: rx.Var[int]


def password(
    *, id: str, described_by: Any = "", invalid: Any = False, name: str = "password", auto_complete: str = "current-password", **props: Any,  # noqa: A002
) -> rx.Component:
    """A password field with a button that shows what is typed. For a new one pass `auto_complete="new-password"` and `min_length`."""
    return Password.create(id=id, name=name, auto_complete=auto_complete, described_by=described_by, invalid=invalid, **props)


def check(label: rx.Component | Text, *, id: str, **props: Any) -> rx.Component:  # noqa: A002
    """A tick box with its words beside it."""
    return rx.el.div(rx.el.input(type="checkbox", id=id, **props), rx.el.label(label, html_for=id), class_name="chk")


def chips(
    legend: Text, name: str, options: Sequence[tuple[str, str]], *, chosen: Text = "", on_choose: Any = None, hide_legend: bool = False,
) -> rx.Component:
    """One choice of a few, as round chips: native radio buttons. `on_choose` gets the value.

    The browser keeps the choice, so it shows at once and survives a dropped line; `chosen` is only where it begins.
    """
    handler = {"on_change": on_choose} if on_choose is not None else {}

    def chip(value: str, words: str) -> rx.Component:
        radio = rx.el.input(type="radio", name=name, value=value, default_checked=chosen == value, **handler)
        return rx.el.label(radio, rx.el.span(words, class_name="num"))

    return rx.el.fieldset(
        rx.el.legend(legend, class_name="sr-only" if hide_legend else "h-sec mb-3"),
        rx.el.div(*(chip(*option) for option in options), class_name="chips"),
    )
