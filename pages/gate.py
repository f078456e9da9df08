"""Who may fire an event: every handler has a policy, every event passes the gate, and the gate says no by default."""

import contextvars
import functools
import inspect
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import reflex as rx
import structlog
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from models.people import Role
from pages import background, tabs
from pages.ui.frame import say
from vle_app import addresses
from vle_app.clock import now
from vle_app.errors import Refusal
from vle_app.people import sign_ins, visitors
from vle_app.people.visitors import Visitor

log = structlog.get_logger("gate")
me: contextvars.ContextVar[Visitor | None] = contextvars.ContextVar("me", default=None)

Policy = Callable[[Visitor | None], bool]
OURS = "That did not work. The fault is ours, not yours, and we have a record of it. Try again in a minute."


def anyone(_: Visitor | None) -> bool:
    """Policy: nobody need be signed in. The handler must not say anything that is not public."""
    return True


def signed_in(visitor: Visitor | None) -> bool:
    """Policy: somebody is signed in, in whatever role."""
    return visitor is not None


def holds(*roles: Role) -> Policy:
    """Policy: one of these roles is held. Which records it reaches is the action's business."""

    def policy(visitor: Visitor | None) -> bool:
        return visitor is not None and visitor.has(*roles)

    return policy


def event(*policy: Role | Policy) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Make a coroutine of a State an event handler that only visitors under this policy can fire.

    Roles, or one of `anyone` and `signed_in`. A `Refusal` raised inside is said to the person in its own words; anything
    else is logged and answered with an apology. A handler without this decorator is refused by the gate and by the tests.
    """
    rule = policy[0] if policy and not isinstance(policy[0], Role) else holds(*(p for p in policy if isinstance(p, Role)))

    def decorate(handler: Callable[..., Awaitable[Any]]) -> Any:
        if not policy or not inspect.iscoroutinefunction(handler):
            raise TypeError(f"{handler.__qualname__} needs a policy, and must be a coroutine")

        @functools.wraps(handler)
        async def edge(self: rx.State, *args: Any, **kwargs: Any) -> Any:
            try:
                return await handler(self, *args, **kwargs)
            except Refusal as refusal:
                await say(self, str(refusal), "late")
            except Exception:
                log.exception("handler failed", handler=handler.__qualname__)
                await say(self, OURS, "late")
            return None

        edge.__vle_policy__ = rule
        return rx.event(edge)

    return decorate


_ROOT = "reflex___state____state"
FRAMEWORK = frozenset(
    f"{_ROOT}.{name}"
    for name in (
        "hydrate",
        "hydrate_and_load",
        "set_is_hydrated",
        "reflex___state____on_load_internal_state.on_load_internal",
        "reflex___state____on_load_internal_state.set_is_hydrated",
        "reflex___state____update_vars_internal_state.update_vars_internal",
        "reflex___state____frontend_event_exception_state.handle_frontend_exception",
    )
)


def policy_of(name: str) -> Policy | None:
    """The policy of a handler by its full name, or None if nobody may fire it."""
    if name in FRAMEWORK:
        return anyone
    registered = RegistrationContext.get().event_handlers.get(name)
    if registered is None or name.endswith(".setvar"):
        return None
    found: Policy | None = getattr(registered.handler.fn, "__vle_policy__", None)
    return found


class Owner(rx.State):
    """Whose tab this is. Kept on the server only."""

    _person_id: str = ""


def _redirect(address: str) -> StateUpdate:
    return StateUpdate(events=Event.from_event_type(rx.redirect(address)))


def _signed_out(path: str) -> StateUpdate:
    back = addresses.safe_return(path)
    return _redirect(f"{addresses.SIGN_IN}?next={quote(back)}" if back and back != "/" else addresses.SIGN_IN)


def _is_whole(payload: object) -> bool:
    """False if a word in it holds half a character (a lone surrogate): it could be neither stored nor sent back, and would close the tab for good."""
    try:
        json.dumps(payload, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


class Gate(Middleware):
    """Asked before every event: is it known, is it too many, whose tab is it, and does its policy allow this visitor?

    `rate` and `burst` bound the events of one tab per second.
    """

    def __init__(self, rate: float = 20, burst: int = 60) -> None:
        self.rate, self.burst = rate, burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._policies: dict[str, Policy] = {}

    def _is_flooding(self, tab: str) -> bool:
        tick = time.monotonic()
        left, last = self._buckets.pop(tab, (float(self.burst), tick))
        left = min(self.burst, left + (tick - last) * self.rate)
        self._buckets[tab] = (left - 1 if left >= 1 else left, tick)  # what is refused costs nothing, or a flood would shut the tab for minutes
        while len(self._buckets) > 20_000:
            self._buckets.popitem(last=False)
        return left < 1

    def _policy(self, name: str) -> Policy | None:
        known = self._policies.get(name)
        if known is None and (known := policy_of(name)) is not None:
            self._policies[name] = known
        return known

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002  Reflex calls it so
        """None lets the event through; anything else is the answer instead of it."""
        policy = self._policy(event.name)
        if policy is None:
            log.warning("unknown or private handler refused", handler=event.name[:120])
            return StateUpdate()
        root: Any = state._get_root_state()
        tab, path = root.rx_router_session.client_token, root.rx_router_url.path or "/"
        if self._is_flooding(tab):
            return StateUpdate()
        if not _is_whole(event.payload):
            log.warning("half a character refused", handler=event.name[:120])
            return StateUpdate()
        visitor = await visitors.who(root.rx_router_headers.cookie)
        me.set(visitor)
        if not await self._own(root, visitor, tab) and path != addresses.RESYNC:
            return _redirect(f"{addresses.RESYNC}?to={quote(addresses.safe_return(path) or '/')}")
        if policy(visitor):
            # What a page refreshes by itself brings no route, and keeps nobody signed in.
            if visitor is not None and event.router_data and event.name not in FRAMEWORK:
                background.start(sign_ins.note_activity(visitor, now()))
            return None
        if visitor is None:
            return _signed_out(root.rx_router_url.path + (f"?{root.rx_router_url.query}" if root.rx_router_url.query else ""))
        return _redirect(f"{sign_ins.start_page(visitor)}?said=wrong-role")

    async def _own(self, root: Any, visitor: Visitor | None, tab: str) -> bool:
        """False if this tab was somebody else's: what it held is dropped before anybody can see it."""
        owner = await root.get_state(Owner)
        person_id = visitor.id if visitor else ""
        is_same = owner._person_id in ("", person_id)
        if not is_same:
            root.substates.clear()
            root._clean()
            owner = await root.get_state(Owner)
        if owner._person_id != person_id:
            owner._person_id = person_id
        tabs.note(tab, visitor, root.rx_router_session.client_ip)
        return is_same
