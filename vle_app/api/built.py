"""The built client, read once into memory: files with their compressed forms, pages, and the routes they answer."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]

TYPES = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".json": "application/json",
    ".svg": "image/svg+xml", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json",
    ".ico": "image/x-icon", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".avif": "image/avif", ".woff2": "font/woff2",
    ".pdf": "application/pdf", ".wasm": "application/wasm",
}
_SQUEEZED = frozenset({".js", ".css", ".html", ".json", ".svg", ".xml", ".txt", ".webmanifest"})
_SIDECARS = {"br": ".br", "gzip": ".gz"}
_BEST: dict[str, Callable[[bytes], bytes]] = {"br": lambda raw: brotli.compress(raw, quality=11), "gzip": lambda raw: gzip.compress(raw, 9, mtime=0)}
_QUICK: dict[str, Callable[[bytes], bytes]] = {"br": lambda raw: brotli.compress(raw, quality=4), "gzip": lambda raw: gzip.compress(raw, 5, mtime=0)}
_SMALL = 256  # bytes; below this a compressed form saves nothing
_BAKED = re.compile(rb"""([`"'])(ws|http)s?://[^/`"']+(/[^`"']*)\1""")
_LOCAL = re.compile(rb"https?://(?:localhost|127\.0\.0\.1)(?::\d+)?")
_VERSIONED = re.compile(r"/assets/.+-[\w-]{8}\.\w+$|/fonts/.+-\d+\.woff2$")
_ROUTE_TABLE = re.compile(r"/assets/manifest-[\w-]+\.js$")
_PARTS = {":": "[^/]+", "*": ".+"}


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file. `bodies` maps an encoding ("" for none) to bytes; `mark` is its entity tag without quotes or encoding."""

    kind: str
    bodies: Mapping[str, bytes]
    mark: str
    is_immutable: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """An address with parts that vary, and the scripts its page will ask for that the shared HTML does not name."""

    pattern: re.Pattern[str]
    scripts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Client:
    """Everything the build made. `pages` are addresses with HTML of their own; every other route shares `fallback`."""

    files: Mapping[str, BuiltFile] = field(default_factory=dict)
    pages: Mapping[str, BuiltFile] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    fallback: BuiltFile | None = None
    missing: BuiltFile | None = None

    def route(self, path: str) -> Route | None:
        """The route that answers a path which has no HTML of its own."""
        return next((route for route in self.routes if route.pattern.fullmatch(path)), None)


def compress(client_dir: Path) -> int:
    """Write the smallest .br and .gz beside every file that shrinks, once per build; how many were written. Slow (seconds): never at start."""
    written = 0
    for path in sorted(client_dir.rglob("*")):
        if path.suffix not in _SQUEEZED or path.stat().st_size < _SMALL:
            continue
        raw = path.read_bytes()
        for encoding, suffix in _SIDECARS.items():
            beside = path.with_name(path.name + suffix)
            if not _is_fresh(beside, path):
                beside.write_bytes(_BEST[encoding](raw))
                written += 1
    return written


def quickly(body: bytes, encoding: str) -> bytes:
    """`body` as this encoding, fast enough to do while somebody waits (half a millisecond for a page)."""
    return _QUICK[encoding](body) if encoding else body


def mark_of(body: bytes) -> str:
    """The entity tag of these bytes."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def load(client_dir: Path, address: str) -> Client:
    """Read the build. Where it baked its own port in, it is told to use whatever host the page came from; `address` goes into the sitemap."""
    files: dict[str, BuiltFile] = {}
    for path in sorted(client_dir.rglob("*")):
        name = f"/{path.relative_to(client_dir).as_posix()}"
        if path.is_file() and path.suffix not in {".br", ".gz", ".zst", ".map"}:
            files[name] = _read(path, name, address)
    html = {name: files.pop(name) for name in [name for name in files if name.endswith(".html")]}
    fallback = html.pop("/__spa-fallback.html", None)
    missing = html.pop("/404.html", fallback)
    pages = {name.removesuffix(".html").removesuffix("/index") or "/": page for name, page in html.items()}
    return Client(files, pages, _routes(files, pages, fallback), fallback, missing)


def _is_fresh(beside: Path, path: Path) -> bool:
    return beside.exists() and beside.stat().st_mtime >= path.stat().st_mtime


def _read(path: Path, name: str, address: str) -> BuiltFile:
    built = path.read_bytes()
    raw, is_immutable = _at_home(built, name, address)
    bodies = {"": raw}
    for encoding, suffix in _SIDECARS.items() if path.suffix in _SQUEEZED and len(raw) >= _SMALL else ():
        beside = path.with_name(path.name + suffix)
        bodies[encoding] = beside.read_bytes() if raw is built and _is_fresh(beside, path) else quickly(raw, encoding)
    return BuiltFile(TYPES.get(path.suffix, "application/octet-stream"), bodies, mark_of(raw), is_immutable)


def _at_home(raw: bytes, name: str, address: str) -> tuple[bytes, bool]:
    """The bytes to serve, and whether they may be kept for ever. Relative to the page's own host, the addresses file never changes again."""
    if name.startswith("/assets/reflex-env-"):
        moved, count = _BAKED.subn(_relative, raw)
        return (moved, True) if count else (raw, False)
    if name == "/sitemap.xml":
        return _LOCAL.sub(address.encode(), raw), False
    return raw, bool(_VERSIONED.match(name))


def _relative(baked: re.Match[bytes]) -> bytes:
    origin = b'location.origin.replace("http","ws")' if baked[2] == b"ws" else b"location.origin"
    return origin + b'+"' + baked[3] + b'"'


def _routes(files: Mapping[str, BuiltFile], pages: Mapping[str, BuiltFile], fallback: BuiltFile | None) -> tuple[Route, ...]:
    """The routes without HTML of their own, read from the table that the build gives to the browser; fixed parts come before varying ones."""
    table = next((file for name, file in files.items() if _ROUTE_TABLE.match(name)), None)
    if table is None or fallback is None:
        return ()
    text = table.bodies[""].decode()
    listed: dict[str, dict[str, Any]] = json.loads(text[text.index("{") : text.rindex("}") + 1])["routes"]
    found = []
    for entry in listed.values():
        path = f"/{entry.get('path') or ''}"
        if path not in {"/", "/*"} and path not in pages:
            scripts = (entry["module"], *entry["imports"])
            found.append((path, Route(_pattern(path), tuple(s for s in scripts if s.encode() not in fallback.bodies[""]))))
    return tuple(route for _, route in sorted(found, key=lambda pair: pair[0].replace("*", "~").replace(":", "~")))


def _pattern(path: str) -> re.Pattern[str]:
    parts = []
    for part in path.strip("/").split("/"):
        shape = "/" + _PARTS.get(part[:1], re.escape(part.removesuffix("?")))
        parts.append(f"(?:{shape})?" if part.endswith("?") else shape)
    return re.compile("".join(parts))
