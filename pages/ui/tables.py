"""Rows with the margin, where time hangs on the left and words align on one edge; and tables."""

from collections.abc import Sequence

import reflex as rx

Text = str | rx.Var[str]
Part = rx.Component | str | rx.Var[str]


def rows(*children: rx.Component, margin: str = "", tight: bool = False) -> rx.Component:
    """A list of rows. `margin` sets the width of the left-hand column for all of them, never for one."""
    style = {"--margin": margin} if margin else {}
    return rx.el.ul(*children, class_name="rows tight mt-3" if tight else "rows mt-3", style=style)


def row(when: Part, title: Part, *, under: Part = "", sub: Part = "", act: Sequence[rx.Component] = (), class_name: Text = "", **props: object) -> rx.Component:
    """One row: bold `when` with a small line `under` it in the margin, `title` with `sub` below, and what can be done on the right (below, on a phone)."""
    return rx.el.li(
        rx.el.div(rx.el.b(when), under, class_name="t"),
        rx.el.div(
            rx.el.div(title, class_name="ttl"),
            rx.el.div(sub, class_name="sub") if isinstance(sub, rx.Component | rx.Var) or sub else rx.fragment(),
            class_name="min-w-0",
        ),
        rx.el.div(*act, class_name="act flex flex-wrap items-center gap-x-3 gap-y-1") if act else rx.fragment(),
        class_name=f"row {class_name}",
        **props,
    )


def rest(when: Part, words: Part, *, under: Part = "") -> rx.Component:
    """A row that is rest: hatched, with nothing to do."""
    return rx.el.li(rx.el.div(rx.el.b(when), under, class_name="t"), rx.el.div(words, class_name="sub pt-0.5"), class_name="row rest")


def section(title: Part, *children: rx.Component, id: str, action: rx.Component | None = None, class_name: str = "mt-12") -> rx.Component:  # noqa: A002  HTML's word
    """A part of a page under its own heading, named by it for those who move by landmarks. `id` is of the heading."""
    head = rx.el.h2(title, id=id, class_name="h-sec mr-auto")
    top = rx.el.div(head, action, class_name="flex items-baseline gap-4") if action is not None else head
    return rx.el.section(top, *children, class_name=class_name, aria_labelledby=id)


def table(caption: Text, heads: Sequence[Part | tuple[Part, str]], body: Sequence[rx.Component] | rx.Component, *, hide_caption: bool = False) -> rx.Component:
    """A table that scrolls sideways inside its own named region. A head given as `(words, "r")` is right-aligned, for numbers."""
    cells = [rx.el.th(head[0], scope="col", class_name=head[1]) if isinstance(head, tuple) else rx.el.th(head, scope="col") for head in heads]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr-only" if hide_caption else "text-left h-sec pb-2"),
            rx.el.thead(rx.el.tr(*cells)),
            rx.el.tbody(*(body if isinstance(body, Sequence) else [body])),
            class_name="tbl",
        ),
        class_name="overflow-x-auto relative mt-3", tab_index=0, role="region", aria_label=caption,
    )


def line(head: Part, *cells: Part | tuple[Part, str]) -> rx.Component:
    """One line of a table: `head` names the line (a real row header), cells follow; `(cell, "r")` is right-aligned."""
    drawn = [rx.el.td(cell[0], class_name=f"{cell[1]} num") if isinstance(cell, tuple) else rx.el.td(cell) for cell in cells]
    return rx.el.tr(rx.el.th(head, scope="row"), *drawn)
