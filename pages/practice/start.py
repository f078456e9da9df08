"""Where a newcomer begins: what to try, and as whom. Practice only."""

from dataclasses import replace

import reflex as rx

from pages.gate import anyone, event
from pages.shared.practice_accounts import accounts_list
from pages.ui import forms, links, shell
from pages.ui.frame import Frame, PracticeRow, say
from pages.visit import Session, change
from vle_app import addresses, settings
from vle_app.clock import now
from vle_app.errors import NotFound

_STEPS = (
    (
        "Hand something in, and watch it arrive",
        "Sign in as a participant here and as a tutor in a private window. Hand in a file: the tutor’s open list shows it at once.",
    ),
    (
        "Mark it, and watch it come back",
        "As the tutor, open the piece, pass it or refer it with a comment, and release. The participant’s open page changes by itself.",
    ),
    (
        "See a reminder go out by itself",
        "Leave it alone for a minute: tasks that are due raise their own alerts. They come to the bell and, by e-mail, to the practice mailbox.",
    ),
)


class Dates(rx.State):
    """Moves the sample pilot's dates. Practice only: elsewhere there is no such page and nothing to move."""

    @event(anyone)
    async def move(self) -> None:
        if not settings.current().is_practice:
            raise NotFound
        frame = await self.get_state(Frame)
        frame.who = replace(frame.who, practice=await change(_move))
        await say(self, "Moved. Work is due this week again.")


def _move(db: Session) -> PracticeRow:
    from vle_app.practice import pilot_refresh

    pilot_refresh.refresh(db, now=now())
    return PracticeRow(is_on=True)


def start() -> rx.Component:
    """Three things to try, then the people."""
    return shell.public(
        rx.el.div(
            rx.el.div(
                rx.el.h1("What to try", class_name="text-3xl outline-none", tab_index=-1, style={"letterSpacing": "-.015em"}),
                rx.el.p("A pilot with invented forces and people. Whatever you do here, nobody outside is told.", class_name="text-muted mt-1.5"),
                _stale(),
                rx.el.ol(*(_step(number, *step) for number, step in enumerate(_STEPS, start=1)), class_name="rows mt-7", style={"--margin": "2rem"}),
                rx.el.p(links.link("Open the practice mailbox", addresses.MAILBOX), class_name="mt-5"),
            ),
            rx.el.div(accounts_list(), class_name="lg:pt-2"),
            class_name="wrap pt-8 lg:pt-14 grid lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] gap-x-24 gap-y-12 items-start",
        )
    )


def _step(number: int, title: str, words: str) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.b(number), class_name="t"), rx.el.div(rx.el.h2(title, class_name="ttl"), rx.el.p(words, class_name="sub"), class_name="min-w-0"),
        class_name="row",
    )


def _stale() -> rx.Component:
    words = rx.el.div(
        rx.el.p(rx.el.b("The pilot’s dates have grown old."), " Move them by whole weeks, so that work is due this week again.", class_name="mr-auto"),
        forms.button("Move the dates to today", on_click=Dates.move),
        class_name="note n-info mt-5 flex-wrap items-center",
    )
    return rx.cond(Frame.who.practice.offers_refresh, words, rx.fragment())
