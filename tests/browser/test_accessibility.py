"""Every page by axe, in light and dark, on a phone's width and a desk's: not one violation."""

import json
import re
import time

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser import steps, tours
from tests.browser.conftest import SECONDS, Noise, Open
from tests.browser.house import House

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
WIDTHS = {390: 844, 1440: 900}
QUIET = 0.25  # seconds without a word


def arrive(page: Page, house: House, noise: Noise, name: str) -> None:
    """Open that page as somebody who may, and wait until the server has said all that it has to say."""
    with house.records() as records:
        stop = tours.stop(records, name)
    if stop.email:
        steps.be(page, house, stop.email)
    if stop.address == "/nowhere":
        noise.expected.append("status of 404")
    heard: list[float] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda _: heard.append(time.monotonic())))
    page.goto(stop.address)
    ends = time.monotonic() + SECONDS / 1000
    while not heard or time.monotonic() - heard[-1] < QUIET:
        assert time.monotonic() < ends, "The page does not come to rest."
        page.wait_for_timeout(50)
    expect(steps.h1(page)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Fetching")).to_have_count(0)


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each element. It is put in by the debugger's way, which the page's own policy does not govern."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run(document, {json.dumps(OPTIONS)})")["violations"]
    return [f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.audit
def test_the_audit_finds_a_planted_fault(window: Open, house: House, noise: Noise) -> None:
    page = window(house)
    arrive(page, house, noise, "/help")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/favicon.svg\"><p style=\"color:#ccc\">Faint</p>')")
    assert sorted(line.partition(":")[0] for line in violations(page)) == ["color-contrast", "image-alt"]


@pytest.mark.audit
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", tours.names())
def test_a_page_has_no_violation(window: Open, house: House, noise: Noise, name: str, colours: str, width: int) -> None:
    page = window(house, viewport={"width": width, "height": WIDTHS[width]}, color_scheme=colours)
    arrive(page, house, noise, name)
    assert violations(page) == []


def _refused(page: Page) -> None:
    page.goto("/sign-in?said=mismatch-3")
    expect(page.get_by_role("alert").filter(has_text="You have 3 tries left")).to_be_visible()


def _menu(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Your account, ")).filter(visible=True).click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


def _log(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Told and time")).first.click()
    page.get_by_role("button", name="Give more time").click()
    expect(page.get_by_role("alert").filter(has_text="Say in a few words why")).to_be_visible()


def _wrong_file(page: Page) -> None:
    page.get_by_label("Choose your file").set_input_files({"name": "essay.docx", "mimeType": "", "buffer": b"MZ\x90\x00" + bytes(400)})
    expect(page.get_by_role("status").filter(has_text="DOCX")).to_be_visible()
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="There is no file here yet")).to_be_visible()


MOMENTS = {"/sign-in": _refused, "/account": _menu, "/concierge": _log, "/me/work/[task_id] to hand in": _wrong_file}


@pytest.mark.audit
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", MOMENTS)
def test_a_page_has_no_violation_after_something_was_done_or_refused(window: Open, house: House, noise: Noise, name: str, colours: str, width: int) -> None:
    noise.expected.append("status of 415")
    page = window(house, viewport={"width": width, "height": WIDTHS[width]}, color_scheme=colours)
    arrive(page, house, noise, name)
    MOMENTS[name](page)
    assert violations(page) == []
