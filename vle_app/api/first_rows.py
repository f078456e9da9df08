"""What the page guard answers: another address, the force's colours, and rows that stand in the HTML before the socket does."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """`redirect` sends the browser elsewhere (303) and leaves the rest unused. `html_style` is the style of `<html>`, escaped here.
    `is_practice` marks `<html>`, so that the practice strip stands there from the first paint.
    `holes` pairs the id of an empty `div` with the HTML to put in it: whoever makes that HTML has escaped it, and it holds no script."""

    redirect: str = ""
    html_style: str = ""
    is_practice: bool = False
    holes: Mapping[str, str] = field(default_factory=dict)


Guard = Callable[[str, str], Awaitable[PageAnswer | None]]
"""`guard(path, cookie_header)`: asked for every page that exists; None serves it as it was built."""


def styled(page: bytes, style: str, is_practice: bool = False) -> bytes:
    """The page with this style, and the mark of practice, on its `<html>` element."""
    given = (f' style="{escape(style)}"' if style else "") + (' data-practice="yes"' if is_practice else "")
    return page.replace(b"<html", f"<html{given}".encode(), 1) if given else page


def fill(page: bytes, holes: Mapping[str, str]) -> bytes:
    """The page with its holes filled; a hole that the page does not have is left out."""
    for hole, rows in holes.items():
        found = _hole(hole).search(page)
        if found:
            page = b"".join((page[: found.end(1)], rows.encode(), page[found.end(1) :]))
    return page


@lru_cache
def _hole(name: str) -> re.Pattern[bytes]:
    return re.compile(rb'(<div\b[^>]*\bid="' + re.escape(name.encode()) + rb'"[^>]*>)</div>')
