"""The front door serves the build, guards its pages, and says nothing more than it must."""

import base64
import hashlib
import time
from pathlib import Path

import brotli
import pytest

from tests.vle_app.api.fake_build import SCRIPT, asking, front, lay
from vle_app.api import built
from vle_app.api.first_rows import PageAnswer

HTTPS = {"public_address": "https://vle.example", "env": "production"}


async def test_a_hashed_file_is_kept_for_ever_and_comes_compressed(tmp_path: Path) -> None:
    async with asking(front(tmp_path)) as ask:
        answer = await ask.get("/assets/root-B_ccVXLc.js", headers={"accept-encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.text == SCRIPT
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", ""), ("", "")])
async def test_the_browser_gets_an_encoding_that_it_takes(tmp_path: Path, accepted: str, encoding: str) -> None:
    async with asking(front(tmp_path)) as ask:
        answer = await ask.get("/assets/root-B_ccVXLc.js", headers={"accept-encoding": accepted})
    assert answer.text == SCRIPT
    assert answer.headers.get("content-encoding", "") == encoding


async def test_other_files_are_asked_about_first_and_answered_with_304(tmp_path: Path) -> None:
    async with asking(front(tmp_path)) as ask:
        first = await ask.get("/sw.js")
        again = await ask.get("/sw.js", headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
        plain = await ask.get("/sw.js", headers={"if-none-match": first.headers["etag"], "accept-encoding": "identity"})
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert plain.status_code == 200


async def test_head_answers_without_a_body(tmp_path: Path) -> None:
    async with asking(front(tmp_path)) as ask:
        for path in ("/robots.txt", "/me", "/nowhere"):
            got, head = await ask.get(path), await ask.head(path)
            assert head.content == b""
            assert head.headers == got.headers
            assert head.status_code == got.status_code


async def test_the_baked_address_becomes_the_page_s_own_host(tmp_path: Path) -> None:
    async with asking(front(tmp_path, PORT=8411)) as ask:
        script = (await ask.get("/assets/reflex-env-7bXJE3j7.js")).text
        sitemap = (await ask.get("/sitemap.xml")).text
    assert script == 'var e={PING:location.origin+"/ping",EVENT:location.origin.replace("http","ws")+"/_event",TRANSPORT:`websocket`};export{e as t};'
    assert sitemap == "<loc>http://127.0.0.1:8411/me</loc>"


async def test_a_page_lets_only_its_own_inline_scripts_run(tmp_path: Path) -> None:
    async with asking(front(tmp_path)) as ask:
        page = await ask.get("/me")
    digests = sorted(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in ('const page = "Me";', 'import "/assets/root-B_ccVXLc.js";')
    )
    assert page.headers["content-security-policy"] == (
        f"default-src 'self'; script-src 'self' {' '.join(digests)}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "connect-src 'self' ws://127.0.0.1:8000; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    )
    assert page.headers["cache-control"] == "private, no-cache"
    assert page.headers["vary"] == "accept-encoding, cookie"


@pytest.mark.parametrize(("host", "origin"), [("localhost:8000", "ws://localhost:8000"), ("evil.example", "ws://127.0.0.1:8000")])
async def test_the_socket_is_the_asked_host_s_if_it_is_ours(tmp_path: Path, host: str, origin: str) -> None:
    async with asking(front(tmp_path)) as ask:
        page = await ask.get("/", headers={"host": host})
    assert f"connect-src 'self' {origin};" in page.headers["content-security-policy"]


async def test_a_grant_widens_only_the_pages_it_names(tmp_path: Path) -> None:
    door = front(tmp_path, grants={"/me": {"form-action": "https://checkout.example"}})
    async with asking(door) as ask:
        policies = [(await ask.get(path)).headers["content-security-policy"] for path in ("/me", "/me/work/1", "/", "/join/t")]
    assert ["form-action 'self' https://checkout.example;" in policy for policy in policies] == [True, True, False, False]


@pytest.mark.parametrize(("path", "title", "script"), [
    ("/me/work/0k2j", "Shell", "/assets/work-BBBBBBBB.js"), ("/join/abc", "Shell", "/assets/join-CCCCCCCC.js"),
    ("/me/late", "Shell", "/assets/late-DDDDDDDD.js"),
])
async def test_an_address_with_parts_that_vary_gets_the_shell_and_its_scripts(tmp_path: Path, path: str, title: str, script: str) -> None:
    async with asking(front(tmp_path)) as ask:
        page = await ask.get(path)
    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in page.text
    assert page.headers["link"] == f"<{script}>; rel=modulepreload"


@pytest.mark.parametrize("path", [
    "/nowhere", "/me/work", "/me/work/1/2", "/me/work/", "/nowhere/", "/404", "/__spa-fallback", "/index", "/me/index", "/ping", "/api", "/ME",
    "//evil.example/", "/\\evil.example/", "/me/%0d%0aset-cookie:%20a=b/x",
])
async def test_an_unknown_address_is_the_404_page(tmp_path: Path, path: str) -> None:
    async with asking(front(tmp_path)) as ask:
        page = await ask.get(f"http://127.0.0.1:8000{path}")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/me.html", "/404.html", "/__spa-fallback.html", "/assets/gone-AAAAAAAA.js", "/assets/", "/me/../../etc/passwd.txt", "/.env"])
async def test_a_file_that_is_not_there_is_a_short_404(tmp_path: Path, path: str) -> None:
    async with asking(front(tmp_path)) as ask:
        answer = await ask.get(path)
    assert (answer.status_code, answer.text) == (404, "There is no such file.")
    assert answer.headers["cache-control"] == "private, no-store"


async def test_a_build_without_a_404_page_still_shows_a_way_home(tmp_path: Path) -> None:
    door = front(tmp_path)
    door.client = built.Client(door.client.files, door.client.pages)
    async with asking(door) as ask:
        page = await ask.get("/nowhere")
    assert page.status_code == 404
    assert '<a href="/">' in page.text


@pytest.mark.parametrize(("asked", "to"), [
    ("/me/?a=b&c=d%20e", "/me?a=b&c=d%20e"), ("/me//", "/me"), ("/join/t%C3%A9/", "/join/t%C3%A9"), ("/join/a%0d%0ab/", "/join/a%0D%0Ab"),
])
async def test_a_final_slash_is_taken_off_without_naming_a_host(tmp_path: Path, asked: str, to: str) -> None:
    async with asking(front(tmp_path)) as ask:
        answer = await ask.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (308, to)


async def test_a_page_cannot_be_posted_to(tmp_path: Path) -> None:
    async with asking(front(tmp_path)) as ask:
        answer = await ask.post("/me")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_the_guard_sends_people_elsewhere_before_anything_is_served(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    async def guard(path: str, cookie: str) -> PageAnswer | None:
        asked.append((path, cookie))
        return PageAnswer(redirect="/sign-in?next=/me/work/é\r\n")

    async with asking(front(tmp_path, guard)) as ask:
        answer = await ask.get("/me/work/1", headers=[("cookie", "vle=a"), ("cookie", "b=c")])
        await ask.get("/robots.txt")
        await ask.get("/nowhere")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/me/work/%C3%A9%0D%0A")
    assert answer.headers["cache-control"] == "private, no-store"
    assert asked == [("/me/work/1", "vle=a; b=c")]


async def test_a_force_s_colours_stand_on_the_page_and_cannot_break_out(tmp_path: Path) -> None:
    async def guard(_: str, __: str) -> PageAnswer | None:
        return PageAnswer(html_style='--brand-h:262"><script>')

    async with asking(front(tmp_path, guard)) as ask:
        page = await ask.get("/me", headers={"accept-encoding": "br"})
        again = await ask.get("/me", headers={"accept-encoding": "br", "if-none-match": page.headers["etag"]})
    assert page.text.startswith('<!DOCTYPE html><html style="--brand-h:262&quot;&gt;&lt;script&gt;" lang="en">')
    assert page.headers["content-encoding"] == "br"
    assert again.status_code == 304


async def test_first_rows_fill_their_hole_and_change_the_tag(tmp_path: Path) -> None:
    rows = {"first-rows": "<p>Due today</p>", "no-such-hole": "<p>lost</p>"}

    async def guard(path: str, _: str) -> PageAnswer | None:
        return PageAnswer(holes=rows)

    async with asking(front(tmp_path, guard)) as ask:
        first = await ask.get("/me")
        rows["first-rows"] = "<p>Due tomorrow</p>"
        second = await ask.get("/me", headers={"if-none-match": first.headers["etag"]})
    assert '<div id="first-rows" class="rows"><p>Due today</p></div>' in first.text
    assert "lost" not in first.text
    assert '<div id="first-rows" class="rows"><p>Due tomorrow</p></div>' in second.text


async def test_every_answer_carries_the_security_headers(tmp_path: Path) -> None:
    async with asking(front(tmp_path)) as ask:
        for path in ("/", "/nowhere", "/me/", "/robots.txt", "/assets/root-B_ccVXLc.js", "/assets/none.js", "/api/thing"):
            answer = await ask.get(path)
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            assert answer.headers["permissions-policy"].startswith("camera=()")
            assert "strict-transport-security" not in answer.headers


async def test_https_is_remembered_by_the_browser(tmp_path: Path) -> None:
    async with asking(front(tmp_path, **HTTPS), "https://vle.example") as ask:
        page, api = await ask.get("/"), await ask.get("/api/thing")
    assert page.headers["strict-transport-security"] == api.headers["strict-transport-security"] == "max-age=31536000"
    assert "connect-src 'self' wss://vle.example;" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/join/abc", "/api/calendar/abc.ics", "/api/answer/abc"])
async def test_a_token_address_never_leaves_as_a_referrer(tmp_path: Path, path: str) -> None:
    async with asking(front(tmp_path)) as ask:
        answer = await ask.get(path)
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_an_answer_of_the_application_keeps_its_own_headers(tmp_path: Path) -> None:
    async with asking(front(tmp_path)) as ask:
        answer = await ask.post("/api/thing")
    assert answer.text == "POST /api/thing from 127.0.0.1 at "
    assert answer.headers["cache-control"] == "max-age=9"
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")


async def test_other_addresses_reach_the_application_only_when_named(tmp_path: Path) -> None:
    async with asking(front(tmp_path, through=("/api/", "/practice/stripe/"))) as ask:
        assert (await ask.post("/practice/stripe/v1/prices")).status_code == 200
        assert (await ask.post("/practice/other")).status_code == 405


async def test_a_page_taken_out_of_this_house_is_the_404_page(tmp_path: Path) -> None:
    door = front(tmp_path)
    door.without(["/me", "/me/late", "/join/[token]"])
    async with asking(door) as ask:
        answers = [(await ask.get(path)).status_code for path in ("/me", "/me/", "/me/late", "/join/abc", "/", "/me/work/1")]
    assert answers == [404, 404, 404, 404, 200, 200]


def test_compressing_writes_what_is_missing_once(tmp_path: Path) -> None:
    client = lay(tmp_path)
    assert built.compress(client) == 16
    assert brotli.decompress((client / "me.html.br").read_bytes()) == (client / "me.html").read_bytes()
    assert built.compress(client) == 0


def test_a_compressed_form_older_than_its_file_is_not_served(tmp_path: Path) -> None:
    client = lay(tmp_path)
    built.compress(client)
    time.sleep(0.02)
    (client / "sw.js").write_text(SCRIPT + "// newer")
    assert brotli.decompress(built.load(client, "http://h").files["/sw.js"].bodies["br"]).endswith(b"// newer")
