"""What surrounds every page of somebody signed in: who they are, where they may go, what waits for them, what has just been said."""

import time
from dataclasses import dataclass, field
from typing import Literal

import reflex as rx

Tone = Literal["ok", "info", "warn", "late", "off"]


@dataclass(frozen=True)
class MenuRow:
    """One place in the menu. `count` is what waits there; 0 shows nothing."""

    label: str
    href: str
    icon: str
    count: int = 0


@dataclass(frozen=True)
class PracticeRow:
    """Whether this is practice, and whether its dates are so old that moving them is offered."""

    is_on: bool = False
    offers_refresh: bool = False


@dataclass(frozen=True)
class FrameRow:
    """The person and their surroundings. `menu` holds the places of every role they have, their own first. `place` names the desk, as “Tutor”."""

    name: str = ""
    initials: str = ""
    force: str = ""
    monogram: str = "LL"
    place: str = ""
    is_staff: bool = False
    menu: list[MenuRow] = field(default_factory=list)
    unread: int = 0
    practice: PracticeRow = field(default_factory=PracticeRow)


@dataclass(frozen=True)
class Said:
    """What has just been done, for the strip that is read aloud. `at` tells two sayings of the same words apart; `stays` lets it follow to the next page."""

    words: str = ""
    at: int = 0
    tone: str = "ok"
    stays: bool = False


class Frame(rx.State):
    """Filled by the frame's loader. It has no handlers of its own, so nothing here can be fired from a browser."""

    who: FrameRow = FrameRow()
    said: Said = Said()


def said(words: str, tone: Tone = "ok", *, stays: bool = False) -> Said:
    """What to assign to `Frame.said`. `stays` is for words that must be seen after a redirect."""
    return Said(words, time.time_ns() // 1_000_000, tone, stays)


async def say(state: rx.State, words: str, tone: Tone = "ok", *, stays: bool = False) -> None:
    """Show and speak a sentence at the head of the page: what was done, or why not. Replaces what was said before."""
    frame = await state.get_state(Frame)
    frame.said = said(words, tone, stays=stays)
