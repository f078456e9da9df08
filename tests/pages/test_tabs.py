"""What a tab held is kept while it is open, and not for long after."""

import asyncio
from typing import Any

from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from pages import tabs
from tests.pages.conftest import OpenTab
from tests.socket_client import Tab


def memory() -> Any:
    return tabs._app().state_manager


def grow_old(tab: Tab) -> None:
    """As if nobody had touched what this tab holds for as long as it is kept; then looks for what may go."""
    key = BaseStateToken(ident=tab.token, cls=State).cache_key
    _, token = memory()._token_expires_at[key]
    memory()._token_expires_at[key] = (0.0, token)
    memory()._purge_expired_tokens()


def is_kept(tab: Tab) -> bool:
    return BaseStateToken(ident=tab.token, cls=State).cache_key in memory().states


async def test_a_quiet_tab_that_is_open_keeps_what_it_holds(open_tab: OpenTab) -> None:
    tab = await open_tab("Sam Okafor", "/me")
    grow_old(tab)
    assert is_kept(tab)


async def test_what_a_closed_tab_held_goes(open_tab: OpenTab) -> None:
    tab = await open_tab("Sam Okafor", "/me")
    await tab.close()
    async with asyncio.timeout(5):
        while tabs.has_socket(tab.token):
            await asyncio.sleep(0.01)
    grow_old(tab)
    assert not is_kept(tab)
    assert tabs.is_anonymous(tab.token)


async def test_what_a_stranger_left_goes_though_the_page_is_open(open_tab: OpenTab) -> None:
    tab = await open_tab(None, "/")
    grow_old(tab)
    assert not is_kept(tab)
