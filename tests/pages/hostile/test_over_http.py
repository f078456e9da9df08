"""Plain requests that mean harm, to the real server: forged hosts and origins, GETs that would change something, files too large or badly named."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import websockets
from sqlmodel import Session, select

from jobs import deliver_notices
from models.records import PracticeMail, StoredFile
from models.timeline import Task
from pages import index
from tests import builders, cast, samples
from tests.pages.conftest import signed_in
from tests.pages.hostile.conftest import Loot, changed, contents
from vle_app import addresses, clock, db, settings
from vle_app.practice.mailbox import PracticePost

MEGABYTE = 2**20
TOO_MUCH = 300 * MEGABYTE
ALL_ROUTES = sorted({value for name, value in vars(addresses).items() if name.isupper() and str(value).startswith("/api/")})
NAMES = [
    "../../../etc/passwd", "..\\..\\windows\\system32\\x.docx", "/etc/shadow", "C:\\boot.ini", "a/b/c.docx", ".htaccess", "..", ".", "", " ",
    "con.docx", "a\0b.docx", "essay.docx\r\nSet-Cookie: vle=x", "essay\u202excod.exe", "x" * 5000 + ".docx", "%2e%2e%2fetc", "<script>.docx",
    '"; filename="evil.html', "ŵ" * 300, "\ud800.docx",
]


@pytest.fixture
def sams_task(session: Session, now: datetime) -> Task:
    return builders.a_task(session, "Sam Okafor", clock.now())


def browser(server: str, cookie: str = "", **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server, headers={"Origin": server, "Cookie": cookie, **headers}, timeout=30)


def in_the_store() -> set[Path]:
    """Every file below the data folder's store, finished or not."""
    return {path for path in settings.current().files.rglob("*") if path.is_file()}


def rows(session: Session) -> list[StoredFile]:
    found = list(session.exec(select(StoredFile)).all())
    session.commit()
    return found


# Hosts and origins


async def test_under_a_forged_name_nothing_is_answered(server: str) -> None:
    for host in ("evil.example", "127.0.0.1", "evil.example:80", "127.0.0.1:1", "", "localhost.evil.example", "127.0.0.1@evil.example"):
        async with browser(server, Host=host) as asking:
            for path in ("/", "/sign-in", addresses.API_SIGN_IN, "/_event/?EIO=4&transport=polling"):
                assert (await asking.get(path)).status_code == 421, (host, path)


async def test_a_link_in_an_email_holds_the_public_address_whatever_headers_claim(server: str, database: db.Database, session: Session) -> None:
    builders.a_password(session, "Sam Okafor")
    claims = dict.fromkeys(("X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Forwarded-Server", "X-Forwarded-Proto"), "evil.example")
    async with browser(server, **claims, Forwarded="host=evil.example;proto=https") as asking:
        answer = await asking.post(addresses.API_RESET, data={"email": cast.email("Sam Okafor")})
    assert answer.headers["location"] == f"{addresses.RESET}?said=asked"
    async with asyncio.timeout(10):  # it is answered before the link is made, so that the time says nothing
        while not await deliver_notices.run(clock.now(), settings.current(), PracticePost()):
            await asyncio.sleep(0.05)
    letter = session.exec(select(PracticeMail)).one()
    assert f"{server}/reset/" in letter.text
    assert "evil" not in letter.text + letter.html + json.dumps(letter.headers)


async def test_a_socket_from_another_site_is_refused(server: str, session: Session) -> None:
    address, cookie = f"{server.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket", signed_in(session, "Sam Okafor")
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"):
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(address, origin=origin, additional_headers={"Cookie": cookie})  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403, origin
        assert refused.value.response.body == b"This page belongs to another site."


async def test_a_form_from_another_site_is_not_taken(server: str, database: db.Database, session: Session) -> None:
    builders.a_password(session, "Sam Okafor")
    cookie = signed_in(session, "Sam Okafor")
    form = {"email": cast.email("Sam Okafor"), "password": cast.PASSWORD, "purpose": "change", "old": cast.PASSWORD}
    before = contents(database)
    for origin in ("https://evil.example", "null", ""):
        async with browser(server, cookie, Origin=origin) as asking:
            for path in (addresses.API_SIGN_IN, addresses.API_SIGN_OUT, addresses.API_RESET, addresses.API_PASSWORD):
                answer = await asking.post(path, data=form)
                assert (answer.status_code, "set-cookie" in answer.headers) == (403, False), (origin, path)
    assert changed(before, contents(database)) == {}


# What is only looked at


