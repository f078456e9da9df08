"""A browser, the built pages, and a house with the sample pilot. Console errors, refused scripts and faults in the server's log fail a test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests.browser.house import House, command, copied
from vle_app.operations import build

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 10_000  # milliseconds that a person would wait for anything

Open = Callable[..., Page]
expect.set_options(timeout=SECONDS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser. Beside other tests it is left out: Playwright keeps an event loop running that theirs cannot share."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker("browser")
        if len(ours) < len(items):
            item.add_marker(pytest.mark.skip(reason="Journeys run in a process of their own: make journeys, make audit."))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser. Without one the journeys are skipped; with CI=true that is a failure."""
    found = os.environ.get("VLE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found:
        words = "There is no Chromium here. Install one, or name it: VLE_CHROMIUM=/path/to/chromium."
        pytest.fail(words) if os.environ.get("CI") == "true" else pytest.skip(words)
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """One browser for all; each test has contexts of its own. The superuser may run Chromium only without its sandbox."""
    launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def pilot(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample pilot, laid out once, and the pages built if they were not. Copied, never served."""
    build.build(print)
    folder = tmp_path_factory.mktemp("pilot") / "data"
    folder.mkdir()
    command(folder, "seed", "--yes")
    return folder


@pytest.fixture(scope="session")
def shared_house(pilot: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = copied(pilot, tmp_path_factory.mktemp("house") / "data").start()
    yield house
    house.close()


@pytest.fixture
def house(shared_house: House) -> Iterator[House]:
    """A running house that other tests have visited before: each does its deeds as a person, or on a task, of its own."""
    before = shared_house.log_size
    yield shared_house
    assert shared_house.faults(before) == []


@pytest.fixture
def own_house(pilot: Path, tmp_path: Path) -> Iterator[Callable[..., House]]:
    """`own_house(VLE_…="…")`: a house that only this test visits, with settings of its own; not started yet."""
    houses: list[House] = []

    def opened(**settings: str) -> House:
        houses.append(copied(pilot, tmp_path / f"house{len(houses)}", **settings))
        return houses[-1]

    yield opened
    for each in houses:
        each.close()
        assert each.faults() == []


LEFT_EARLY = "WebSocket is closed before the connection is established"  # somebody went on before the page had its line: no fault


class Noise:
    """What browsers complained about. `expected` are patterns that the test brings about itself."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.expected = [LEFT_EARLY]

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self.heard.append(f"uncaught: {fault}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    @property
    def unexpected(self) -> list[str]:
        return [words for words in self.heard if not any(re.search(pattern, words) for pattern in self.expected)]


@pytest.fixture
def noise() -> Iterator[Noise]:
    """Fails the test if a page complained of anything that it does not expect."""
    heard = Noise()
    yield heard
    assert heard.unexpected == []


@pytest.fixture
def window(browser: Browser, noise: Noise, own_house: Callable[..., House]) -> Iterator[Open]:
    """`window(house)`: a new window of a new person's browser, at the house's address. Options go to the browser's context.

    All are closed before any house is."""
    contexts: list[BrowserContext] = []

    def opened(house: House, **options: object) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "timezone_id": "Europe/London", "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=house.address, **settings)  # type: ignore[arg-type]
        context.set_default_timeout(SECONDS)
        context.on("page", noise.listen)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
