"""The doors: which hosts are answered, which origins may open a socket, and how many sockets one address may hold."""

import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from vle_app import addresses
from vle_app.api import headers, plain
from vle_app.people.visitors import token_in
from vle_app.settings import Settings

log = structlog.get_logger("vle.doors")

EVENTS = "/_event"
_REMEMBERED = 20_000
_BURST_SECONDS = 5
_TOO_MANY = "Too many pages are open from your network at the moment. Close some, or try again in a minute."
_TOO_FAST = "Too many pages were opened from your network at once. Try again in a few seconds."
Recognise = Callable[[str], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Limits:
    """Per client address, and a whole force may share one. `connects` is new sockets a second; five seconds' worth may come at once."""

    sockets: int = 400
    anonymous: int = 60
    connects: float = 40
    anonymous_connects: float = 12

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """What the settings say; 0 stands for our own choice. Practice is one machine, so its one address may do more."""
        base = cls(sockets=1_000, anonymous=250, connects=500, anonymous_connects=50) if settings.is_practice else cls()
        connects = settings.connects_per_second or base.connects
        return cls(
            settings.sockets_per_address or base.sockets, settings.anonymous_sockets_per_address or base.anonymous,
            connects, min(connects, base.anonymous_connects),
        )


class Rate:
    """A token bucket per key. Forgets the keys unused for longest when there are too many."""

    def __init__(self, per_second: float) -> None:
        self.per_second, self.most = per_second, per_second * _BURST_SECONDS
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, moment: float) -> bool:
        """Whether one more is allowed at this moment (seconds of a steady clock)."""
        left, at = self._left.pop(key, (self.most, moment))
        left = min(self.most, left + (moment - at) * self.per_second)
        self._left[key] = (left - 1 if left >= 1 else left, moment)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return left >= 1


async def has_cookie(cookie_header: str) -> bool:
    """Recognises whoever brings a sign-in cookie of the right shape. Give `visitors.who` instead to ask whether it is a real one."""
    return bool(token_in(cookie_header))


