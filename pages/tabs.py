"""Open tabs: which belong to which sign-in, so that ending one closes its sockets and drops what they held."""

import time
from collections import OrderedDict
from typing import Any

from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken, StateToken
from reflex.state import State
from reflex_base.registry import RegistrationContext

from vle_app import live
from vle_app.people.visitors import Visitor

ANONYMOUS_SECONDS = 300
CLOSED_SECONDS = 900  # what a closed tab held: kept for a tunnel or a lift; whoever comes back later finds the page loaded anew
SWEPT_EVERY = 5
ANONYMOUS_PER_ADDRESS = 300

_of_sign_in: dict[str, set[str]] = {}
_sign_in_of: dict[str, str] = {}
_anonymous: dict[str, OrderedDict[str, None]] = {}
_address_of: dict[str, str] = {}


def note(tab: str, visitor: Visitor | None, address: str) -> None:
    """Remember whose tab this is. Anonymous tabs are counted per address; the oldest without a socket makes room."""
    if visitor is None:
        _note_anonymous(tab, address)
        return
    if _sign_in_of.get(tab) != visitor.sign_in_id:
        forget(tab)
        _sign_in_of[tab] = visitor.sign_in_id
        _of_sign_in.setdefault(visitor.sign_in_id, set()).add(tab)


def _note_anonymous(tab: str, address: str) -> None:
    forget(tab)
    tabs = _anonymous.setdefault(address, OrderedDict())
    tabs[tab], _address_of[tab] = None, address
    while len(tabs) > ANONYMOUS_PER_ADDRESS:
        oldest = next(iter(tabs))
        forget(oldest)
        _drop_state(oldest)


def forget(tab: str) -> None:
    """Forget a tab that is gone."""
    sign_in = _sign_in_of.pop(tab, None)
    if sign_in is not None and (tabs := _of_sign_in.get(sign_in)) is not None:
        tabs.discard(tab)
        if not tabs:
            del _of_sign_in[sign_in]
    address = _address_of.pop(tab, None)
    if address is not None and (strangers := _anonymous.get(address)) is not None:
        strangers.pop(tab, None)
        if not strangers:
            del _anonymous[address]


def is_anonymous(tab: str) -> bool:
    """True unless somebody signed in has used this tab."""
    return tab not in _sign_in_of


def _app() -> Any:
    return RegistrationContext.get().app


def has_socket(tab: str) -> bool:
    """True while that tab's socket is connected to this process."""
    tokens = _app().event_namespace._token_manager
    record = tokens.token_to_socket.get(tab)
    return record is not None and record.instance_id == tokens.instance_id


def _drop_state(tab: str) -> None:
    manager = _app().state_manager
    token = BaseStateToken(ident=tab, cls=State)
    lock = manager._states_locks.get(token.lock_key)
    if lock is None or not lock.locked():
        manager._purge_token(token)


async def close(sign_in_id: str) -> None:
    """Close every socket of an ended sign-in and drop its states. The browser reconnects as nobody and is asked to sign in."""
    app = _app()
    namespace = app.event_namespace
    for tab in list(_of_sign_in.get(sign_in_id, ())):
        record = namespace._token_manager.token_to_socket.get(tab)
        forget(tab)
        _drop_state(tab)
        if record is not None:
            await _hang_up(app.sio, record.sid, namespace.namespace)


async def _hang_up(sio: Any, sid: str, namespace: str) -> None:
    """Close the line itself, not only our namespace on it: after that, and only after that, a browser comes back by itself."""
    line = sio.manager.eio_sid_from_sid(sid, namespace)
    socket = sio.eio.sockets.get(line)
    await sio.eio.disconnect(line)
    if socket is not None:
        await socket.queue.put(None)  # Engine.IO asks the other side to close; this ends its writer, which closes


def ended(topic: str) -> str:
    """The sign-in that a live topic says has ended, or the empty string."""
    return topic.removeprefix(live.SIGN_INS) if topic.startswith(live.SIGN_INS) else ""


class Memory(StateManagerMemory):
    """States in memory; those of people who are not signed in go after a few minutes without use, those of closed tabs a little later."""

    def _track_token(self, token: StateToken[Any]) -> None:
        super()._track_token(token)
        lasts = ANONYMOUS_SECONDS if is_anonymous(getattr(token, "ident", "")) else CLOSED_SECONDS
        self._token_expires_at[token.cache_key] = (time.time() + lasts, token)

    def _purge_expired_tokens(self) -> float | None:
        """When to look again. Somebody signed in whose tab is connected keeps its state, however quiet they are."""
        moment = time.time()
        for key, (at, token) in list(self._token_expires_at.items()):
            tab = getattr(token, "ident", "")
            if at <= moment and not is_anonymous(tab) and has_socket(tab):
                self._token_expires_at[key] = (moment + CLOSED_SECONDS, token)
        nearest = super()._purge_expired_tokens()
        return None if nearest is None else max(nearest, moment + SWEPT_EVERY)

    def _purge_token(self, token: StateToken[Any]) -> None:
        super()._purge_token(token)
        forget(getattr(token, "ident", ""))
