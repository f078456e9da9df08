"""Every handler, fired as nobody, as each wrong role, and as somebody of another force who knows Sam's ids: nothing happens."""

import asyncio

import pytest
from sqlmodel import Session

from pages.participant.work import Work
from pages.shared.account import Account
from pages.tutor.desk import Marked
from tests import cast
from tests.pages.conftest import OpenTab
from tests.pages.hostile import handlers
from tests.pages.hostile.conftest import Loot, changed, contents
from tests.socket_client import ROOT, Tab
from vle_app import addresses, db

NOBODY = None
ONE_OF_EACH = [NOBODY, "Sam Okafor", "Helen Marsh", "Lena Hughes", "Priya Nair", "Joanne Pike", "Ruth Adeyemi", "Dawn Mercer"]
OF_ANOTHER_FORCE = {"Kate Lowther": addresses.ME, "Gareth Rhys": addresses.TUTOR, "Imran Sheikh": addresses.FORCE}
EXPECTED = {NOBODY: "/sign-in"}
WAIT = 10.0


async def everything_said(tab: Tab) -> str:
    """Wait until the tab's queue has been worked off, which answering one question more shows; all that came meanwhile."""
    heard: list[str] = []
    name = f"{Account.get_full_name()}.load_account"
    await tab.fire(name)

    def note(delta: dict) -> bool:
        heard.append(str(delta))
        return Account.get_full_name() in delta and "devices_rx_state_" in delta[Account.get_full_name()]

    await tab.until(note, WAIT)
    return " ".join(heard)


@pytest.mark.usefixtures("patient_gate")
@pytest.mark.parametrize("name", ONE_OF_EACH)
async def test_whoever_is_not_meant_is_sent_away_from_every_handler(
    open_tab: OpenTab, database: db.Database, session: Session, loot: Loot, name: str | None
) -> None:
    tab = await open_tab(name, addresses.HELP)
    visitor = cast.visitor(session, name) if name else None
    session.commit()
    before = contents(database)
    refused = [each for each in handlers.ours() if not each.policy(visitor)]
    assert refused
    wanted = "said=wrong-role" if name else "/sign-in"
    for each in refused:
        update, _ = await tab.call(each.name, next(each.payloads(loot)))
        assert wanted in str(update.get("events")), each.name
        assert not update.get("delta"), each.name
    assert changed(before, contents(database)) == {}


@pytest.mark.usefixtures("patient_gate")
@pytest.mark.parametrize("name", OF_ANOTHER_FORCE)
async def test_somebody_of_another_force_reaches_nothing_of_sams_by_its_id(
    open_tab: OpenTab, database: db.Database, session: Session, loot: Loot, name: str
) -> None:
    tab = await open_tab(name, OF_ANOTHER_FORCE[name], params=loot.own)
    visitor = cast.visitor(session, name)
    session.commit()
    before = contents(database)
    allowed = [each for each in handlers.ours() if each.policy(visitor) and each.module != "pages.practice.mailbox"]
    for each in allowed:
        if ".load_" in each.name and not each.name.endswith(".load_account"):
            await tab.fire(each.name)  # each page stands open at what is Kate's own
    taking = [each for each in allowed if each.arguments]
    assert taking
    for each in taking:
        for payload in each.payloads(loot):
            await tab.fire(each.name, payload)
    heard = await everything_said(tab)
    assert changed(before, contents(database)) == {}
    assert "Sam Okafor" not in heard
    assert cast.email("Sam Okafor") not in heard


@pytest.mark.usefixtures("patient_gate")
@pytest.mark.parametrize(("name", "state"), [("Kate Lowther", Work), ("Gareth Rhys", Marked)])
async def test_a_page_whose_address_names_sams_work_gives_no_hold_on_it(
    open_tab: OpenTab, database: db.Database, session: Session, loot: Loot, name: str, state: type
) -> None:
    params = {"task_id": loot.task_id, "submission_id": loot.submission_id}
    tab = await open_tab(name, OF_ANOTHER_FORCE[name], params=params)
    before = contents(database)
    of_this_page = [each for each in handlers.ours() if each.name.startswith(f"{state.get_full_name()}.")]
    load = next(each for each in of_this_page if ".load_" in each.name)
    assert len(of_this_page) > 4
    for each in of_this_page:
        for payload in each.payloads(loot):
            await tab.fire(load.name)
            await tab.fire(each.name, payload)
    heard = await everything_said(tab)
    assert changed(before, contents(database)) == {}
    assert "Sam Okafor" not in heard
    assert "701 okafor" not in heard


@pytest.mark.usefixtures("patient_gate")
async def test_no_var_of_any_page_can_be_written_from_a_browser(open_tab: OpenTab, database: db.Database, loot: Loot) -> None:
    tab = await open_tab("Kate Lowther", addresses.ME)
    before = contents(database)
    work = Work.get_full_name()
    forged = {f"{work}.{var}_rx_state_": value for var, value in (("asked", loot.task_id), ("problem", "forged"), ("work", {"task_id": loot.task_id}))}
    await tab.fire(f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal", {"vars": forged})
    for handler in ("finish", "reopen", "refresh"):
        await tab.fire(f"{work}.{handler}")
    await tab.fire(f"{work}.hand_in", {"form": {"authentic": "on", "safe_content": "on", "ai_used": "no"}})
    heard = await everything_said(tab)
    assert changed(before, contents(database)) == {}
    assert "forged" not in heard
    assert loot.task_id not in heard


async def test_a_flood_of_events_is_let_through_at_a_walking_pace(open_tab: OpenTab, loot: Loot) -> None:
    tab = await open_tab("Kate Lowther", addresses.NOTICES)
    answered = 0

    def count(delta: dict) -> bool:
        nonlocal answered
        answered += "said_rx_state_" in str(delta)
        return False

    for _ in range(400):
        await tab.fire(f"{Work.get_full_name()}.remove", {"file_id": loot.draft_id})
    with pytest.raises(TimeoutError):
        await tab.until(count, timeout=1.0)
    assert 20 <= answered <= 60 + 20 * 5
    await asyncio.sleep(0.2)
    assert "Kate Lowther" in await everything_said(tab)