class Doors:
    """Refuses with a sentence before anything behind it has spent memory. What passes finds its true address in `scope["client"]`.

    A socket must come from one of our own pages. Browsers always name the origin of a socket; a program may leave it out, and is
    let in as nobody. A cookie without an origin is refused: either somebody replays it, or a proxy strips the header that protects it.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, *, limits: Limits | None = None, recognise: Recognise = has_cookie,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app, self.settings, self.recognise, self.tick = app, settings, recognise, tick
        self.hosts, self.origins, self.is_https = settings.hosts, frozenset(settings.origins), settings.is_https
        self.limits = limits or Limits.of(settings)
        self._has_warned = False
        self.open: Counter[str] = Counter()
        self.anonymous: Counter[str] = Counter()
        self._connects = Rate(self.limits.connects)
        self._anonymous_connects = Rate(self.limits.anonymous_connects)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            return await self._request(scope, receive, send)
        if scope["type"] == "websocket":
            return await self._socket(scope, receive, send)
        return await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if not self._is_our_host(scope) and not (path in (addresses.HEALTH, addresses.READY) and _is_near(scope)):
            words = "This server does not answer under that name. Check the address."
            return await plain.answer(send, plain.said(scope, 421, words, self.is_https))
        if path.startswith("/_"):
            return await plain.answer(send, plain.said(scope, 404, "There is nothing here.", self.is_https))
        return await self.app(self._mended(scope), receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope = {**scope, "client": (self._address(scope), 0)}
        refused = self._stranger(scope)
        if refused:
            return await self._refuse(scope, send, *refused)
        key = network(scope["client"][0])
        if self.open[key] >= self.limits.sockets:
            return await self._refuse(scope, send, 429, _TOO_MANY)
        if not self._connects.take(key, self.tick()):
            return await self._refuse(scope, send, 429, _TOO_FAST)
        with _counted(self.open, key):
            is_known = await self.recognise(_header(scope, b"cookie"))
            return await (self.app(scope, receive, send) if is_known else self._nobody(scope, receive, send, key))

    async def _nobody(self, scope: Scope, receive: Receive, send: Send, key: str) -> None:
        """Each stranger costs memory that outlives the socket, so there are few of them and they come slowly."""
        if self.anonymous[key] >= self.limits.anonymous:
            return await self._refuse(scope, send, 429, _TOO_MANY)
        if not self._anonymous_connects.take(key, self.tick()):
            return await self._refuse(scope, send, 429, _TOO_FAST)
        with _counted(self.anonymous, key):
            return await self.app(scope, receive, send)

    def _stranger(self, scope: Scope) -> tuple[int, str] | None:
        """Why this socket may not open, whoever asks; None if it may."""
        if scope["path"].rstrip("/") != EVENTS:
            return 404, "There is nothing here."
        if not self._is_our_host(scope):
            return 421, "This server does not answer under that name. Check the address."
        origin = _header(scope, b"origin")
        if origin not in self.origins and (origin or _header(scope, b"cookie")):
            return 403, "This page belongs to another site."
        return None

    async def _refuse(self, scope: Scope, send: Send, status: int, words: str) -> None:
        log.info("socket refused", status=status, address=scope["client"][0], why=words)
        extra = ((b"retry-after", b"10"),) if status == 429 else ()
        await plain.refuse_socket(scope, send, plain.said(scope, status, words, self.is_https, *extra))

    def _is_our_host(self, scope: Scope) -> bool:
        named = [value for name, value in scope["headers"] if name == b"host"]
        return len(named) == 1 and headers.bare_host(named[0].decode("latin-1"), self.is_https) in self.hosts

    def _mended(self, scope: Scope) -> Scope:
        """The request with its true address, and with its origin where our own `no-referrer` made the browser hide it.

        A form on such a page posts `Origin: null`. `Sec-Fetch-Site`, which no page can forge, still says that it came from here."""
        found: list[headers.Header] = scope["headers"]
        if _header(scope, b"origin") == "null" and _header(scope, b"sec-fetch-site") == "same-origin":
            ours = f"{'https' if self.is_https else 'http'}://{headers.bare_host(_header(scope, b'host'), self.is_https)}".encode()
            found = [(name, ours if name == b"origin" else value) for name, value in found]
        return {**scope, "client": (self._address(scope), 0), "headers": found}

    def _address(self, scope: Scope) -> str:
        """Who asks. Says once that everybody will be taken for one when a proxy on this machine was forgotten in the settings."""
        proxies = self.settings.trusted_proxies
        if not proxies and not self._has_warned and not self.settings.is_practice and _is_near(scope) and _header(scope, b"x-forwarded-for"):
            self._has_warned = True
            log.warning("requests come through a proxy; set VLE_TRUSTED_PROXIES=1, or everybody shares the limits of one address")
        return client_address(scope, proxies)


@contextmanager
def _counted(counter: Counter[str], key: str) -> Iterator[None]:
    counter[key] += 1
    try:
        yield
    finally:
        counter[key] -= 1
        if not counter[key]:
            del counter[key]


def client_address(scope: Scope, trusted_proxies: int) -> str:
    """Who asks. Behind n trusted proxies it is the nth address from the right of X-Forwarded-For: what stands further left, anybody may write."""
    nearest = scope["client"][0] if scope.get("client") else ""
    if trusted_proxies < 1:
        return nearest
    told = [part.strip() for part in _header(scope, b"x-forwarded-for").split(",") if part.strip()]
    return told[-trusted_proxies] if len(told) >= trusted_proxies and _parsed(told[-trusted_proxies]) else nearest


@lru_cache(4096)
def network(address: str) -> str:
    """What is counted: the address itself, or the /64 that one IPv6 customer holds whole."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.IPv6Network((int(parsed), 64), strict=False))
    return address


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return None


def _is_near(scope: Scope) -> bool:
    parsed = _parsed(scope["client"][0]) if scope.get("client") else None
    return parsed is not None and parsed.is_loopback


def _header(scope: Scope, wanted: bytes) -> str:
    """The header's values joined, as proxies may split them; the empty string if it is not there."""
    joiner = "; " if wanted == b"cookie" else ", "
    return joiner.join(value.decode("latin-1") for name, value in scope["headers"] if name == wanted)
