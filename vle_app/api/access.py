"""The outermost edge: one log line for each request, and words in place of a traceback when something broke."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vle_app import addresses
from vle_app.api import plain
from vle_app.settings import Settings

log = structlog.get_logger("vle.access")
_LONGEST_PATH = 300  # taking the secrets out of a long one takes long, and every request is logged

_TITLE = "That did not work"
_WORDS = "The fault is ours, not yours. Nothing was changed half-way. Try again in a minute."


class Access:
    """Wraps everything else. In practice the requests for files are not worth a line; health questions never are."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.is_quiet, self.is_https = app, settings.is_practice, settings.is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started, status, is_complete = time.perf_counter(), 0, False

        async def noting(message: Message) -> None:
            nonlocal status, is_complete
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                is_complete = not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:  # this is the edge: the reader gets words, the log gets the rest
            log.exception("request failed", method=scope["method"], path=scope["path"])
            if status and not is_complete:
                raise  # too late for words: the server must break the answer off
            if not status:
                await self._apologise(scope, noting)
        finally:
            self._note(scope, status, started)

    async def _apologise(self, scope: Scope, send: Send) -> None:
        if scope["path"].startswith("/api/"):
            await plain.answer(send, plain.said(scope, 500, f"{_TITLE}. {_WORDS}", self.is_https))
        else:
            await plain.answer(send, plain.shown(scope, 500, _TITLE, _WORDS, self.is_https))

    def _note(self, scope: Scope, status: int, started: float) -> None:
        path: str = scope["path"]
        if path in (addresses.HEALTH, addresses.READY) or (self.is_quiet and status < 400 and "." in path.rpartition("/")[2]):
            return
        ms = round((time.perf_counter() - started) * 1000, 1)
        log.info("request", method=scope["method"], path=path[:_LONGEST_PATH], status=status, ms=ms)
