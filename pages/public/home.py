"""The front page: what this is, which levels there are, and the way in. Nothing here depends on who looks."""

import reflex as rx

from pages.ui import links, shell, tables
from vle_app import addresses

_LEVELS = (
    (
        "6", "Professional management and leadership",
        "For anyone who leads a team, at any rank or grade. Open to all.",
    ),
    (
        "7", "Strategic management and leadership",
        "For middle and senior leaders: inspectors, chief inspectors and staff of like standing.",
    ),
    (
        "8", "Strategic direction",
        "For those who set direction for a whole organisation. You apply first: it asks for a Level 7 or its equal, and years in senior management.",
    ),
)
_FACTS = (
    (
        "What it asks of a week",
        "Each task says how many minutes it needs and when it is due, so that you can use a gap between jobs. You always see "
        "the one thing to do next.",
    ),
    ("Who marks it", "A tutor with a name, by a date we promise you. A referral says which criteria to look at again; what is met stays met."),
    ("On a bad line", "Hand in from a phone. You see how much has arrived, you can try again, and you get a receipt with the time."),
)


def home() -> rx.Component:
    """Hero, levels, three facts."""
    return shell.public(_hero(), _levels(), _facts())


def _hero() -> rx.Component:
    words = rx.el.div(
        rx.el.h1(
            "A leadership qualification that fits round your shifts", tab_index=-1, class_name="text-3xl lg:text-5xl max-w-[38rem] outline-none",
            style={"letterSpacing": "-.02em"},
        ),
        rx.el.p(
            "Study for a Level 6, 7 or 8 qualification with a tutor who marks to a promised date, one clear next step, "
            "and reminders that come when you are awake and stop when you have handed in.",
            class_name="text-lg text-muted mt-5 max-w-[34rem]",
        ),
        rx.el.div(
            links.button("Sign in", addresses.SIGN_IN, kind="primary", size="lg"),
            links.plain("See the levels", "#levels", class_name="btn btn-line btn-lg"),
            class_name="flex flex-wrap gap-3 mt-8",
        ),
    )
    return rx.el.section(words, _week(), class_name="wrap pt-10 lg:pt-20 pb-14 lg:pb-24 grid lg:grid-cols-[minmax(0,1fr)_27rem] gap-x-16 gap-y-12 items-center")


def _week() -> rx.Component:
    """A drawing of a week; it says nothing that the words beside it do not."""
    return rx.el.div(
        rx.el.p("A week, for example", class_name="text-sm text-muted mb-3"),
        tables.rows(
            tables.row("Mon", "Signpost three criteria", under="Day shift", sub="25 minutes"),
            tables.row("Wed", "Read: leading through change", under="Night", sub="15 minutes"),
            tables.rest("Fri", "Nothing due. We stay quiet.", under="Rest"),
            tables.row("Tue", "Hand in unit 601", under="Day shift", sub="Feedback by a promised date"),
            margin="4.5rem",
        ),
        aria_hidden="true", class_name="next max-lg:hidden",
    )


def _levels() -> rx.Component:
    def level(number: str, title: str, words: str) -> rx.Component:
        return rx.el.li(
            rx.el.span(
                rx.el.span("Level ", class_name="sr-only"), number, class_name="text-5xl !leading-[.8] font-semibold text-accent row-span-2 sm:row-span-1",
                style={"letterSpacing": "-.03em"},
            ),
            rx.el.div(rx.el.h3(title, class_name="text-xl"), rx.el.p(words, class_name="text-muted mt-1 max-w-[34rem]")),
            rx.el.p("Award, Certificate or Diploma", class_name="max-sm:col-start-2 text-sm text-muted sm:pt-1.5"),
            class_name="grid grid-cols-[3.5rem_minmax(0,1fr)] sm:grid-cols-[6rem_minmax(0,1fr)_13rem] gap-x-5 gap-y-2 py-7 border-t border-base-300",
        )

    return rx.el.section(
        rx.el.h2("Three levels", id="levels", class_name="text-2xl mb-2"),
        rx.el.p(
            "Each comes in three sizes. An Award is the shortest; a Certificate takes more units; a Diploma is the whole qualification.",
            class_name="text-muted mb-6 max-w-[40rem]",
        ),
        rx.el.ul(*(level(*row) for row in _LEVELS)),
        class_name="wrap", aria_labelledby="levels",
    )


def _facts() -> rx.Component:
    return rx.el.section(
        *(rx.el.div(rx.el.h3(title, class_name="h-sec"), rx.el.p(words, class_name="text-muted mt-2")) for title, words in _FACTS),
        class_name="wrap mt-16 grid md:grid-cols-3 gap-x-12 gap-y-8", aria_label="How it works",
    )
