"""The doors answer configured hosts only, let in sockets from our own pages, and count them per address."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
import websockets
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs
from websockets.exceptions import InvalidStatus

from tests.vle_app.api.fake_build import asking, behind, settings
from vle_app.api.doors import Doors, Limits, Rate, client_address, network
from vle_app.settings import Settings

COOKIE = "vle=" + "aB3" * 14 + "a"


def production(**given: Any) -> Settings:
    return settings(env="production", public_address="https://vle.example", **given)


@pytest.mark.parametrize(("host", "status"), [
    ("127.0.0.1:8000", 200), ("LOCALHOST:8000", 200), ("evil.example", 421), ("127.0.0.1:8001", 421), ("", 421), ("127.0.0.1:8000.evil.example", 421),
])
async def test_only_configured_hosts_are_answered(host: str, status: int) -> None:
    async with asking(Doors(behind, settings())) as ask:
        assert (await ask.get("/me", headers={"host": host})).status_code == status


@pytest.mark.parametrize(("host", "status"), [("vle.example", 200), ("vle.example:443", 200), ("vle.example:80", 421), ("127.0.0.1:8000", 421)])
async def test_the_port_of_the_scheme_may_be_named(host: str, status: int) -> None:
    async with asking(Doors(behind, production())) as ask:
        assert (await ask.get("/me", headers={"host": host})).status_code == status


async def test_two_host_headers_are_refused() -> None:
    async with asking(Doors(behind, settings())) as ask:
        assert (await ask.get("/me", headers=[("host", "127.0.0.1:8000"), ("host", "evil.example")])).status_code == 421


@pytest.mark.parametrize(("client", "path", "status"), [
    ("127.0.0.1", "/api/health", 200), ("::1", "/api/ready", 200), ("203.0.113.9", "/api/health", 421), ("127.0.0.1", "/api/sign-in", 421),
])
async def test_health_may_be_asked_under_any_name_from_this_machine(client: str, path: str, status: int) -> None:
    async with asking(Doors(behind, settings()), "http://10.0.0.7", client) as ask:
        assert (await ask.get(path)).status_code == status


@pytest.mark.parametrize("path", ["/_upload", "/_upload/x", "/_health", "/_event", "/_event/", "/_all_routes", "/_anything"])
async def test_what_reflex_publishes_beside_its_socket_is_closed(path: str) -> None:
    async with asking(Doors(behind, settings())) as ask:
        assert (await ask.post(path)).status_code == 404


@pytest.mark.parametrize(("proxies", "forwarded", "address"), [
    (0, "198.51.100.1", "10.0.0.1"), (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"), (2, "198.51.100.1, 203.0.113.5, 10.1.1.1", "203.0.113.5"),
    (2, "203.0.113.5", "10.0.0.1"), (1, "198.51.100.1, <script>", "10.0.0.1"), (1, "", "10.0.0.1"),
])
async def test_the_client_s_address_is_the_one_our_own_proxies_tell(proxies: int, forwarded: str, address: str) -> None:
    async with asking(Doors(behind, settings(trusted_proxies=proxies)), client="10.0.0.1") as ask:
        answer = await ask.get("/api/thing", headers={"x-forwarded-for": forwarded})
    assert answer.text == f"GET /api/thing from {address} at "


async def test_a_forgotten_proxy_is_named_once_in_the_log() -> None:
    with capture_logs() as caught:
        async with asking(Doors(behind, production()), "https://vle.example") as ask:
            for _ in range(2):
                await ask.get("/", headers={"x-forwarded-for": "203.0.113.5"})
    assert [line["log_level"] for line in caught] == ["warning"]


def test_a_proxy_that_adds_its_own_header_line_is_read_in_order() -> None:
    scope = {"type": "http", "client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", b"1.1.1.1"), (b"x-forwarded-for", b"203.0.113.5")]}
    assert client_address(scope, 1) == "203.0.113.5"


def test_a_customer_s_whole_ipv6_network_counts_as_one() -> None:
    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network("::1") == "::/64"
    assert network("::ffff:203.0.113.5") == network("203.0.113.5") == "203.0.113.5"


@pytest.mark.parametrize(("site", "origin"), [
    ("same-origin", "http://127.0.0.1:8000"), ("cross-site", "null"), ("same-site", "null"), ("none", "null"), ("", "null"),
])
async def test_an_origin_hidden_by_our_own_referrer_policy_is_told_again(site: str, origin: str) -> None:
    async with asking(Doors(behind, settings())) as ask:
        answer = await ask.post("/api/password", headers={"origin": "null", "sec-fetch-site": site})
    assert answer.text == f"POST /api/password from 127.0.0.1 at {origin}"


def test_a_rate_lets_a_burst_through_and_then_its_pace() -> None:
    rate = Rate(2)
    assert [rate.take("a", 0.0) for _ in range(11)] == [True] * 10 + [False]
    assert rate.take("b", 0.0)
    assert [rate.take("a", 1.0) for _ in range(3)] == [True, True, False]


def test_settings_change_the_limits_and_0_leaves_our_choice() -> None:
    assert Limits.of(production()) == Limits(sockets=400, anonymous=60, connects=40, anonymous_connects=12)
    assert Limits.of(production(sockets_per_address=9, anonymous_sockets_per_address=3, connects_per_second=5)) == Limits(9, 3, 5, 5)
    assert Limits.of(settings()).sockets == 1_000


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands where Reflex stands: accepts a socket and answers what it hears."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": f"{message['text']} {scope['client'][0]}"})


class Served:
    """A real server with these doors, and sockets into it."""

    def __init__(self, doors: Doors, port: int) -> None:
        self.doors, self.port = doors, port

    def socket(self, origin: str | None = "http://127.0.0.1", cookie: str = COOKIE, path: str = "/_event/?token=x", host: str = "127.0.0.1") -> Any:
        headers = {"Cookie": cookie} if cookie else {}
        origin = f"{origin}:{self.port}" if origin and "127.0.0.1" in origin else origin
        return websockets.connect(f"ws://{host}:{self.port}{path}", host="127.0.0.1", origin=origin, additional_headers=headers, proxy=None)

    async def status(self, **given: Any) -> int:
        """101 if the socket opens, else the status of the refusal."""
        try:
            async with self.socket(**given) as opened:
                await opened.send("hello")
                assert await opened.recv() == "hello 127.0.0.1"
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code


@contextlib.asynccontextmanager
async def served(limits: Limits, **given: Any) -> AsyncIterator[Served]:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    doors = Doors(echo, settings(PORT=port), limits=limits, **given)
    server = uvicorn.Server(uvicorn.Config(doors, lifespan="off", log_config=None, access_log=False, proxy_headers=False))
    running = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Served(doors, port)
    finally:
        server.should_exit = True
        await running


async def test_a_socket_opens_only_from_our_own_pages() -> None:
    async with served(Limits()) as door:
        assert await door.status() == 101
        assert await door.status(origin=f"http://localhost:{door.port}") == 101
        assert await door.status(origin="https://evil.example") == 403
        assert await door.status(origin="https://127.0.0.1") == 403
        assert await door.status(origin="null") == 403
        assert await door.status(origin=None) == 403
        assert await door.status(origin=None, cookie="") == 101
        assert await door.status(path="/_upload") == 404
        assert await door.status(path="/") == 404
        assert await door.status(host="evil.example") == 421


async def test_an_address_holds_so_many_sockets_and_gets_their_places_back() -> None:
    async with served(Limits(sockets=3, anonymous=1)) as door:
        async with door.socket(), door.socket(), door.socket(cookie="vle=short"):
            assert await door.status() == 429
        await asyncio.sleep(0.05)
        assert not door.doors.open
        assert not door.doors.anonymous
        assert await door.status() == 101


async def test_strangers_hold_fewer_than_people_who_signed_in() -> None:
    async with served(Limits(sockets=9, anonymous=2)) as door, door.socket(cookie=""), door.socket(cookie="theme=dark"):
        assert await door.status(cookie="") == 429
        assert await door.status() == 101


async def test_a_forged_cookie_counts_as_a_stranger_when_people_are_recognised() -> None:
    async def recognise(cookie: str) -> object:
        return cookie == COOKIE

    async with served(Limits(anonymous=0), recognise=recognise) as door:
        assert await door.status(cookie=COOKIE) == 101
        assert await door.status(cookie=COOKIE.swapcase()) == 429


async def test_connects_come_in_a_burst_and_then_one_by_one() -> None:
    moment = 0.0
    async with served(Limits(connects=1, anonymous_connects=0.4), tick=lambda: moment) as door:
        assert [await door.status(cookie="") for _ in range(3)] == [101, 101, 429]
        assert [await door.status() for _ in range(3)] == [101, 101, 429]
        moment = 1.0
        assert [await door.status() for _ in range(2)] == [101, 429]