@pytest.mark.parametrize("name", ["", "Sam Okafor", "Dawn Mercer"])
async def test_nothing_but_a_post_changes_anything_at_any_plain_route(server: str, database: db.Database, session: Session, loot: Loot, name: str) -> None:
    assert len(ALL_ROUTES) >= 8
    cookie = signed_in(session, name) if name else ""
    before = contents(database)
    async with browser(server, cookie) as asking:
        for method, route in itertools.product(("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"), ALL_ROUTES):
            for path in (route, f"{route}/{loot.task_id}", f"{route}/{loot.draft_id}", f"{route}?email={cast.email('Sam Okafor')}&password=x"):
                answer = await asking.request(method, path)
                assert answer.status_code < 500, (method, path)
                assert "set-cookie" not in answer.headers, (method, path)
    assert changed(before, contents(database)) == {}


@pytest.mark.parametrize("name", ["", "Sam Okafor", "Dawn Mercer"])
async def test_opening_any_page_changes_nothing(server: str, database: db.Database, session: Session, loot: Loot, name: str) -> None:
    cookie = signed_in(session, name) if name else ""
    before = contents(database)
    async with browser(server, cookie) as asking:
        for page in index.PAGES:
            path = page.route.replace("[token]", "a" * 43).replace("[task_id]", loot.task_id).replace("[submission_id]", loot.submission_id)
            answer = await asking.get(path if path.startswith("/") else f"/{path}")
            assert answer.status_code < 500, path
    assert changed(before, contents(database)) == {}


async def test_sams_draft_is_given_to_nobody(server: str, session: Session, sams_task: Task) -> None:
    async with browser(server, signed_in(session, "Sam Okafor")) as sam:
        mine = (await sam.post(addresses.upload(sams_task.id), content=samples.DOCX)).json()["id"]
        assert (await sam.get(addresses.file(mine))).content == samples.DOCX
    for name in ("Kate Lowther", "Helen Marsh", "Imran Sheikh", "Priya Nair", "Ruth Adeyemi", "Dawn Mercer"):
        async with browser(server, signed_in(session, name)) as asking:
            for file_id in (mine, mine.upper(), f"{mine}%00", f"../files/{mine}", f"x/../{mine}"):
                assert (await asking.get(f"{addresses.API_FILES}/{file_id}")).status_code == 404, name


# Files


async def test_a_file_s_name_leads_nowhere(server: str, session: Session, sams_task: Task) -> None:
    before, kept = in_the_store(), {}
    async with browser(server, signed_in(session, "Sam Okafor")) as asking:
        for name in NAMES:
            sent = await asking.post(addresses.upload(sams_task.id), content=samples.DOCX, headers={"X-File-Name": quote(name, errors="surrogatepass")})
            assert sent.status_code == 201, name
            got = await asking.get(addresses.file(sent.json()["id"]))
            assert got.content == samples.DOCX
            assert got.headers["content-disposition"].startswith("attachment; ")
            assert "set-cookie" not in got.headers
            kept[sent.json()["id"]] = sent.json()["name"]
            _make_room(session)
    assert {path.name for path in in_the_store() - before} == set(kept)
    for name in kept.values():
        assert name.isprintable()
        assert name.endswith(".docx")
        assert not name.startswith(".")
        assert not set(name) & set("/\\")
        assert len(name) <= 160


def _make_room(session: Session) -> None:
    """A task takes five drafts."""
    for stored in rows(session):
        session.delete(stored)
    session.commit()


async def test_three_hundred_megabytes_that_say_so_are_refused_before_they_come(server: str, session: Session, sams_task: Task) -> None:
    before, cookie = in_the_store(), signed_in(session, "Sam Okafor")
    host, port = server.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST {addresses.upload(sams_task.id)} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {server}\r\nCookie: {cookie}\r\n"
        f"Content-Length: {TOO_MUCH}\r\nX-File-Name: film.pdf\r\n\r\n".encode() + samples.PDF
    )
    answer = (await asyncio.wait_for(reader.read(4096), 5)).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "315 MB and the limit is 50 MB" in answer
    assert in_the_store() == before
    assert rows(session) == []


async def test_three_hundred_megabytes_that_do_not_say_so_are_refused_on_the_way(server: str, session: Session, sams_task: Task) -> None:
    before, cookie = in_the_store(), signed_in(session, "Sam Okafor")
    sent = 0

    async def film() -> AsyncIterator[bytes]:
        nonlocal sent
        yield samples.PDF
        while sent < TOO_MUCH:
            sent += MEGABYTE
            yield bytes(MEGABYTE)

    async with browser(server, cookie) as asking:
        with contextlib.suppress(httpx.TransportError):  # it reads as much again, so as to be heard, and then hangs up
            assert (await asking.post(addresses.upload(sams_task.id), content=film())).status_code == 413
        assert sent < TOO_MUCH
        assert in_the_store() == before
        assert rows(session) == []
        assert (await asking.post(addresses.upload(sams_task.id), content=samples.PDF)).status_code == 201
