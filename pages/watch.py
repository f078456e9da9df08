"""Live refresh: each open page that watches a topic re-reads what its own person may see, soon after something changed."""

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import reflex as rx
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from pages import background, tabs
from vle_app import live
from vle_app.people import visitors

WINDOW = 0.25
BUSY_WINDOW = 1.0
BUSY_WATCHERS = 100

_watchers: dict[str, dict[str, str]] = {}
_pending: set[str] = set()
_last: dict[str, float] = {}
_clean: contextvars.Context | None = None


def watch(state: rx.State, topic: str, handler: Any) -> None:
    """From a loader: fire `handler` of this tab whenever `topic` is told. Watching again replaces; a closed tab is dropped."""
    name = Event.from_event_type(handler())[0].name
    _watchers.setdefault(topic, {})[state.router.session.client_token] = name


def heard(topic: str) -> None:
    """A topic was told: deliver at once, then at most once per window, which grows while many are watching."""
    if sign_in_id := tabs.ended(topic):
        visitors.forget(topic)
        _start(tabs.close(sign_in_id))
        return
    watchers = _watchers.get(topic)
    if not watchers or topic in _pending:
        return
    _pending.add(topic)
    loop = asyncio.get_running_loop()
    window = BUSY_WINDOW if len(watchers) > BUSY_WATCHERS else WINDOW
    at = max(loop.time(), _last.get(topic, 0.0) + window)
    _last[topic] = at
    # Never in the publisher's context: an event inherits the identity of the handler that enqueues it.
    loop.call_at(at, lambda: _start(_deliver(topic)), context=_clean)


def _start(work: Coroutine[Any, Any, None]) -> None:
    background.start(work, _clean.copy() if _clean else None)


async def _deliver(topic: str) -> None:
    _pending.discard(topic)
    processor = RegistrationContext.get().app.event_processor
    watchers = _watchers.get(topic, {})
    for tab, name in list(watchers.items()):
        if tabs.has_socket(tab):
            await processor.enqueue(tab, Event(name=name, payload={}))
        else:
            watchers.pop(tab, None)
    if not watchers:
        _watchers.pop(topic, None)


async def _refresh_all(every: float) -> None:
    while True:
        topics = list(_watchers)
        for topic in topics:  # one after another: all at once would be a wave that everybody else waits behind
            await asyncio.sleep(every / len(topics))
            heard(topic)
        if not topics:
            await asyncio.sleep(every)


@contextlib.asynccontextmanager
async def safety_net(every: float = 60.0) -> AsyncIterator[None]:
    """Under lost news: while inside, every watched topic is told again each minute."""
    task = asyncio.get_running_loop().create_task(_refresh_all(every))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def start() -> None:
    """Begin hearing topics, in a context that belongs to nobody. Called once, from the lifespan."""
    global _clean
    _clean = contextvars.copy_context()
    live.hear(heard)
