"""The outermost edge logs a line for each request and has words for what broke."""

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from tests.vle_app.api.fake_build import asking, behind, settings
from vle_app.api.access import Access

PRODUCTION = {"env": "production", "public_address": "https://vle.example"}


async def lines(path: str, **given: Any) -> list[dict[str, Any]]:
    """What is logged when this path is asked for."""
    with capture_logs() as caught:
        async with asking(Access(behind, settings(**given))) as ask:
            await ask.get(path)
    return [dict(line) for line in caught]


async def test_a_request_is_one_line() -> None:
    (line,) = await lines("/me")
    assert line.pop("ms") >= 0
    assert line == {"event": "request", "log_level": "info", "method": "GET", "path": "/me", "status": 200}


@pytest.mark.parametrize(("path", "practice", "production"), [("/assets/a.js", 0, 1), ("/api/health", 0, 0), ("/api/ready", 0, 0), ("/api/files/1", 1, 1)])
async def test_practice_is_quiet_about_files_and_nobody_logs_health(path: str, practice: int, production: int) -> None:
    assert len(await lines(path)) == practice
    assert len(await lines(path, **PRODUCTION)) == production


async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/late":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise ValueError("the disk is full")


async def test_a_fault_is_logged_once_and_the_reader_gets_words() -> None:
    with capture_logs() as caught:
        async with asking(Access(breaks, settings())) as ask:
            page, api = await ask.get("/me"), await ask.post("/api/thing")
    assert (page.status_code, api.status_code) == (500, 500)
    assert "The fault is ours, not yours." in page.text
    assert '<a href="/">' in page.text
    assert "disk" not in page.text + api.text
    assert api.headers["content-type"] == "text/plain; charset=utf-8"
    assert [line["event"] for line in caught] == ["request failed", "request", "request failed", "request"]


async def test_an_answer_that_broke_half_way_is_broken_off() -> None:
    async with asking(Access(breaks, settings())) as ask:
        with pytest.raises(ValueError, match="the disk is full"):
            await ask.get("/late")
