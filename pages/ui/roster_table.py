"""The table of participants, as the concierge and a force lead see it."""

from typing import Any

import reflex as rx

from pages.ui import feedback, forms, tables


def drawn(roster: Any, caption: str, turn_to: Any, *, with_force: bool) -> rx.Component:
    """A page of people with their standing in words, and buttons to turn pages when there are several. `turn_to` gets the page number."""
    heads = ["Name", *(["Force"] if with_force else []), "Cohort", "Standing", "Next due", ("Tasks done", "r"), "Last here"]

    def line(row: Any) -> rx.Component:
        name = rx.fragment(row.who, rx.el.span(row.grade, class_name="block font-normal text-muted text-sm"))
        return tables.line(
            name,
            *([row.force] if with_force else []),
            row.cohort,
            feedback.status(row.tone, row.icon, row.standing),
            row.next_due,
            (row.done, "r"),
            row.seen,
        )

    def row(person: Any) -> rx.Component:
        where = rx.fragment(person.force, ". ", person.cohort, ". ") if with_force else rx.fragment(person.cohort, ". ")
        sub = rx.fragment(person.grade, ". ", where, "Next due: ", person.next_due, ". Done: ", person.done, ". Last here: ", person.seen, ".")
        return rx.el.li(
            rx.el.div(person.who, class_name="font-semibold"),
            feedback.status(person.tone, person.icon, person.standing),
            rx.el.p(sub, class_name="text-sm text-muted mt-0.5"),
            class_name="py-3 border-b border-base-300",
        )

    wide = tables.table(caption, heads, rx.foreach(roster.rows, line), hide_caption=True)
    narrow = rx.el.ul(rx.foreach(roster.rows, row), aria_label=caption)
    return rx.fragment(rx.el.div(wide, class_name="hidden md:block"), rx.el.div(narrow, class_name="md:hidden"), _pages(roster, turn_to))


def _pages(roster: Any, turn_to: Any) -> rx.Component:
    buttons = rx.el.nav(
        forms.button("Earlier", on_click=turn_to(roster.page - 1), disabled=roster.page <= 1, size="sm"),
        rx.el.span(f"Page {roster.page} of {roster.pages}", class_name="num text-sm"),
        forms.button("Later", on_click=turn_to(roster.page + 1), disabled=roster.page >= roster.pages, size="sm"),
        aria_label="Pages",
        class_name="flex items-center gap-4 mt-4",
    )
    return rx.cond(roster.pages > 1, buttons, rx.fragment())
