"""A bad line: the server goes away and comes back, and nothing that somebody wrote is lost."""

import re
from collections.abc import Callable

from playwright.sync_api import CDPSession, Page, expect

from models.people import Role
from tests import samples
from tests.browser import steps
from tests.browser.conftest import Noise, Open
from tests.browser.house import House

GONE = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INTERNET_DISCONNECTED", "ERR_EMPTY_RESPONSE", "WebSocket connection to")
WORDS = "I would weigh what the board heard against what the officers on the night saw, and say which I trusted and why."
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 250_000}  # bytes a second


def _line(page: Page, how: dict[str, object]) -> CDPSession:
    """Make this window's line slow, until what is returned is let go."""
    session = page.context.new_cdp_session(page)
    session.send("Network.emulateNetworkConditions", how)
    return session


def test_what_was_written_stays_when_the_server_restarts_and_the_page_recovers_by_itself(window: Open, own_house: Callable[..., House], noise: Noise) -> None:
    noise.expected.extend(GONE)
    house = own_house()
    page = window(house.start())
    steps.be(page, house, steps.FACES[Role.TUTOR])
    page.goto("/tutor/marking")
    page.get_by_role("link", name=re.compile("^Mark ")).first.click()
    page.get_by_role("button", name="Start marking").click()
    first = page.get_by_role("group").filter(has=page.get_by_role("radio")).first
    first.get_by_label("Not yet").check()
    page.get_by_label("Comment for the participant").fill(WORDS)

    house.stop(at_once=True)
    steps.said(page, "The line to us dropped.")
    expect(page.get_by_label("Comment for the participant")).to_have_value(WORDS)
    house.start()

    expect(page.get_by_text("The line to us dropped.")).to_have_count(0, timeout=30_000)
    expect(page.get_by_label("Comment for the participant")).to_have_value(WORDS)
    expect(first.get_by_label("Not yet")).to_be_checked()
    for group in page.get_by_role("group").filter(has=page.get_by_role("radio")).all():
        group.get_by_label("Not yet").check()
    page.get_by_role("button", name="Refer", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^Release to"))).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(WORDS)


def test_a_file_shows_how_far_it_is_and_can_be_stopped(window: Open, house: House) -> None:
    page = _at_their_work(window, house, number=18)
    _line(page, SLOW)
    box = page.get_by_label("Choose your file")
    box.set_input_files({"name": "long essay.pdf", "mimeType": "", "buffer": samples.PDF + bytes(2_000_000)})
    progress = page.get_by_role("progressbar", name="Sending long essay.pdf")
    expect(progress).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Sending: [1-9][\d,]* of 1,954 kB\.$"))).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    steps.said(page, "Stopped. Nothing was kept.")
    expect(progress).to_have_count(0)
    expect(page.get_by_role("listitem").filter(has_text="long essay.pdf")).to_have_count(0)


def test_a_file_whose_line_drops_is_sent_again_with_one_press(window: Open, own_house: Callable[..., House], noise: Noise) -> None:
    noise.expected.extend(GONE)
    house = own_house()
    page = _at_their_work(window, house.start(), number=19)
    slow = _line(page, SLOW)
    page.get_by_label("Choose your file").set_input_files({"name": "essay.pdf", "mimeType": "", "buffer": samples.PDF + bytes(2_000_000)})
    expect(page.get_by_text(re.compile(r"^Sending: [1-9]"))).to_be_visible()
    house.stop(at_once=True)
    steps.said(page, "The line dropped at")
    house.start()
    slow.detach()
    expect(page.get_by_text("The line to us dropped.")).to_have_count(0, timeout=30_000)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("listitem").filter(has_text="essay.pdf")).to_have_count(1)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_file_of_another_kind_is_refused_in_words_and_another_can_be_chosen(window: Open, house: House, noise: Noise) -> None:
    noise.expected.append("status of 415")
    page = _at_their_work(window, house, number=20)
    page.get_by_label("Choose your file").set_input_files({"name": "essay.docx", "mimeType": "", "buffer": b"MZ\x90\x00" + bytes(400)})
    expect(page.get_by_role("status").filter(has_text="DOCX")).to_be_visible()
    steps.add_file(page, steps.ESSAY)
    page.get_by_role("button", name="Remove 701 okafor.docx").click()
    expect(page.get_by_role("listitem").filter(has_text="701 okafor.docx")).to_have_count(0)


def _at_their_work(window: Open, house: House, number: int) -> Page:
    with house.records() as records:
        person, task = steps.somebody(records, number=number)
        email, address = person.email, f"/me/work/{task.id}"
    page = window(house)
    steps.be(page, house, email)
    page.goto(address)
    expect(page.get_by_label("Choose your file")).to_be_visible()
    return page
