"""The gate: who may fire what, on whose tab."""

import asyncio

import pytest
from sqlmodel import Session

from pages.concierge.queue import Queue
from pages.director.pilot import Pilot
from pages.shared.account import Account
from pages.shared.notices import Notices
from tests.pages.conftest import OpenTab, signed_in
from tests.socket_client import ROOT, Tab
from vle_app import clock, db
from vle_app.people import sign_ins, visitors
from vle_app.people.visitors import Visitor


def var(delta: dict, state: type, name: str) -> object:
    return delta.get(state.get_full_name(), {}).get(f"{name}_rx_state_")


async def redirected(tab, name: str, payload: dict | None = None) -> str:
    update, _ = await tab.call(name, payload)
    return str([event["payload"] for event in update.get("events") or []])


async def test_a_concierge_sees_the_queue(open_tab: OpenTab) -> None:
    tab = await open_tab("Priya Nair", "/concierge")
    await tab.fire(f"{Queue.get_full_name()}.load_queue")
    delta = await tab.until(lambda d: var(d, Queue, "is_loaded") is not None or Queue.get_full_name() in d)
    assert Queue.get_full_name() in delta


@pytest.mark.parametrize("name", ["Sam Okafor", "Helen Marsh", "Joanne Pike", "Ruth Adeyemi", "Lena Hughes"])
async def test_every_other_role_is_sent_to_its_own_start_page(open_tab: OpenTab, name: str) -> None:
    tab = await open_tab(name, "/account")
    assert "said=wrong-role" in await redirected(tab, f"{Queue.get_full_name()}.load_queue")


async def test_nobody_is_sent_to_sign_in_and_back(open_tab: OpenTab) -> None:
    tab = await open_tab(None, "/notices")
    assert "/sign-in?next=/notices" in await redirected(tab, f"{Notices.get_full_name()}.read_all")


async def test_a_private_or_unknown_handler_is_not_run(open_tab: OpenTab) -> None:
    tab = await open_tab("Priya Nair", "/account")
    for name in (f"{ROOT}.setvar", f"{Queue.get_full_name()}.setvar", f"{Queue.get_full_name()}.load_nothing", "os.system", f"{Account.get_full_name()}._show"):
        await tab.fire(name, {"var_name": "x", "value": 1})
    update, _ = await tab.call(f"{Account.get_full_name()}.load_account")
    assert "closed" not in update


async def test_a_tab_whose_sign_in_ends_is_closed_at_once(open_tab: OpenTab, database: db.Database, session: Session) -> None:
    cookie = signed_in(session, "Priya Nair")
    tab = await open_tab("Priya Nair", "/account", cookie=cookie)
    visitor = await visitors.who(cookie)
    assert isinstance(visitor, Visitor)
    await database.write(sign_ins.end, visitor, visitor.sign_in_id, clock.now())
    with pytest.raises(ConnectionError):
        await tab.until(lambda _: False, timeout=5)
    assert await visitors.who(cookie) is None


async def test_a_stolen_tab_shows_nothing_of_its_owner(open_tab: OpenTab, server: str, session: Session) -> None:
    tab = await open_tab("Dawn Mercer", "/director")
    await tab.fire(f"{Pilot.get_full_name()}.load_figures")
    await tab.until(lambda d: Pilot.get_full_name() in d)
    await tab.close()
    await asyncio.sleep(0.3)
    thief = Tab(server, signed_in(session, "Kate Lowther"), "/account", token=tab.token)
    await thief.connect()
    first = await asyncio.wait_for(thief.updates.get(), 5)
    assert "/resync?to=/account" in str(first)
    assert "delta" not in first or not first["delta"]
    await thief.fire(f"{Account.get_full_name()}.load_account")
    delta = await thief.until(lambda d: Account.get_full_name() in d)
    await thief.close()
    assert Pilot.get_full_name() not in delta
    assert var(delta, Account, "name") == "Kate Lowther"
    assert "person_id" not in str(delta)


@pytest.mark.parametrize("payload", [{}, {"notice_id": None}, {"notice_id": 7}, {"notice_id": {"a": 1}}, {"notice_id": "x" * 900_000}, {"wrong": "name"}])
async def test_arguments_of_any_shape_change_nothing_and_keep_the_tab_alive(open_tab: OpenTab, payload: dict) -> None:
    tab = await open_tab("Priya Nair", "/notices")
    await tab.fire(f"{Notices.get_full_name()}.read", payload)
    await tab.fire(f"{Account.get_full_name()}.load_account")
    delta = await tab.until(lambda d: Account.get_full_name() in d)
    assert var(delta, Account, "name") == "Priya Nair"
