"""No secret reaches the log, wherever it stands, and everything is logged through one door."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tests.vle_app.api.fake_build import settings
from vle_app import logs

TOKEN = "Zm9vYmFyQmF6cXV4LTEyMzQ1Njc4OTAtYWJjZGVmZ2h"
CLIENT = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
SECRETS = (TOKEN, CLIENT, "hunter2", "dark; lang=cy", "sk_live_51Habcdefghijk")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Each test takes logging over; afterwards it is as it was."""
    root, server = logging.getLogger(), logging.getLogger("uvicorn.error")
    handlers, level, hook = root.handlers[:], root.level, threading.excepthook
    yield
    server.setLevel(logging.NOTSET)
    server.filters.clear()
    structlog.reset_defaults()
    logging.captureWarnings(False)
    threading.excepthook = hook
    root.handlers[:] = handlers
    root.setLevel(level)


HOSTILE = [
    (f"Cookie: vle={TOKEN}; theme=dark; lang=cy", "Cookie: ***"),
    (f"{{'cookie': 'vle={TOKEN}; theme=dark; lang=cy', 'host': 'h'}}", "{'cookie': '***', 'host': 'h'}"),
    (f"[(b'cookie', b'vle={TOKEN}'), (b'host', b'h')]", "[(b'cookie', b'***'), (b'host', b'h')]"),
    (f'{{\\"Cookie\\": \\"vle={TOKEN}\\", \\"n\\": 1}}', '{\\"Cookie\\": \\"***\\", \\"n\\": 1}'),
    (f'{{"cookie": "a=\\"{TOKEN}\\"; theme=dark; lang=cy", "n": 1}}', '{"cookie": "***", "n": 1}'),
    (f"HeaderData(host='h', cookie='vle={TOKEN}', origin='x')", "HeaderData(host='h', cookie='***', origin='x')"),
    (f"Set-Cookie: __Host-vle={TOKEN}; Path=/\nnext", "Set-Cookie: ***\nnext"),
    (f"'headers': {{'cookie': ['vle={TOKEN}', 'theme=dark; lang=cy']}}", "'headers': {'cookie': ***}"),
    (f"<SimpleCookie: vle='{TOKEN[:20]}'>".replace(TOKEN[:20], "hunter2"), "<SimpleCookie: vle='***'>"),
    ("vle=hunter2 was sent", "vle=*** was sent"),
    (f"Authorization: Bearer {TOKEN}", "Authorization: ***"),
    ("retried with Basic aHVudGVyMjpodW50ZXIy", "retried with Basic ***"),
    (f"GET /_event/?token={CLIENT}&EIO=4", "GET /_event/?token=***&EIO=4"),
    (f"Event(token='{CLIENT}', name='x', payload={{'password': 'hunter2', 'n': 1}})", "Event(token='***', name='x', payload={'password': '***', 'n': 1})"),
    ("new_password=hunter2&n=1", "new_password=***&n=1"),
    ("/join/hunter2?x=1 and https://h/reset/hunter2#f", "/join/***?x=1 and https://h/reset/***#f"),
    ("next=%2Fjoin%2Fhunter2&b=2", "next=%2Fjoin%2F***&b=2"),
    ("/api/calendar/hunter2.ics then /api/answer/hunter2.", "/api/calendar/***.ics then /api/answer/***"),
    (f"{TOKEN} alone, {CLIENT} alone", "*** alone, *** alone"),
    ("postgresql+psycopg://vle:hunter2@db/vle", "postgresql+psycopg://vle:***@db/vle"),
    ("key sk_live_51Habcdefghijk refused", "key sk_live_*** refused"),
]


@pytest.mark.parametrize(("text", "told"), HOSTILE)
def test_a_secret_in_a_text_is_hidden(text: str, told: str) -> None:
    assert logs.redact(text) == told


@pytest.mark.parametrize("wrap", [repr, json.dumps, str.encode])
@pytest.mark.parametrize("text", [text for text, _ in HOSTILE])
def test_it_stays_hidden_however_often_the_text_was_quoted(text: str, wrap: Any) -> None:
    for _ in range(4):
        text = str(wrap(text))
        told = logs.redact(text)
        assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("text", [
    "/me/work/0k2j3h4g5f6d7s8a9q0w1e2r3t",
    "VLE_SECRET must hold at least 32 characters", "/assets/_join_.__token_._index-CIe7nMaI.js", "/join", "5 cookies left",
    "vle.access", "a" * 64, "reflex___state____state.update_vars_internal",
])
def test_ordinary_words_stay(text: str) -> None:
    assert logs.redact(text) == text


