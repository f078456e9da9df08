"""Structured logs with the secrets taken out: readable lines in practice, JSON in production, and the standard library's through the same door."""

import logging
import re
import sys
import threading
from collections.abc import Mapping
from typing import Any

import structlog

from vle_app.settings import Settings

_HIDDEN = "***"
_LONGEST = 10_000  # characters of one value; the rest is cut off
_DEPTH = 8
_OURS = frozenset({"level", "logger", "timestamp"})  # written by us: nothing to hide

_SECRET_NAME = re.compile(r"(?i)(?:^|[_-])(?:cookie|cookies|authorization|token|password|passwd|secret|api[_-]?key|csrf)$")
_NAMES = r"(?:(?:\b|_)(?:cookies?|vle)|authorization|token|password|passwd|secret|api[_-]?key|csrf)\b"
_QUOTE = r"""["'`]"""
_IS = rf"""(?:\\*{_QUOTE})?\s*[:=,]\s*\[?\s*b?"""
_REPLACED: tuple[tuple[re.Pattern[str], str], ...] = (
    # scheme://user:password@host
    (re.compile(r"(://[^\s:/@]{0,100}:)[^\s/@]{1,200}@"), rf"\1{_HIDDEN}@"),
    # 'cookie': 'a=b'   cookie='a=b'   (b'cookie', b'a=b')   "cookie": "a=\"b\""
    (re.compile(rf"(?i)({_NAMES}{_IS})(?P<q>{_QUOTE})(?:\\+(?:[^\\]|$)|(?!(?P=q))[^\\])*(?:(?P=q)|$)", re.S), rf"\1\g<q>{_HIDDEN}\g<q>"),
    # \"cookie\": \"a=b\"   as a string inside a string
    (re.compile(rf"(?i)({_NAMES}{_IS})(?P<q>\\+{_QUOTE})(?:(?!(?<!\\)(?P=q)).)*(?:(?P=q)|$)", re.S), rf"\1\g<q>{_HIDDEN}\g<q>"),
    # 'cookie': ['a=b', 'c=d']   cookies={'a': 'b'}
    (re.compile(rf"(?i)({_NAMES}(?:\\*{_QUOTE})?\s*[:=,]\s*)(?:\[[^\]]*\]?|\{{[^}}]*\}}?|\([^)]*\)?)"), rf"\1{_HIDDEN}"),
    # Cookie: a=b; c=d   to the end of the line
    (re.compile(rf"(?i)(\b(?:cookie|authorization)\b\s*:[ \t]*)(?!{_QUOTE}|b['\"]|\*\*\*)[^\r\n\"'\\]+"), rf"\1{_HIDDEN}"),
    # token=abc   vle=abc   ?client_token=abc   password: abc
    (re.compile(rf"(?i)({_NAMES}\s*(?:=|%3d|:(?=\s)|:(?!//))\s*)(?!{_QUOTE}|b['\"]|\*\*\*|\\)[^\s&;,\"'`)\]}}\\]+"), rf"\1{_HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic)(\s+)[A-Za-z0-9+/=._~-]{8,}"), rf"\1\2{_HIDDEN}"),
    # addresses that hold a token, also inside another address
    (re.compile(r"(?i)((?:/|%2f)(?:join|reset|api(?:/|%2f)(?:calendar|answer))(?:/|%2f))(?:(?!%2f|\.ics)[^\s/?#&\"'`<>)\]},;\\])+"), rf"\1{_HIDDEN}"),
    (re.compile(r"\b((?:sk|rk|whsec)_(?:live_|test_)?)[A-Za-z0-9]{8,}"), rf"\1{_HIDDEN}"),
    # a sign-in token (43 characters of base 64) or a client's (a UUID), standing anywhere by itself; our record ids look like neither
    (re.compile(r"(?<![\w-])(?=[\w-]{0,42}[a-z])(?=[\w-]{0,42}[A-Z])[A-Za-z0-9_-]{43}(?![\w-])"), _HIDDEN),
    (re.compile(r"(?i)(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])"), _HIDDEN),
)
_SUSPECT = re.compile(r"(?i)cookie|vle(?![.\w])|authoriz|token|passw|secret|key|csrf|bearer|basic|join|reset|calendar|answer|://|[sr]k_|whsec|[\w-]{36}")


def redact(text: str) -> str:
    """The text with every cookie, credential, token and token address as `***`. It hides too much rather than too little."""
    text = text[: 2 * _LONGEST]
    for pattern, replacement in _REPLACED if _SUSPECT.search(text) else ():
        text = pattern.sub(replacement, text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … cut off"


def redacted(value: Any, depth: int = 0) -> Any:
    """The value with its secrets out, by name in mappings and by shape everywhere else. What is not plain data is logged as its repr."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, bytes | bytearray):
        return redact(bytes(value).decode("utf-8", "backslashreplace"))
    if depth < _DEPTH and isinstance(value, Mapping):
        return {redact(_text(name)): _HIDDEN if _SECRET_NAME.search(_text(name)) else redacted(held, depth + 1) for name, held in value.items()}
    if depth < _DEPTH and isinstance(value, list | tuple | set | frozenset):
        if len(value) == 2 and isinstance(value, list | tuple) and isinstance(value[0], str | bytes) and _SECRET_NAME.search(_text(value[0])):
            return [_text(value[0]), _HIDDEN]
        return [redacted(held, depth + 1) for held in value]
    return redact(repr(value))


def _text(name: Any) -> str:
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


def without_secrets(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """The processor: every value of the event, tracebacks included."""
    return {name: value if name in _OURS else _HIDDEN if _SECRET_NAME.search(name) else redacted(value) for name, value in event.items()}


class _Handler(logging.StreamHandler[Any]):
    """Writes to whatever standard output is now, and never prints the arguments of a line that could not be formatted."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stdout
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the standard library's name
        sys.stderr.write(f"a log line of {record.name} could not be written\n")


def set_up(settings: Settings) -> None:
    """Take over all logging of this process, uncaught exceptions of threads included. Calling it again changes nothing but the level."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.StackInfoRenderer(), structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(), wrapper_class=structlog.stdlib.BoundLogger, cache_logger_on_first_use=False,
    )
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False, exception_formatter=structlog.dev.plain_traceback)
        if settings.is_practice
        else structlog.processors.JSONRenderer(default=str)
    )
    handler = _Handler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, without_secrets, renderer],
    ))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    logging.captureWarnings(True)
    _quieten()
    threading.excepthook = _thread_failed


def _quieten() -> None:
    """Everybody else's lines go through our handler; what only repeats ours, or tells a newcomer nothing, is left out."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "reflex", "apscheduler", "alembic", "py.warnings"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in ("httpx", "httpcore", "apscheduler", "alembic", "socketio", "engineio", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").addFilter(_is_no_false_alarm)


def _is_no_false_alarm(record: logging.LogRecord) -> bool:
    """The server takes a socket that we refused with a status for one that we forgot."""
    return record.msg != "ASGI callable returned without completing handshake."


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        fault = (failed.exc_type, failed.exc_value, failed.exc_traceback)
        structlog.get_logger("vle").error("a thread failed", thread=failed.thread.name if failed.thread else "", exc_info=fault)
