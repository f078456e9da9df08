"""In production the practice pages have nothing to say, even to somebody who fires their handlers by name."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlmodel import Session

from tests import cast
from tests.pages.conftest import OpenTab
from vle_app import settings
from vle_app.settings import Environment

ACCOUNTS = "reflex___state____state.pages___shared___practice_accounts____practice_accounts"
MAILBOX = "reflex___state____state.pages___practice___mailbox____mailbox"
FRAME = "reflex___state____state.pages___ui___frame____frame"


@pytest.fixture
def production(server: str) -> Iterator[None]:
    """The same server, told that it is in production."""
    before = settings.current()
    settings.use(before.model_copy(update={"env": Environment.PRODUCTION, "secret": SecretStr("s" * 40)}))
    yield
    settings.use(before)


def sample(session: Session) -> None:
    """Sam Okafor is the sample pilot's participant, under the address that the sign-in page offers."""
    sam = cast.person(session, "Sam Okafor")
    sam.email, sam.is_sample = "sam.okafor@northmoor.example", True
    session.add(sam)
    session.commit()


async def test_in_practice_an_account_is_offered(open_tab: OpenTab, session: Session) -> None:
    sample(session)
    tab = await open_tab(None, "/help")
    await tab.fire(f"{ACCOUNTS}.load_accounts")
    delta = await tab.until(lambda delta: ACCOUNTS in delta)
    assert [(row["name"], row["role"]) for row in delta[ACCOUNTS]["rows_rx_state_"]] == [("Sam Okafor", "Participant")]


async def test_no_account_is_offered(open_tab: OpenTab, session: Session, production: None) -> None:
    sample(session)
    tab = await open_tab(None, "/help")
    await tab.fire(f"{ACCOUNTS}.load_accounts")
    delta = await tab.until(lambda delta: ACCOUNTS in delta)
    assert delta[ACCOUNTS] == {"rows_rx_state_": []}


@pytest.mark.parametrize(("handler", "payload"), [("load_mailbox", {}), ("open_letter", {"letter_id": "x"})])
async def test_the_mailbox_is_not_here(open_tab: OpenTab, production: None, handler: str, payload: dict[str, str]) -> None:
    tab = await open_tab(None, "/help")
    await tab.fire(f"{MAILBOX}.{handler}", payload)
    delta = await tab.until(lambda delta: FRAME in delta)
    assert delta[FRAME]["said_rx_state_"]["words"].startswith("That page is not here.")
    assert MAILBOX not in delta


@pytest.mark.parametrize("handler", ["stop_post", "start_post"])
async def test_the_post_cannot_be_stopped(open_tab: OpenTab, production: None, handler: str) -> None:
    tab = await open_tab("Dawn Mercer", "/help")
    await tab.fire(f"{MAILBOX}.{handler}")
    delta = await tab.until(lambda delta: "said_rx_state_" in delta.get(FRAME, {}))
    assert delta[FRAME]["said_rx_state_"]["words"].startswith("That page is not here.")
