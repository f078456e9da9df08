"""Arguments of every wrong kind, to every handler, from somebody whom no policy keeps out: the server lives, and nothing is changed."""

import contextlib
from typing import Any

import pytest
import websockets
from sqlmodel import Session, select

from models.people import Organisation, OrganisationKind, Role, RoleGrant
from tests import cast
from tests.pages.conftest import OpenTab
from tests.pages.hostile import handlers
from tests.pages.hostile.conftest import changed, contents
from tests.pages.hostile.test_handlers import everything_said
from tests.socket_client import ROOT
from vle_app import addresses, db

LONG = "x" * 400_000  # twice that, and it is over what one message may hold
VALUES: dict[str, Any] = {
    "nothing": None, "a number": 7, "less than nothing": -1, "a huge number": 2**70, "a fraction": 1.5, "true": True, "a list": [[], [{}]],
    "a dictionary": {"a": {"b": []}}, "an empty word": "", "a null character": "a\0b", "half a character": "\ud800", "another alphabet": "٣",
    "SQL": "' OR 1=1; --", "a path": "../../etc/passwd", "markup": "<img src=x onerror=alert(1)>", "too long": LONG,
}


def all_roles(session: Session, name: str = "Dawn Mercer") -> None:
    """Nobody in real life: every policy lets them through, so that each handler itself meets what is sent."""
    person = cast.person(session, name)
    provider = session.exec(select(Organisation.id).where(Organisation.kind == OrganisationKind.PROVIDER)).one()
    session.add_all(RoleGrant(person_id=person.id, role=role, organisation_id=provider) for role in Role if role is not Role.DIRECTOR)
    session.commit()


@pytest.mark.usefixtures("patient_gate", "loot")
@pytest.mark.parametrize("kind", VALUES)
async def test_no_handler_is_harmed_by(open_tab: OpenTab, database: db.Database, session: Session, kind: str) -> None:
    all_roles(session)
    tab = await open_tab("Dawn Mercer", addresses.HELP)
    before, value = contents(database), VALUES[kind]
    for each in handlers.ours():
        if each.arguments:
            await tab.fire(each.name, {name: value for name, _ in each.arguments})
        if any(is_form for _, is_form in each.arguments):
            fields = handlers.words_of(each.module)
            await tab.fire(each.name, {name: dict.fromkeys(fields if kind != "too long" else fields[:1], value) for name, _ in each.arguments})
        if kind == "nothing" or not each.arguments:
            await tab.fire(each.name, {"no_such_argument": value})
    heard = await everything_said(tab)
    assert changed(before, contents(database)) == {}
    assert LONG[:1000] not in heard
    assert "Traceback" not in heard
    assert "sqlalchemy" not in heard.lower()


@pytest.mark.usefixtures("patient_gate")
async def test_the_frameworks_own_handlers_survive_the_same(open_tab: OpenTab, database: db.Database, session: Session) -> None:
    tab = await open_tab("Kate Lowther", addresses.HELP)
    before = contents(database)
    for value in VALUES.values():
        for name, arguments in (("update_vars_internal_state.update_vars_internal", ["vars"]), ("on_load_internal_state.set_is_hydrated", ["value"]),
                                ("frontend_event_exception_state.handle_frontend_exception", ["info", "component_stack"])):
            await tab.fire(f"{ROOT}.reflex___state____{name}", dict.fromkeys(arguments, value))
    assert "Kate Lowther" in await everything_said(tab)
    assert changed(before, contents(database)) == {}


async def test_a_message_over_a_megabyte_ends_that_socket_and_no_other(open_tab: OpenTab, database: db.Database) -> None:
    other = await open_tab("Kate Lowther", addresses.HELP)
    tab = await open_tab("Sam Okafor", addresses.HELP)
    before = contents(database)
    name = next(each.name for each in handlers.ours() if each.name.endswith("notices.read"))
    with contextlib.suppress(websockets.ConnectionClosed):
        await tab.fire(name, {"notice_id": "x" * (3 * 2**20)})
    with pytest.raises(ConnectionError):
        await tab.until(lambda _: False, timeout=10)
    assert "Kate Lowther" in await everything_said(other)
    assert changed(before, contents(database)) == {}


FRAMES = [
    "", "4", "42", "42/_event,", '42/_event,["event"]', '42/_event,["event",7]', '42/_event,["event",{"name":7}]', '42/_event,["event",{}]',
    '42/_event,["' + "a" * 5000 + '",{}]', "451-/_event,", '42/elsewhere,["event",{}]', "\x00\x01", "[" * 50_000,
]


async def test_a_frame_that_is_no_event_harms_nobody_else(open_tab: OpenTab) -> None:
    other = await open_tab("Kate Lowther", addresses.HELP)
    for frame in FRAMES:
        tab = await open_tab("Sam Okafor", addresses.HELP)
        await tab.socket.send(frame)
        assert "Kate Lowther" in await everything_said(other), frame[:40]
