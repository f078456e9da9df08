"""Pages for those who have lost their way: no page at this address, and a tab that held somebody else's sign-in."""

import reflex as rx

from pages.ui import forms, links, shell
from vle_app import addresses


class Resync(rx.Component):
    """Clears this tab and loads it anew; see `js/resync.jsx`."""

    library = "$/vle/resync"
    tag = "Resync"


def not_found() -> rx.Component:
    """The 404 page."""
    return shell.public(
        rx.el.div(
            rx.el.h1("There is no page at this address", class_name="text-3xl outline-none", tab_index=-1, style={"letterSpacing": "-.015em"}),
            rx.el.p("It may have moved, or the link may have been cut short in an e-mail.", class_name="text-lg mt-3"),
            rx.el.div(
                shell.way_in(forms.button_class("primary", "lg")),
                links.link("Front page", addresses.HOME, class_name="btn btn-line btn-lg"),
                class_name="flex flex-wrap gap-3 mt-6",
            ),
            class_name="wrap pt-8 lg:pt-14",
        )
    )


def resync() -> rx.Component:
    """Shown for a moment while the tab forgets what it held for somebody else."""
    return shell.public(
        rx.el.div(rx.el.h1("Opening your page", class_name="text-2xl outline-none", tab_index=-1), Resync.create(), class_name="wrap pt-8 lg:pt-14")
    )
