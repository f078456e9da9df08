"""The surroundings of a page: bars, menus, strips above them, the skip link, and one `main`. One shell for participants, one for staff, one for the public."""

import reflex as rx

from pages.ui import links, plain
from pages.ui.feedback import Text
from pages.ui.forms import button_class
from pages.ui.frame import Frame, MenuRow
from pages.ui.icons import icon
from pages.ui.links import link
from vle_app import addresses

_HOUSE = "Leadership Learning"
_RAIL = "hidden lg:flex flex-col bg-base-200 border-r border-base-300 px-3 py-4 sticky top-0 print:hidden"
_FOOT = (("Accessibility", addresses.ACCESSIBILITY), ("Privacy", addresses.PRIVACY), ("Help", addresses.HELP))


class Arrival(rx.Component):
    """Moves focus to the heading of a page reached inside the app; see `js/arrival.jsx`."""

    library = "$/vle/arrival"
    tag = "Arrival"


class Line(rx.Component):
    """The strip shown while there is no line to us; see `js/line.jsx`."""

    library = "$/vle/line"
    tag = "Line"


class SaidStrip(rx.Component):
    """The live region for what has just been done; see `js/said.jsx`."""

    library = "$/vle/said"
    tag = "Said"
    words: rx.Var[str]
    at: rx.Var[int]
    tone: rx.Var[str]
    stays: rx.Var[bool]


def said() -> rx.Component:
    """Where `frame.say` is shown and spoken. Each shell has one, at the head of `main`."""
    return SaidStrip.create(words=Frame.said.words, at=Frame.said.at, tone=Frame.said.tone, stays=Frame.said.stays)


def heading(title: rx.Component | Text, sub: rx.Component | Text = "", *actions: rx.Component, size: str = "3xl") -> rx.Component:
    """The page's `h1`, one sentence that says how things stand, and actions. Keep this same element while data loads, so that focus stays on it."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(title, id="heading", class_name=f"text-{size} outline-none", tab_index=-1, style={"letterSpacing": "-.015em"}),
            rx.el.p(sub, class_name="text-muted mt-1.5") if not isinstance(sub, str) or sub else rx.fragment(),
            class_name="min-w-0 mr-auto",
        ),
        *actions,
        class_name="flex flex-wrap items-end gap-x-6 gap-y-3 mb-7",
    )


def participant(*children: rx.Component, current: str) -> rx.Component:
    """Top bar of 64 px and, on a phone, a bar at the foot. `current` is the address of the place in the menu that is here."""
    return _participant(rx.fragment(*children), current=current)


def staff(*children: rx.Component, current: str) -> rx.Component:
    """A rail of places with what waits at each; denser rows. On a phone as for participants."""
    return _staff(rx.fragment(*children), current=current)


def either(*children: rx.Component, current: str) -> rx.Component:
    """The shell that the person's roles call for: for pages that everybody signed in has."""
    return rx.cond(Frame.who.is_staff, staff(*children, current=current), participant(*children, current=current))


def public(*children: rx.Component, wide: bool = True) -> rx.Component:
    """For everybody: the house's name, a way to sign in, and a foot. With `wide=False` the words keep to a column that reads well."""
    return _public(rx.fragment(*children) if wide else rx.el.div(*children, class_name="wrap pt-8 lg:pt-14 prose2"))


def way_in(class_name: str) -> rx.Component:
    """A link to the start page of somebody signed in, and to the sign-in page for anybody else."""
    start = link("Your start page", Frame.who.menu[0].href, class_name=class_name)
    return rx.cond(Frame.who.menu.length() > 0, start, link("Sign in", addresses.SIGN_IN, class_name=class_name))


def _above() -> rx.Component:
    """What stands above every shell: the skip link, the practice strip, the strip for a lost line."""
    strip = rx.el.aside(
        rx.el.div(
            icon("flask-conical", "mt-0.5"),
            rx.el.p(
                rx.el.b("This is practice."), " Nobody here is real, and no mail leaves this machine. ",
                rx.cond(Frame.who.practice.offers_refresh, "Its dates have grown old: move them to today there. ", ""),
                link("What to try", addresses.PRACTICE, class_name="underline underline-offset-2 whitespace-nowrap"),
            ),
            class_name="wrap py-2 flex gap-2.5 items-start",
        ),
        aria_label="Practice", class_name="practice bg-neutral text-neutral-content text-sm print:hidden",
    )
    return rx.fragment(
        links.plain("Skip to the page", "#main", class_name="skip"),
        Arrival.create(),
        strip,
        Line.create(),
    )


def _crest(class_name: str = "") -> rx.Component:
    return rx.el.span(Frame.who.monogram, class_name=f"crest {class_name}", aria_hidden="true")


