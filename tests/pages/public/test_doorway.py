"""Pages for everybody: why somebody was sent here, where they go on to, and the secret of their link."""

from sqlmodel import Session

from tests.pages.conftest import OpenTab

DOOR = "reflex___state____state.pages___shared___doorway____doorway"
FRAME = "reflex___state____state.pages___ui___frame____frame"


async def arriving(open_tab: OpenTab, address: str, name: str | None = None) -> dict[str, object]:
    """What the doorway tells the page at that address; a page without a loader is opened first."""
    tab = await open_tab(name, "/resync")
    tab.path = address
    await tab.fire(f"{DOOR}.arrive")
    delta = await tab.until(lambda delta: DOOR in delta)
    return {key.removesuffix("_rx_state_"): value for key, value in delta[DOOR].items() if value}


async def test_a_refusal_is_put_into_words_and_marked_as_one(open_tab: OpenTab) -> None:
    found = await arriving(open_tab, "/sign-in?said=mismatch&next=/me")
    assert found == {"words": "That e-mail and password do not match. Try again.", "is_refusal": True, "next": "/me"}


async def test_words_in_the_address_itself_are_never_shown(open_tab: OpenTab) -> None:
    assert await arriving(open_tab, "/sign-in?said=Ring+this+number&next=/me") == {"next": "/me"}


async def test_another_site_is_never_where_one_goes_on_to(open_tab: OpenTab) -> None:
    assert await arriving(open_tab, "/sign-in?said=signed-out&next=//elsewhere.example/me") == {"words": "You are signed out."}


async def test_the_secret_of_a_link_is_taken_from_its_address(open_tab: OpenTab) -> None:
    assert await arriving(open_tab, "/join/" + "a" * 43) == {"link_token": "a" * 43}


async def test_other_addresses_hold_no_secret(open_tab: OpenTab) -> None:
    assert await arriving(open_tab, "/elsewhere/" + "a" * 43 + "?next=/me") == {"next": "/me"}


async def test_somebody_signed_in_finds_their_own_places_on_public_pages(open_tab: OpenTab, session: Session) -> None:
    tab = await open_tab("Sam Okafor", "/resync")
    tab.path = "/help"
    await tab.fire(f"{DOOR}.arrive")
    delta = await tab.until(lambda delta: "who_rx_state_" in delta.get(FRAME, {}))
    assert [row["label"] for row in delta[FRAME]["who_rx_state_"]["menu"]] == ["Today"]
