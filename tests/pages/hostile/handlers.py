"""Every handler that a browser can fire, from Reflex's own registry: a new one is attacked without anybody thinking of it."""

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from reflex_base.registry import RegistrationContext

from pages import gate
from pages.gate import Policy
from tests.pages.hostile.conftest import Loot
from vle_app import vle_app

_FORM_VALUES = ("on", "no", "met", "pass", "3")
_NAMES_A_RECORD = ("task", "submission", "file", "person", "organisation", "notice", "unit")


@dataclass(frozen=True)
class Handler:
    """One of ours. `arguments` are the names of its parameters, and whether each takes a form."""

    name: str
    policy: Policy
    arguments: tuple[tuple[str, bool], ...]
    module: str

    def payloads(self, loot: Loot) -> Iterator[dict[str, Any]]:
        """What it would take if Sam's things were the visitor's own: each of his ids for every argument, and forms full of them."""
        fields = words_of(self.module)
        for key in loot.ids:
            if not any(is_form for _, is_form in self.arguments):
                yield {name: key for name, _ in self.arguments}
                continue
            for value in _FORM_VALUES:
                form = {name: key if name in _NAMES_A_RECORD else value for name in fields}
                yield {name: form if is_form else value for name, is_form in self.arguments}


@cache
def words_of(module: str) -> tuple[str, ...]:
    """Every word in the source of a page that might be the name of a field."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()}
    return tuple(sorted(found))


@cache
def ours() -> tuple[Handler, ...]:
    """All handlers but the framework's own."""
    assert vle_app.app is not None
    found = []
    for name, registered in sorted(RegistrationContext.get().event_handlers.items()):
        policy = gate.policy_of(name)
        if policy is None or name in gate.FRAMEWORK:
            continue
        handler = inspect.unwrap(registered.handler.fn)
        arguments = tuple((each.name, "dict" in str(each.annotation)) for each in list(inspect.signature(handler).parameters.values())[1:])
        found.append(Handler(name, policy, arguments, handler.__module__))
    return tuple(found)