def _here(row: rx.Var[MenuRow], current: rx.Var[str]) -> rx.Var[str]:
    return rx.cond(row.href == current, "page", "false")


def _count(row: rx.Var[MenuRow]) -> rx.Component:
    return rx.cond(row.count > 0, rx.el.span(row.count, rx.el.span(" waiting", class_name="sr-only"), class_name="num"), rx.fragment())


def _bell_name() -> rx.Var[str]:
    return rx.cond(Frame.who.unread == 0, "Notices", rx.cond(Frame.who.unread == 1, "Notices, 1 needs you", f"Notices, {Frame.who.unread} need you"))


def _bell() -> rx.Component:
    dot = rx.el.span(Frame.who.unread, class_name="dot num", aria_hidden="true")
    return link(icon("bell", "text-lg"), addresses.NOTICES, rx.cond(Frame.who.unread > 0, dot, rx.fragment()), class_name="ib", aria_label=_bell_name())


def _account() -> rx.Component:
    """The person's badge; it opens a small panel with their name, their account and the way out."""
    badge = rx.el.button(
        rx.el.span(Frame.who.initials, class_name="ava", aria_hidden="true"), rx.el.span("Your account, ", Frame.who.name, class_name="sr-only"),
        type="button", class_name="ib", custom_attrs={"popoverTarget": "account"},
    )
    return rx.fragment(badge, rx.el.div(_person(), id="account", class_name="pop lift", custom_attrs={"popover": "auto"}))


def _person() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            rx.el.b(Frame.who.name, class_name="block font-semibold"), rx.el.span(Frame.who.force, class_name="text-sm text-muted"),
            class_name="px-2.5 pb-2",
        ),
        link(icon("circle-user"), addresses.ACCOUNT, "Your account", class_name="nav-s min-h-11"),
        link(icon("life-buoy"), addresses.HELP, "Help", class_name="nav-s min-h-11"),
        plain.form(
            rx.el.button(icon("log-out"), "Sign out", type="submit", class_name="nav-s min-h-11 w-full cursor-pointer"),
            action=addresses.API_SIGN_OUT,
        ),
    )


def _foot_bar(current: rx.Var[str]) -> rx.Component:
    """The menu on a phone: up to five places; with more, four and a list of the rest. One place needs no menu."""

    def place(row: rx.Var[MenuRow]) -> rx.Component:
        return link(icon(row.icon), row.href, row.label, _count_dot(row), class_name="nav-b", aria_current=_here(row, current))

    def listed(row: rx.Var[MenuRow]) -> rx.Component:
        return link(icon(row.icon), row.href, row.label, _count(row), class_name="nav-s min-h-11", aria_current=_here(row, current))

    more = rx.fragment(
        rx.el.button(icon("menu"), "More", type="button", class_name="nav-b", custom_attrs={"popoverTarget": "more"}),
        rx.el.div(rx.foreach(Frame.who.menu[4:], listed), id="more", class_name="pop pop-foot lift", custom_attrs={"popover": "auto"}),
    )
    bar = rx.el.nav(
        rx.cond(
            Frame.who.menu.length() > 5,
            rx.fragment(rx.foreach(Frame.who.menu[:4], place), more),
            rx.foreach(Frame.who.menu, place),
        ),
        class_name="foot lg:hidden print:hidden", aria_label="Main, at the foot of the screen",
    )
    return rx.cond(Frame.who.menu.length() > 1, bar, rx.fragment())


def _count_dot(row: rx.Var[MenuRow]) -> rx.Component:
    waiting = rx.el.span(" waiting", class_name="sr-only")
    return rx.cond(row.count > 0, rx.el.span(row.count, waiting, class_name="dot num !right-auto left-[calc(50%+.375rem)]"), rx.fragment())


@rx.memo
def _participant(children: rx.Var[rx.Component], current: rx.Var[str]) -> rx.Component:
    """The shell of a participant's page."""

    def word(row: rx.Var[MenuRow]) -> rx.Component:
        return link(row.label, row.href, class_name="nav-t", aria_current=_here(row, current))

    home = link(
        _crest(), addresses.ME,
        rx.el.span(
            rx.el.span(_HOUSE, rx.el.span(", home", class_name="sr-only"), class_name="block text-sm"),
            rx.el.span(Frame.who.force, class_name="block text-xs text-muted font-normal min-h-[1.125rem]"),
            class_name="font-semibold leading-tight",
        ),
        class_name="flex items-center gap-2.5 mr-4 quiet min-h-11",
    )
    bar = rx.el.div(
        home,
        rx.el.nav(rx.foreach(Frame.who.menu, word), class_name="hidden lg:flex", aria_label="Main"),
        rx.el.div(_bell(), _account(), class_name="ml-auto flex items-center gap-1"),
        class_name="wrap flex items-center h-16 gap-2",
    )
    return rx.fragment(
        _above(),
        rx.el.header(bar, class_name="border-b border-base-300 bg-base-100 sticky top-0 z-20 print:static"),
        rx.el.main(said(), children, id="main", tab_index=-1, class_name="wrap pt-7 lg:pt-12 pb-28 lg:pb-20 outline-none"),
        _foot_bar(current),
    )


