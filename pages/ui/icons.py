"""Icons: lucide drawings kept in one cached file, `icons.svg`; a page names one, also out of a row of its state."""

import re
from pathlib import Path

import reflex as rx

NAMES = frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', (Path(__file__).parent / "icons.svg").read_text()))


class Icon(rx.Component):
    """The component behind `icon`; see `js/icon.jsx`."""

    library = "$/vle/icon"
    tag = "Icon"
    name: rx.Var[str]


def icon(name: str | rx.Var[str], class_name: str | rx.Var[str] = "") -> rx.Component:
    """An icon of 1.125 em, hidden from screen readers: words stand beside it. A name that the sprite does not hold is refused when the page is built."""
    if isinstance(name, str) and name not in NAMES:
        raise ValueError(f"pages/ui/icons.svg has no icon named {name}")
    return Icon.create(name=name, class_name=class_name) if class_name else Icon.create(name=name)
