"""Where everything is: each page's address, title and who may open it, and the menu of each role."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from models.people import Role
from pages.ui.frame import MenuRow
from vle_app import addresses
from vle_app.people.visitors import Visitor

HOUSE = "Leadership Learning"


@dataclass(frozen=True)
class Page:
    """One page. `roles` empty and `is_open` False means anybody signed in; `is_practice` pages do not exist in production."""

    route: str
    title: str
    draw: Callable[[], rx.Component]
    on_load: Any = None
    roles: tuple[Role, ...] = ()
    is_open: bool = False
    is_practice: bool = False
    description: str = ""
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(re.sub(r"\\\[[^/]+\\\]", "[^/]+", re.escape(self.route))))

    def admits(self, visitor: Visitor | None) -> bool:
        """True if this visitor may open the page. What they see on it is for the actions behind it to decide."""
        return self.is_open or (visitor is not None and (not self.roles or visitor.has(*self.roles)))


MENU: dict[Role, tuple[MenuRow, ...]] = {
    Role.PARTICIPANT: (MenuRow("Today", addresses.ME, "sun"),),
    Role.TUTOR: (MenuRow("Today", addresses.TUTOR, "sun"), MenuRow("Marking", addresses.MARKING, "book-open-check")),
    Role.IQA: (MenuRow("Decisions", addresses.IQA, "scan-eye"),),
    Role.CONCIERGE: (MenuRow("Queue", addresses.CONCIERGE, "list-checks"), MenuRow("People", addresses.PEOPLE, "users")),
    Role.FORCE_LEAD: (MenuRow("Your people", addresses.FORCE, "users"),),
    Role.FINANCE: (MenuRow("Places", addresses.FINANCE, "receipt"),),
    Role.DIRECTOR: (MenuRow("Pilot", addresses.DIRECTOR, "chart"), MenuRow("Settings", addresses.SETTINGS, "settings")),
}

PLACE: dict[Role, str] = {
    Role.PARTICIPANT: "Participant",
    Role.TUTOR: "Tutor",
    Role.IQA: "Quality assurance",
    Role.CONCIERGE: "Concierge",
    Role.FORCE_LEAD: "Force lead",
    Role.FINANCE: "Finance",
    Role.DIRECTOR: "Director",
}


def title(page: Page) -> str:
    """What the browser's tab says: the page's own words first."""
    return f"{page.title} · {HOUSE}" if page.title != HOUSE else HOUSE


def menu_of(visitor: Visitor) -> list[MenuRow]:
    """The places of every role this person holds, in the order the roles were granted."""
    return [row for role, _ in visitor.grants for row in MENU[role]]


def find(pages: tuple[Page, ...], path: str) -> Page | None:
    """The page at this path, fixed addresses before those with an id in them."""
    return next((page for page in pages if page.pattern.fullmatch(path)), None)
