"""A real server in this process, and open tabs on it that speak the socket protocol as a browser does."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
import pytest_asyncio
import uvicorn
from sqlmodel import Session

from tests import cast
from tests.socket_client import Tab
from tests.vle_app.api.fake_build import lay
from vle_app import clock, db, logs, serving, settings, vle_app
from vle_app.people import sign_ins

OpenTab = Callable[..., Awaitable[Tab]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the assembled application, without its timetable and with a stand-in for the built pages."""
    folder = tmp_path_factory.mktemp("server")
    given = settings.Settings(data=folder, run_jobs=False, PORT=_free_port(), _env_file=None)
    db.use(db.Database(f"sqlite:///{folder / 'empty.db'}"))
    serving.prepare_reflex()
    logs.set_up(given)
    app = vle_app.create(given, lay(folder / "client"))
    running = uvicorn.Server(uvicorn.Config(app, host=given.host, port=given.port, log_level="error", ws="websockets-sansio", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield given.address
    running.should_exit = True
    thread.join(timeout=10)


def _free_port() -> int:
    import socket

    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def signed_in(session: Session, name: str) -> str:
    """The Cookie header of a new sign-in of that member of the cast."""
    opened = sign_ins.begin(session, cast.person(session, name), sign_ins.Caller("127.0.0.1", device="Tests"), now=clock.now())
    session.commit()
    return f"vle={opened.token}"


@pytest_asyncio.fixture
async def open_tab(server: str, session: Session) -> AsyncIterator[OpenTab]:
    """`await open_tab("Sam Okafor", "/me")`: a tab of that person, hydrated and loaded; `None` for nobody. All are closed afterwards."""
    tabs: list[Tab] = []

    async def opening(name: str | None, path: str, **more: str) -> Tab:
        cookie = more.pop("cookie", "") or (signed_in(session, name) if name else "")
        tab = Tab(server, cookie, path, **more)
        tabs.append(tab)
        return await tab.open()

    yield opening
    await asyncio.gather(*(tab.close() for tab in tabs), return_exceptions=True)
