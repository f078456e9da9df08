"""A page that somebody has open, as their browser holds it: what the server has sent so far, summed up."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from reflex.state import State
from sqlmodel import Session

from pages.ui.frame import Frame
from tests.pages.conftest import signed_in
from tests.socket_client import ROOT, Tab


class Screen:
    """`seen` holds the newest value of every var that came; `text` is everything that ever came, as one string."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.text = tab, ""
        self.seen: dict[str, dict[str, Any]] = {}

    def var(self, state: type[State], name: str) -> Any:
        """The newest value of a var, or None if it still is what the page was built with."""
        return self.seen.get(state.get_full_name(), {}).get(f"{name}_rx_state_")

    @property
    def said(self) -> str:
        """The sentence at the head of the page."""
        return (self.var(Frame, "said") or {}).get("words", "")

    async def until(self, wanted: Callable[["Screen"], object], timeout: float = 10) -> None:
        """Take in what comes until `wanted(screen)` is true."""

        def take(delta: dict[str, Any]) -> bool:
            self.text += str(delta)
            for state, values in delta.items():
                self.seen.setdefault(state, {}).update(values)
            return bool(wanted(self))

        if not wanted(self):
            await self.tab.until(take, timeout)

    async def do(self, state: type[State], handler: str, **payload: Any) -> None:
        """Fire a handler, as the page would."""
        await self.tab.fire(f"{state.get_full_name()}.{handler}", payload)

    async def refused(self, state: type[State], handler: str, **payload: Any) -> str:
        """Fire a handler that is expected to say no at the head of the page; its words."""
        before = self.var(Frame, "said")
        await self.do(state, handler, **payload)
        await self.until(lambda screen: screen.var(Frame, "said") not in (before, None))
        return self.said


@contextlib.asynccontextmanager
async def showing(server: str, session: Session, name: str, path: str, **params: str) -> AsyncIterator[Screen]:
    """That member of the cast with that page open and loaded. `params` are the varying parts of the address."""
    tab = Tab(server, signed_in(session, name), path, params=params)
    screen = Screen(tab)
    await tab.connect()
    try:
        await screen.until(lambda s: s.seen.get(ROOT, {}).get("is_hydrated_rx_state_") is True)
        yield screen
    finally:
        await tab.close()