def test_a_secret_in_a_structure_is_hidden() -> None:
    told = logs.redacted({
        "headers": {"Cookie": "theme=dark; lang=cy", b"set-cookie": b"x=hunter2", "Host": "h"}, "raw": [(b"cookie", b"hunter2"), ["host", "h"]],
        "body": b"\xffpassword=hunter2", "deep": {"a": [{"b": ({"client_token": CLIENT},)}]}, "error": ValueError(f"vle={TOKEN}"), "n": 3, "no": None,
    })
    assert told == {
        "headers": {"Cookie": "***", "set-cookie": "***", "Host": "h"}, "raw": [["cookie", "***"], ["host", "h"]], "body": "\\xffpassword=***",
        "deep": {"a": [{"b": [{"client_token": "***"}]}]}, "error": "ValueError('vle=***')", "n": 3, "no": None,
    }


@pytest.mark.parametrize("unit", [
    "cookie='", "a-", "cookie:", "cookie=[", "cookie='\\", "\\", "cookie=\\'\\\\", 'cookie=\\"', "/join/", "token=", "A", "aA0", "://a:", "cookie ",
])
def test_a_megabyte_from_a_stranger_costs_little_and_is_cut(unit: str) -> None:
    started = time.perf_counter()
    assert len(logs.redact(unit * (1_000_000 // len(unit)))) < 20_000
    assert time.perf_counter() - started < 0.5


def spill(log: Any) -> None:
    """Log every secret we know in every way a line can be written."""
    for text, _ in HOSTILE:
        log.warning("told", text=text, nested={"deep": [text.encode()]})
        logging.getLogger("reflex.app").error("unknown event %s %r", text, {"x": text})
        try:
            raise RuntimeError(text)
        except RuntimeError:
            log.exception("broke")
            logging.getLogger("uvicorn.error").exception("broke")


@pytest.mark.parametrize("env", ["practice", "production"])
def test_nothing_secret_is_written(env: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(settings(env=env))
    spill(structlog.get_logger("vle.test"))
    written = capsys.readouterr()
    assert written.out.count("RuntimeError: ") == 2 * len(HOSTILE)
    assert [secret for secret in SECRETS if secret in written.out + written.err] == []


def test_production_writes_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(settings(env="production"))
    structlog.get_logger("vle.access").info("request", path="/join/hunter2", status=200)
    logging.getLogger("reflex").warning("two\nlines")
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first.pop("timestamp").endswith("Z")
    assert first == {"event": "request", "level": "info", "logger": "vle.access", "path": "/join/***", "status": 200}
    assert (second["event"], second["logger"]) == ("two\nlines", "reflex")


def test_practice_writes_plain_lines_and_a_path_cannot_forge_one(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(settings())
    structlog.get_logger("vle.access").info("request", path="/a\n2026-11-23 [info] forged", status=404)
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert "[info] request [vle.access]" in line
    assert "status=404" in line
    assert "\x1b" not in line


def test_others_are_quiet_and_uvicorn_s_own_request_lines_are_off(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(settings())
    for name in ("uvicorn.access", "httpx", "apscheduler.executors", "uvicorn.error"):
        logging.getLogger(name).info("chatter")
    assert capsys.readouterr().out == ""


def test_setting_up_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(settings())
    logs.set_up(settings(log_level="error"))
    structlog.get_logger("vle").error("once")
    structlog.get_logger("vle").warning("not at this level")
    assert capsys.readouterr().out.count("\n") == 1


def test_a_socket_refused_at_the_door_is_no_error_of_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(settings())
    logging.getLogger("uvicorn.error").error("ASGI callable returned without completing handshake.")
    logging.getLogger("uvicorn.error").error("something else")
    assert capsys.readouterr().out.count("\n") == 1


def test_a_line_that_cannot_be_formatted_does_not_spill_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(settings())
    logging.getLogger("reflex").error("%d", f"vle={TOKEN}")
    written = capsys.readouterr()
    assert written.err == "a log line of reflex could not be written\n"
    assert TOKEN not in written.out


def test_a_thread_that_fails_is_logged_without_its_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(settings())

    def fail() -> None:
        raise RuntimeError(f"vle={TOKEN}")

    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    written = capsys.readouterr().out
    assert "a thread failed" in written
    assert "vle=***" in written
    assert TOKEN not in written
