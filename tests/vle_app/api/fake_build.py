"""A small client as Reflex lays it out, and a way to ask an ASGI application."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import httpx

from vle_app.api.first_rows import PageAnswer
from vle_app.api.front import Front
from vle_app.settings import Settings

SCRIPT = "console.log('kept short');" * 40
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>{title}</title><link rel="modulepreload" href="/assets/root-B_ccVXLc.js"/>'
    '<script>const page = "{title}";</script></head><body><main><h1>{title}</h1>'
    '<div id="first-rows" class="rows"></div></main><script type="module" async="">import "/assets/root-B_ccVXLc.js";</script>'
    '<script src="/assets/root-B_ccVXLc.js"></script><!--' + "filler " * 60 + "--></body></html>"
)
ADDRESSES = "var e={PING:`http://localhost:8412/ping`,EVENT:`ws://localhost:8412/_event`,TRANSPORT:`websocket`};export{e as t};"
IMPORTS = ["/assets/root-B_ccVXLc.js"]
ROUTES = {
    "root": {"path": "", "module": "/assets/root-B_ccVXLc.js", "imports": []},
    "me": {"path": "me", "module": "/assets/me-AAAAAAAA.js", "imports": IMPORTS},
    "work": {"path": "me/work/:id", "module": "/assets/work-BBBBBBBB.js", "imports": IMPORTS},
    "join": {"path": "join/:token", "module": "/assets/join-CCCCCCCC.js", "imports": IMPORTS},
    "late": {"path": "me/late", "module": "/assets/late-DDDDDDDD.js", "imports": IMPORTS},
    "404": {"path": "*", "module": "/assets/gone-EEEEEEEE.js", "imports": IMPORTS},
}


def lay(folder: Path) -> Path:
    """Write the build into `folder`."""
    files = {
        "index.html": PAGE.format(title="Home"), "me.html": PAGE.format(title="Me"), "me/index.html": PAGE.format(title="Me"),
        "__spa-fallback.html": PAGE.format(title="Shell"), "404.html": PAGE.format(title="Shell"),
        "assets/root-B_ccVXLc.js": SCRIPT, "assets/reflex-env-7bXJE3j7.js": ADDRESSES, "robots.txt": "User-agent: *", "sw.js": SCRIPT,
        "assets/manifest-55ca22e2.js": f"window.__reactRouterManifest={json.dumps({'routes': ROUTES})};", "icons.svg": "<svg/>",
        "sitemap.xml": "<loc>http://localhost:8412/me</loc>",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


async def behind(scope: MutableMapping[str, Any], _: Any, send: Callable[[Any], Awaitable[None]]) -> None:
    """The application behind the door: says who asked what."""
    origin = dict(scope["headers"]).get(b"origin", b"").decode()
    body = f"{scope['method']} {scope['path']} from {scope['client'][0]} at {origin}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain"), (b"cache-control", b"max-age=9")]})
    await send({"type": "http.response.body", "body": body})


async def nobody_in_particular(_: str, __: str) -> PageAnswer | None:
    """A guard that lets everybody see everything."""
    return None


def settings(**given: Any) -> Settings:
    """Settings that no .env of the developer changes."""
    return Settings(_env_file=None, **given)


def asking(app: Any, base: str = "http://127.0.0.1:8000", client: str = "127.0.0.1") -> httpx.AsyncClient:
    """A client of this application."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app, client=(client, 4321)), base_url=base)


def front(tmp_path: Path, guard: Any = nobody_in_particular, **given: Any) -> Front:
    """A front door before a fresh build."""
    more = {name: given.pop(name) for name in ("through", "grants") if name in given}
    return Front(behind, lay(tmp_path / "client"), settings(**given), guard, **more)
