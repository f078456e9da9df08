"""The assembly: pages, routes, gate, timetable and failure handling put together. Reflex finds `app` here."""

import contextlib
import gc
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import reflex as rx
import structlog
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from jobs import timetable
from pages import index, lazy, routes, tabs, watch
from pages.gate import Gate
from pages.ui.root import ROOT
from vle_app import addresses, audit, db, live, settings
from vle_app.api import files, health, sign_in
from vle_app.api.access import Access
from vle_app.api.doors import EVENTS, Doors
from vle_app.api.first_rows import PageAnswer
from vle_app.api.front import Front
from vle_app.clock import now
from vle_app.integrations import storage
from vle_app.operations import migrations
from vle_app.people import sign_ins, visitors
from vle_app.settings import Settings

log = structlog.get_logger("vle")
ASLEEP = timedelta(minutes=5)


def failed(exception: Exception) -> None:
    """What went wrong outside a handler of ours: written down, and never shown."""
    log.error("event failed", exc_info=exception)


def assemble() -> rx.App:
    """The Reflex app with every page: the same for every installation. What differs is decided when it is served."""
    lazy.install()
    made = rx.App(**ROOT, html_lang="en-GB", toaster=None, frontend_exception_handler=failed, backend_exception_handler=failed)
    made._state_manager = tabs.Memory()
    made.add_middleware(Gate())
    for page in index.PAGES:
        made.add_page(page.draw, route=page.route, title=routes.title(page), description=page.description or None, on_load=page.on_load)
    made.register_lifespan_task(house)
    return made


@contextlib.asynccontextmanager
async def house() -> AsyncIterator[None]:
    """While the server runs: live topics, the timetable unless it runs alone, and garbage collection tuned for many small states."""
    given = settings.current()
    jobs = timetable.running(given, timetable.post(given)) if given.run_jobs else contextlib.nullcontext()
    async with live.running(db.current()), jobs, watch.safety_net():
        watch.start()
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 2, 10)  # seldom; but a closed socket is a cycle, and must not wait for the hundredth time
        yield


async def guard(path: str, cookie_header: str) -> PageAnswer | None:
    """Who may open this page, and in whose colours. Somebody signed out comes back here after signing in."""
    page = routes.find(index.PAGES, path)
    if page is None:
        return None
    visitor = await visitors.who(cookie_header)
    if not page.admits(visitor):
        return PageAnswer(redirect=f"{addresses.SIGN_IN}?next={quote(path)}" if visitor is None else f"{sign_ins.start_page(visitor)}?said=wrong-role")
    style = "" if visitor is None else f"--brand-h:{visitor.brand_hue};--brand-c:{visitor.brand_strength}"
    return PageAnswer(html_style=style, is_practice=settings.current().is_practice)


async def _is_at_head() -> bool:
    return await db.current().apart(migrations.state, db.current()) is migrations.State.AT_HEAD


async def _is_awake() -> bool:
    last = timetable.last_runs().get("deliver_notices")
    return last is not None and now() - last < ASLEEP


def _either(api: ASGIApp, pages: ASGIApp) -> ASGIApp:
    """Plain routes to our own application; sockets, and the starting and stopping of everything, to Reflex."""

    async def chosen(scope: Scope, receive: Receive, send: Send) -> None:
        is_plain = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (api if is_plain else pages)(scope, receive, send)

    return chosen


def create(given: Settings, client: Path) -> ASGIApp:
    """The whole server as one ASGI application. Opens nothing: the database is open before."""
    settings.use(given)
    audit.use_salt(settings.secret(given))
    visitors.use_cookie(given.cookie)
    if app.sio is not None:
        app.sio.eio.cors_allowed_origins = list(given.origins)  # known only now: one build serves any address
    checks = {"database": health.database_answers, "migrations": _is_at_head, **({"timetable": _is_awake} if given.run_jobs else {})}
    plain = [*sign_in.routes(given), *files.routes(given, storage.opened(given)), *health.routes(checks)]
    front = Front(_either(Router(plain, redirect_slashes=False), app()), client, given, guard, through=("/api/", EVENTS))
    if not given.is_practice:
        front.without(page.route for page in index.PAGES if page.is_practice)
    return Access(Doors(front, given, recognise=visitors.who), given)


app = assemble()
