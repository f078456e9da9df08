"""States made when first used. Reflex builds and sends every page's state to every tab; with this, only those touched exist.

A guarded patch of Reflex 0.10.1's state tree (the version is pinned, and a test fails when its shape changes): a visit then costs
the same with ten pages or sixty. What the browser is not sent it already holds: the defaults compiled into the page.
"""

from typing import Any

from reflex.state import BaseState

_names: dict[type[BaseState], tuple[int, dict[str, type[BaseState]]]] = {}
_init = BaseState.__init__
_dict = BaseState.dict


def _children(cls: type[BaseState]) -> dict[str, type[BaseState]]:
    substates = cls.get_substates()
    known = _names.get(cls)
    if known is None or known[0] != len(substates):
        known = _names[cls] = (len(substates), {child.get_name(): child for child in substates})
    return known[1]


class Lazy(dict[str, BaseState]):
    """Substates by name, each made when it is first asked for."""

    __slots__ = ("owner",)

    def __init__(self, owner: BaseState) -> None:
        self.owner = owner

    def __missing__(self, name: str) -> BaseState:
        child = self[name] = _children(type(self.owner))[name](parent_state=self.owner, _reflex_internal_init=True)
        return child

    def __contains__(self, name: object) -> bool:
        return name in _children(type(self.owner))

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401  dict.get would not make the state


def _lazy_init(self: BaseState, parent_state: Any = None, init_substates: bool = True, _reflex_internal_init: bool = False, **values: Any) -> None:
    _init(self, parent_state, False, _reflex_internal_init, **values)
    if init_substates:
        object.__setattr__(self, "substates", Lazy(self))


def _whole_dict(self: BaseState, include_computed: bool = True, initial: bool = False, **options: Any) -> dict[str, Any]:
    if initial:  # the compiler asks for every default
        for name in _children(type(self)):
            self.substates[name]
    return _dict(self, include_computed, initial, **options)


def install() -> None:
    """Patch Reflex. Calling it again changes nothing."""
    BaseState.__init__, BaseState.dict = _lazy_init, _whole_dict  # type: ignore[method-assign]
