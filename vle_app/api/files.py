"""Upload and download: our own routes, streamed, checked against cookie, Origin and rights."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import quote, unquote

from sqlmodel import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from vle_app import addresses, clock, db, files
from vle_app.errors import NotAllowed, NotFound, NotSignedIn, Refusal, TooMany
from vle_app.integrations.storage import Store
from vle_app.people import visitors
from vle_app.people.visitors import Visitor
from vle_app.settings import Settings

_SILENCE = 30.0  # seconds without a byte after which the line counts as dropped
_DRAIN = 10.0  # seconds spent reading on after a refusal: a browser that is cut off while sending never shows the answer
_EACH = 2  # files of one person arriving at once, so that nobody on a slow line holds every place
_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}

Endpoint = Callable[[Request], Awaitable[Response]]


class Busy(TooMany):
    """As many uploads as we take at once, in all or from one person."""

    status = 503


class Dropped(Refusal):
    """Nothing more came."""

    status = 408


def _answering(endpoint: Endpoint) -> Endpoint:
    """Refusals become their status and `{"said": words}`. An answer before the whole body was read closes the connection."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refusal as refusal:
            headers = dict(_PRIVATE)
            if request.method == "POST":
                headers["Connection"] = "close"
            if isinstance(refusal, TooMany):
                headers["Retry-After"] = str(refusal.retry_after)
            return JSONResponse({"said": str(refusal)}, refusal.status, headers)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it

    return answer


async def _visitor(request: Request) -> Visitor:
    me = await visitors.who(request.headers.get("cookie", ""))
    if me is None:
        raise NotSignedIn
    return me


async def _body(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; `Dropped` when the line falls silent."""
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(_SILENCE):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise Dropped("The line dropped before the whole file was here, so nothing was kept. Send it again.") from None
        yield chunk


async def _drain(body: AsyncIterator[bytes], limit: int) -> None:
    try:
        async with asyncio.timeout(_DRAIN):
            async for chunk in body:
                limit -= len(chunk)
                if limit < 0:
                    return
    except TimeoutError:
        return


class Desk:
    """Both routes, with the store and the count of what is arriving."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._arriving: Counter[str] = Counter()

    async def upload(self, request: Request) -> Response:
        """`POST /api/uploads/<task id>`: a raw body, its name percent-encoded in `X-File-Name`. 201 with the draft's id and fingerprint."""
        me = await _visitor(request)
        if request.headers.get("origin") not in self._settings.origins:
            raise NotAllowed("This came from another site, so it was not taken. Open your work from your own start page and try again.")
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._settings.upload_limit:
            raise files.too_large(self._settings.upload_limit, int(declared))
        if self._arriving.total() >= self._settings.uploads_at_once:
            raise Busy("Several files are arriving at once, so yours was not taken yet. Try again in a few seconds.", 5)
        if self._arriving[me.id] >= _EACH:
            raise Busy("Two of your files are still arriving. Wait until one is here, then send this one.", 5)
        self._arriving[me.id] += 1
        try:
            return await self._take(me, request)
        finally:
            self._arriving -= Counter([me.id])

    async def _take(self, me: Visitor, request: Request) -> Response:
        task_id, body, limit = request.path_params["task_id"], _body(request), self._settings.upload_limit
        await db.current().read(_check, me, task_id)
        try:
            received = await files.receive(self._store, body, name=unquote(request.headers.get("x-file-name", "")), limit=limit)
        except Refusal:
            await _drain(body, limit)
            raise
        is_kept = False
        try:
            await db.current().write(files.keep, me, task_id, received, now=clock.now())
            is_kept = True
        finally:
            if not is_kept:
                await self._store.delete(received.id)
        return JSONResponse({"id": received.id, "name": received.name, "size": received.size, "sha256": received.sha256}, 201, _PRIVATE)

    async def download(self, request: Request) -> Response:
        """`GET /api/files/<id>`: always an attachment, never something a browser would open as ours."""
        me, file_id = await _visitor(request), request.path_params["file_id"]
        found = await db.current().read(files.readable, me, file_id)
        headers = {
            **_PRIVATE,
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Content-Disposition": _attachment(found.name),
            "Content-Length": str(found.size),
            "Content-Type": found.media_type,
        }
        if request.method == "HEAD":
            return Response(headers=headers)
        try:
            stream = await self._store.stream(found.id)
        except FileNotFoundError:
            raise NotFound("That file") from None
        if not found.is_own:
            await db.current().write(files.note_download, me, file_id, now=clock.now())
        return StreamingResponse(stream, headers=headers)


def _check(session: Session, me: Visitor, task_id: str) -> None:
    files.may_add(session, me, task_id)


def _attachment(name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def routes(settings: Settings, store: Store) -> list[Route]:
    """The two routes for the assembly to mount."""
    desk = Desk(settings, store)
    return [
        Route(f"{addresses.API_UPLOADS}/{{task_id}}", _answering(desk.upload), methods=["POST"]),
        Route(f"{addresses.API_FILES}/{{file_id}}", _answering(desk.download), methods=["GET"]),
    ]
