"""The front door: the built pages and files from memory, each page with its own security policy, and the headers of every other answer."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vle_app.api import built, headers, plain
from vle_app.api.built import BuiltFile, Route
from vle_app.api.first_rows import Guard, PageAnswer, fill, styled
from vle_app.api.headers import Grants, Header
from vle_app.settings import Settings

_FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
_ASK_FIRST = (b"cache-control", b"no-cache")
_OWN = (b"cache-control", b"private, no-cache")
_KEPT_PAGES = 512
_NO_GRANTS: Grants = MappingProxyType({})


class Front:
    """Wraps the application. Addresses below `through` reach it; sockets and the server's own messages do too; nothing else does.
    `guard` is asked for every page that exists, before it is served. The build is read once: a new build needs a new start."""

    def __init__(
        self, app: ASGIApp, client_dir: Path, settings: Settings, guard: Guard, *, through: Sequence[str] = ("/api/",), grants: Grants = _NO_GRANTS,
    ) -> None:
        self.app, self.guard, self.through, self.grants, self.settings = app, guard, tuple(through), grants, settings
        self.is_https = settings.is_https
        self.client = built.load(client_dir, settings.address)
        pages = (*self.client.pages.values(), self.client.fallback, self.client.missing)
        self._hashes = {page.mark: headers.script_hashes(page.bodies[""]) for page in pages if page}
        self._file_headers = {path: self._headers_of(path, file) for path, file in self.client.files.items()}
        self._kept: OrderedDict[tuple[str, str, bool, str], tuple[str, bytes]] = OrderedDict()

    def without(self, paths: Iterable[str]) -> None:
        """These pages do not exist in this house: whoever asks for one is answered like anybody who mistyped."""
        hidden = set(paths)
        pages = {path: page for path, page in self.client.pages.items() if path not in hidden}
        varying = tuple(route for route in self.client.routes if not any(route.pattern.fullmatch(path) for path in hidden))
        self.client = replace(self.client, pages=pages, routes=varying)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path: str = scope["path"]
        if path.startswith(self.through):
            return await self.app(scope, receive, self._with_headers(path, send))
        if scope["method"] not in ("GET", "HEAD"):
            allow = (b"allow", b"GET, HEAD")
            return await plain.answer(send, plain.said(scope, 405, "This address can only be read.", self.is_https, allow))
        asked = _asked(scope)
        file = self.client.files.get(path)
        if file:
            return await self._file(scope, send, file, asked)
        return await self._page(scope, send, path, asked)

    # files

    def _headers_of(self, path: str, file: BuiltFile) -> list[Header]:
        caching = _FOR_EVER if file.is_immutable else _ASK_FIRST
        found = [*headers.basic(path, self.is_https), (b"content-type", file.kind.encode()), caching]
        if file.kind.startswith(("image/svg", "application/pdf")):
            found.append((b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"))
        return [*found, (b"vary", b"accept-encoding")] if len(file.bodies) > 1 else found

    async def _file(self, scope: Scope, send: Send, file: BuiltFile, asked: Mapping[bytes, str]) -> None:
        encoding = _encoding(asked, file.bodies)
        await _reply(scope, send, 200, file.bodies[encoding], self._file_headers[scope["path"]], _tag(file.mark, encoding), encoding, asked)

    # pages

    async def _page(self, scope: Scope, send: Send, path: str, asked: Mapping[bytes, str]) -> None:
        page, route = self.client.pages.get(path), None
        if page is None:
            route = self.client.route(path)
            page = self.client.fallback if route else None
        if page is None:
            return await self._no_page(scope, send, path, asked)
        answer = await self.guard(path, asked.get(b"cookie", "")) or PageAnswer()
        if answer.redirect:
            return await self._elsewhere(scope, send, 303, answer.redirect)
        encoding = _encoding(asked, ("br", "gzip"))
        mark, body = self._made(page, answer, encoding)
        found = [*self._page_headers(path, page, asked), *_preloads(route)]
        return await _reply(scope, send, 200, body, found, _tag(mark, encoding), encoding, asked)

    def _made(self, page: BuiltFile, answer: PageAnswer, encoding: str) -> tuple[str, bytes]:
        """Mark and bytes of the page as this person gets it. Without rows it is the same for all who share its style, and kept."""
        if answer.holes:
            body = fill(styled(page.bodies[""], answer.html_style, answer.is_practice), answer.holes)
            return built.mark_of(body), built.quickly(body, encoding)
        if not answer.html_style and not answer.is_practice and encoding in page.bodies:
            return page.mark, page.bodies[encoding]
        key = (page.mark, answer.html_style, answer.is_practice, encoding)
        if key not in self._kept:
            body = styled(page.bodies[""], answer.html_style, answer.is_practice)
            self._kept[key] = (built.mark_of(body), built.quickly(body, encoding))
            if len(self._kept) > _KEPT_PAGES:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _page_headers(self, path: str, page: BuiltFile, asked: Mapping[bytes, str]) -> list[Header]:
        socket = headers.socket_origin(asked.get(b"host", ""), self.settings)
        policy = headers.policy(path, self._hashes[page.mark], socket, self.grants)
        return [
            *headers.basic(path, self.is_https), (b"content-type", page.kind.encode()), _OWN, (b"vary", b"accept-encoding, cookie"),
            (b"content-security-policy", policy),
        ]

    async def _no_page(self, scope: Scope, send: Send, path: str, asked: Mapping[bytes, str]) -> None:
        stripped = path.rstrip("/")
        if stripped and stripped != path and (stripped in self.client.pages or self.client.route(stripped)):
            query = scope.get("query_string", b"").decode("latin-1")
            return await self._elsewhere(scope, send, 308, quote(stripped) + (f"?{query}" if query else ""))
        if "." in path.rpartition("/")[2] or path.startswith("/assets/"):
            return await plain.answer(send, plain.said(scope, 404, "There is no such file.", self.is_https))
        page = self.client.missing
        if page is None:
            words = "The address may be mistyped, or the page may have moved."
            return await plain.answer(send, plain.shown(scope, 404, "That page is not here", words, self.is_https))
        encoding = _encoding(asked, page.bodies)
        return await _reply(scope, send, 404, page.bodies[encoding], self._page_headers(path, page, asked), "", encoding, asked)

    async def _elsewhere(self, scope: Scope, send: Send, status: int, to: str) -> None:
        """Send the browser to a path of this house: never an absolute address, which a proxy's scheme would make wrong."""
        location = (b"location", quote(to, safe="/?&=%:,+~.-_").encode())
        await plain.answer(send, plain.said(scope, status, "", self.is_https, location))

    # everything else

    def _with_headers(self, path: str, send: Send) -> Send:
        """Adds the house's headers to an answer of the application, where it did not set its own."""
        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                names = {name.lower() for name, _ in own}
                message = {**message, "headers": [*own, *(header for header in headers.plain(path, self.is_https) if header[0] not in names)]}
            await send(message)

        return adding


