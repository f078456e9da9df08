"""Everything a browser can fire by name has a policy: our handlers, and those that base classes bring."""

import pytest
from reflex.state import BaseState, State
from reflex_base.registry import RegistrationContext

from pages import gate
from vle_app import vle_app


def every_state() -> list[type[BaseState]]:
    found, waiting = [], [State]
    while waiting:
        state = waiting.pop()
        found.append(state)
        waiting.extend(state.get_substates())
    return found


def every_handler() -> dict[str, object]:
    assert vle_app.app is not None
    return {name: registered.handler for name, registered in RegistrationContext.get().event_handlers.items()}


def test_there_are_handlers_to_judge() -> None:
    assert sum(name not in gate.FRAMEWORK for name in every_handler()) > 10


def test_every_handler_has_a_policy_or_is_refused() -> None:
    ours = {
        name
        for name in every_handler()
        if name not in gate.FRAMEWORK and not name.startswith("reflex___state____state.reflex_") and not name.endswith(".setvar")
    }
    assert {name for name in ours if gate.policy_of(name) is None} == set()


def test_the_frameworks_own_setters_are_refused() -> None:
    setters = [name for name in every_handler() if name.endswith(".setvar")]
    assert setters
    assert all(gate.policy_of(name) is None for name in setters)


def test_the_list_of_framework_handlers_is_the_whole_list() -> None:
    """Reflex's own states bring these and no others: a new one in a new version must be looked at."""
    brought = {name for name in every_handler() if "reflex___" in name.rsplit(".", 1)[0].split(".")[-1] and not name.endswith(".setvar")}
    assert brought == gate.FRAMEWORK


def test_no_state_has_a_public_method_outside_the_decorator() -> None:
    unguarded = []
    for state in every_state():
        if not state.__module__.startswith("pages"):
            continue
        for name, handler in state.event_handlers.items():
            if name != "setvar" and name in vars(state) and not hasattr(handler.fn, "__vle_policy__"):
                unguarded.append(f"{state.__name__}.{name}")
    assert unguarded == []


@pytest.mark.parametrize("name", ["nothing", "reflex___state____state.setvar", "reflex___state____state.reset", ""])
def test_an_unknown_name_is_nobodys(name: str) -> None:
    every_handler()
    assert gate.policy_of(name) is None