def _rail(current: rx.Var[str]) -> rx.Component:
    """The staff's places, with notices and the person at the foot."""

    def place(row: rx.Var[MenuRow]) -> rx.Component:
        return link(icon(row.icon), row.href, row.label, _count(row), class_name="nav-s", aria_current=_here(row, current))

    unread = rx.cond(Frame.who.unread > 0, rx.el.span(Frame.who.unread, class_name="num", aria_hidden="true"), rx.fragment())
    person = rx.el.button(
        rx.el.span(Frame.who.initials, class_name="ava !w-6 !h-6 !text-[.625rem]", aria_hidden="true"), rx.el.span("Your account, ", class_name="sr-only"),
        rx.el.span(Frame.who.name, class_name="min-w-0 truncate"),
        type="button", class_name="nav-s w-full text-left cursor-pointer", custom_attrs={"popoverTarget": "rail-account"},
    )
    return rx.el.aside(
        link(
            _crest(), rx.cond(Frame.who.menu.length() > 0, Frame.who.menu[0].href, addresses.HOME),
            rx.el.span("Leadership", rx.el.br(), "Learning", class_name="font-semibold text-sm leading-tight"),
            class_name="flex items-center gap-2.5 quiet px-1.5 min-h-11",
        ),
        rx.el.nav(rx.foreach(Frame.who.menu, place), class_name="mt-4 grid gap-0.5", aria_label="Main"),
        rx.el.div(
            link(
                icon("bell"), addresses.NOTICES, "Notices", unread,
                class_name="nav-s", aria_label=_bell_name(), aria_current=rx.cond(current == addresses.NOTICES, "page", "false"),
            ),
            person, rx.el.div(_person(), id="rail-account", class_name="pop pop-rail lift", custom_attrs={"popover": "auto"}),
            class_name="mt-auto grid gap-0.5",
        ),
        class_name=f"{_RAIL} rail", aria_label="Side",
    )


@rx.memo
def _staff(children: rx.Var[rx.Component], current: rx.Var[str]) -> rx.Component:
    """The shell of a staff page."""
    bar = rx.el.header(
        _crest("!w-8 !h-8"), rx.el.span(Frame.who.place, class_name="font-semibold text-sm"), rx.el.div(_bell(), _account(), class_name="ml-auto flex"),
        class_name="lg:hidden flex items-center gap-2 h-14 px-4 border-b border-base-300 sticky top-0 bg-base-100 z-20",
    )
    return rx.el.div(
        _above(),
        rx.el.div(
            _rail(current),
            rx.el.div(
                bar,
                rx.el.main(said(), children, id="main", tab_index=-1, class_name="px-5 lg:px-10 pt-6 lg:pt-8 max-w-[80rem] pb-24 lg:pb-12 outline-none"),
                class_name="min-w-0",
            ),
            _foot_bar(current),
            class_name="lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)] min-h-dvh",
        ),
        class_name="dense",
    )


@rx.memo
def _public(children: rx.Var[rx.Component]) -> rx.Component:
    """The shell of a page for everybody."""
    header = rx.el.header(
        link(
            rx.el.span("LL", class_name="crest", aria_hidden="true"), addresses.HOME, rx.el.span(_HOUSE, class_name="font-semibold"),
            class_name="flex items-center gap-2.5 quiet min-h-11",
        ),
        rx.el.nav(
            link("Help", addresses.HELP, class_name="nav-t !h-11 max-sm:hidden"),
            way_in(button_class("line", class_name="ml-2")),
            class_name="ml-auto flex items-center gap-1", aria_label="Main",
        ),
        class_name="wrap w-full flex items-center h-18 gap-4 py-4",
    )
    foot = rx.el.footer(
        rx.el.div(
            *(link(words, href, class_name="quiet py-1") for words, href in _FOOT),
            class_name="wrap py-8 flex flex-wrap gap-x-8 gap-y-2 text-sm text-muted",
        ),
        class_name="border-t border-base-300 mt-20 print:hidden",
    )
    main = rx.el.main(rx.el.div(said(), class_name="wrap"), children, id="main", tab_index=-1, class_name="outline-none grow")
    return rx.el.div(_above(), header, main, foot, class_name="flex flex-col min-h-dvh")
