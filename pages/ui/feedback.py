"""How things stand: status words, banners, what an empty, a loading or a broken page says."""

from typing import Literal

import reflex as rx

from pages.ui.icons import icon

Text = str | rx.Var[str]
Tone = Literal["off", "info", "wait", "ok", "warn", "late"]

# tone, icon, words: the one table of what a status looks like.
STATUS: dict[str, tuple[Tone, str, str]] = {
    "not_started": ("off", "circle", "Not started"),
    "drafting": ("info", "pencil", "Drafting"),
    "handed_in": ("wait", "send", "Handed in"),
    "with_tutor": ("wait", "book-open-check", "With your tutor"),
    "provisional": ("wait", "scan-eye", "Being checked"),
    "passed": ("ok", "circle-check", "Passed"),
    "met": ("ok", "check", "Met"),
    "referred": ("warn", "rotate-ccw", "Referred"),
    "not_met": ("warn", "rotate-ccw", "Not yet"),
    "due_soon": ("warn", "clock", "Due soon"),
    "late": ("late", "clock-alert", "Late"),
    "paused": ("off", "circle-pause", "Paused"),
    "to_decide": ("off", "circle-dashed", "To decide"),
    "delivered": ("ok", "check-check", "Delivered"),
    "read": ("ok", "check-check", "Read"),
    "held": ("info", "moon", "Held"),
    "not_sent": ("off", "circle-slash", "Not sent"),
    "failed": ("late", "triangle-alert", "Failed"),
}
_NOTE_ICONS = {"info": "info", "warn": "triangle-alert", "late": "circle-alert", "ok": "circle-check", "off": "lock"}


def status(tone: Text, name: Text, words: Text, *, pill: bool = False) -> rx.Component:
    """An icon and words in a tone; all three may come from a row. `pill` tints it, only where the eye must find it by scanning."""
    return rx.el.span(icon(name), rx.el.span(words), class_name=f"st {'pill ' if pill else ''}st-{tone}")


def status_of(key: str, words: Text = "", *, pill: bool = False) -> rx.Component:
    """A status by its key in `STATUS`, with its usual words unless others are given (“3 days late”)."""
    tone, name, usual = STATUS[key]
    return status(tone, name, words if isinstance(words, rx.Var) else words or usual, pill=pill)


def note(tone: Text, first: Text, rest: rx.Component | Text = "", *, name: Text = "") -> rx.Component:
    """A banner: the first sentence in bold, the rest beside it. One per page. Tones: info, warn, late, ok, off."""
    drawn = name if isinstance(name, rx.Var) else name or _NOTE_ICONS[str(tone)]
    return rx.el.div(icon(drawn), rx.el.div(rx.el.b(first), " ", rest, class_name="min-w-0"), class_name=f"note n-{tone}")


def empty(title: Text, words: Text, *actions: rx.Component) -> rx.Component:
    """Nothing here: what is so, when that changes, and at most one quiet button."""
    return rx.el.div(
        rx.el.div(class_name="hatch w-28 h-3 mb-6", aria_hidden="true"),
        rx.el.h2(title, class_name="text-2xl"),
        rx.el.p(words, class_name="text-muted mt-2 text-lg"),
        rx.el.div(*actions, class_name="flex flex-wrap gap-3 mt-6") if actions else rx.fragment(),
        class_name="max-w-[30rem] py-10",
    )


def problem(title: Text, words: Text, *actions: rx.Component) -> rx.Component:
    """Something did not work and the fault is ours: say what is safe and what to do."""
    return rx.el.div(
        rx.el.h2(title, class_name="text-2xl"),
        rx.el.p(words, class_name="text-lg mt-3"),
        rx.el.div(*actions, class_name="flex flex-wrap gap-3 mt-6") if actions else rx.fragment(),
        class_name="max-w-[36rem] py-6",
    )


def bone(width: str, height: str = "1rem", class_name: str = "") -> rx.Component:
    """One grey bar standing for data on its way."""
    return rx.el.div(class_name=f"sk max-w-full {class_name}", style={"width": width, "height": height})


def skeleton_rows(count: int = 3) -> rx.Component:
    """Grey rows where rows will be. Headings are real; only data is grey. Say in `loading` what is being fetched."""
    row = rx.el.li(
        rx.el.div(bone("3.5rem"), bone("2.5rem", ".75rem"), class_name="t grid gap-2"),
        rx.el.div(bone("min(16rem,90%)"), bone("min(22rem,100%)", ".75rem"), class_name="grid gap-2"),
        class_name="row",
    )
    return rx.el.ul(*[row] * count, class_name="rows mt-3", aria_hidden="true")


def loading(words: Text) -> rx.Component:
    """Spoken while a page fetches its data: “Fetching your day”."""
    return rx.el.p(words, class_name="sr-only", role="status")
