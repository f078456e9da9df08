"""Devices in words, and their cookie."""

import pytest

from vle_app import audit
from vle_app.people import devices

AGENTS = {
    "Chrome on Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36",
    "Edge on Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36 Edg/149.0.0.0",
    "Safari on iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari on Mac": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
    "Firefox on Linux": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
    "Samsung Internet on Android": "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 SamsungBrowser/30.0 Chrome/140.0.0.0 Mobile Safari/537.36",
    "A browser": "curl/8.5.0",
}


@pytest.mark.parametrize("words", AGENTS)
def test_a_browser_is_called_what_its_owner_calls_it(words: str) -> None:
    assert devices.in_words(AGENTS[words]) == words


def test_a_device_that_brings_our_token_keeps_it_and_any_other_gets_a_new_one() -> None:
    audit.use_salt(b"tests")
    token = devices.token("")
    assert devices.token(token) == token
    assert devices.token("chosen by somebody else") != "chosen by somebody else"
    assert devices.digest(token) == devices.digest(token) != token
    assert devices.digest("no token") == ""
