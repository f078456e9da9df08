"""A participant's dashboard in a real browser: what is transferred, and when the tasks can be seen."""

import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.bench.figures import Figure, median
from tests.bench.house import House, People
from vle_app import addresses

TASKS = f'a[href^="{addresses.WORK}/"], a[href^="{addresses.UNITS}/"]'
# Runs before the page does, from outside its content security policy; looks once a frame, until it sees a task.
WATCH = """
(() => {
  const look = () => {
    const found = [...document.querySelectorAll(%r)].some((link) => link.getClientRects().length && link.checkVisibility());
    if (found) window.__tasksVisible = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
""" % TASKS  # noqa: UP031  braces
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 1.6e6 / 8}
SLOWER_CPU = 4
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass
class Seen:
    """One opening of the page. `kb` came over HTTP as encoded, headers included; `socket_kb` over the socket.

    The browser's tools count a socket's messages unpacked only, so they are packed again here as the server packs them, each after those before it.
    """

    visible: float = 0
    kb: float = 0
    socket_kb: float = 0
    requests: int = 0
    packer: Any = field(default_factory=lambda: zlib.compressobj(wbits=-12, memLevel=5))

    def hear(self, message: str) -> None:
        frame = self.packer.compress(message.encode()) + self.packer.flush(zlib.Z_SYNC_FLUSH)
        self.socket_kb += (len(frame) - 4 + (2 if len(frame) < 130 else 4)) / 1000  # without the flush's own end; with the frame's head


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("VLE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def measure(house: House, people: People, runs: int) -> list[Figure]:
    """Cold, warm and slow, so many times each, every time as somebody else."""
    cookies = cycle(who.cookie for who in people.participants)
    cold: list[Seen] = []
    warm: list[Seen] = []
    slow: list[Seen] = []
    with _browser() as browser:
        _twice(browser, house, next(cookies))  # the browser's own first steps are not ours
        for _ in range(runs):
            first, again = _twice(browser, house, next(cookies))
            cold.append(first)
            warm.append(again)
        for _ in range(runs):
            with _context(browser, house, next(cookies), PHONE) as context:
                slow.append(_open(context, house, is_slow=True))
    return [
        median("Dashboard cold, transferred", [one.kb + one.socket_kb for one in cold], "kB", 180, "1,309 kB"),
        median("  of these over the socket", [one.socket_kb for one in cold], "kB"),
        median("  requests", [float(one.requests) for one in cold], ""),
        median("Dashboard cold, tasks visible", [one.visible for one in cold], "ms", 550, "2,040 ms"),
        median("Dashboard warm, tasks visible", [one.visible for one in warm], "ms", 400, "835 ms"),
        median("Dashboard on a slow phone, tasks visible", [one.visible / 1000 for one in slow], "s", 2.2, "10.5 s"),
    ]


def _twice(browser: Browser, house: House, cookie: str) -> tuple[Seen, Seen]:
    with _context(browser, house, cookie, DESK) as context:
        return _open(context, house), _open(context, house)


@contextmanager
def _context(browser: Browser, house: House, cookie: str, screen: dict[str, Any]) -> Iterator[BrowserContext]:
    context = browser.new_context(**screen)
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": house.base, "httpOnly": True, "sameSite": "Lax"}])
    context.add_init_script(WATCH)
    yield context
    context.close()


def _open(context: BrowserContext, house: House, *, is_slow: bool = False) -> Seen:
    page, seen = context.new_page(), Seen()
    _listen(context, page, seen, is_slow=is_slow)
    page.goto(f"{house.base}{addresses.ME}", wait_until="commit")
    page.locator(TASKS).first.wait_for(state="visible", timeout=60_000)
    seen.visible = page.evaluate("window.__tasksVisible")
    page.wait_for_load_state("networkidle")
    page.close()
    return seen


def _listen(context: BrowserContext, page: Page, seen: Seen, *, is_slow: bool) -> None:
    tools = context.new_cdp_session(page)

    def came(event: dict[str, Any]) -> None:
        seen.kb += event["encodedDataLength"] / 1000
        seen.requests += 1

    def told(event: dict[str, Any]) -> None:
        seen.hear(event["response"]["payloadData"])

    tools.on("Network.loadingFinished", came)
    tools.on("Network.webSocketFrameReceived", told)
    tools.send("Network.enable")
    if is_slow:
        tools.send("Network.emulateNetworkConditions", SLOW_LINE)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