def _asked(scope: Scope) -> dict[bytes, str]:
    """The request headers that matter here. A repeated cookie header is joined: HTTP/2 proxies split it."""
    wanted: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in (b"accept-encoding", b"cookie", b"host", b"if-none-match"):
            text = value.decode("latin-1")
            wanted[name] = f"{wanted[name]}; {text}" if name in wanted else text
    return wanted


def _encoding(asked: Mapping[bytes, str], offered: Mapping[str, bytes] | Sequence[str]) -> str:
    """Brotli, gzip or nothing: the best of what is offered that the browser takes."""
    accepted = {part.strip().lower().replace(" ", "") for part in asked.get(b"accept-encoding", "").split(",")}
    taken = {part.partition(";")[0] for part in accepted if not part.endswith((";q=0", ";q=0.0", ";q=0.00", ";q=0.000"))}
    return next((encoding for encoding in ("br", "gzip") if encoding in taken and encoding in offered), "")


def _tag(mark: str, encoding: str) -> str:
    return f'"{mark}-{encoding}"' if encoding else f'"{mark}"'


def _preloads(route: Route | None) -> list[Header]:
    """The shared HTML does not know which page it will become; this lets the browser fetch that page's scripts at once."""
    return [(b"link", ", ".join(f"<{script}>; rel=modulepreload" for script in route.scripts).encode())] if route and route.scripts else []


async def _reply(
    scope: Scope, send: Send, status: int, body: bytes, found: Sequence[Header], tag: str, encoding: str, asked: Mapping[bytes, str],
) -> None:
    extra: list[Header] = [(b"etag", tag.encode())] if tag else []
    if tag and tag in (part.strip().removeprefix("W/") for part in asked.get(b"if-none-match", "").split(",")):
        status, body = 304, b""
    else:
        extra.append((b"content-length", str(len(body)).encode()))
        if encoding:
            extra.append((b"content-encoding", encoding.encode()))
    await send({"type": "http.response.start", "status": status, "headers": [*found, *extra]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
