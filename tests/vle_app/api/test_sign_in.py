"""Coming in and going out, over HTTP as a browser without JavaScript does it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette

from models.notices import Notice
from models.people import FailedSignIn, KnownDevice, LinkPurpose, OneTimeLink, Role, SignIn
from models.records import AuditEntry
from tests import builders, cast
from vle_app import addresses, clock, db
from vle_app.api import sign_in
from vle_app.people import links, passwords, sign_in_words, sign_ins, visitors
from vle_app.people.visitors import token_digest
from vle_app.settings import Settings

HERE = "http://127.0.0.1:8000"
THERE = "https://learn.example.test"
SAM = cast.email("Sam Okafor")
NEW = "three otters under one lamp"
FORM = "application/x-www-form-urlencoded"


class Browser:
    """One browser: it keeps cookies, follows no redirect, and says where its forms stand."""

    def __init__(self, session: Session, base: str = HERE, origin: str | None = None, address: str = "198.51.100.7", proxies: int = 0) -> None:
        settings = Settings(public_address=base, trusted_proxies=proxies)
        transport = httpx.ASGITransport(Starlette(routes=sign_in.routes(settings)), client=(address, 4711))
        headers = {"Origin": base if origin is None else origin, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Firefox/150.0"}
        self.session = session
        self.http = httpx.AsyncClient(transport=transport, base_url=base, headers=headers)

    async def post(self, path: str, **fields: str) -> httpx.Response:
        self.session.commit()
        return await self.http.post(path, data=fields)

    async def sign_in(self, password: str = cast.PASSWORD, email: str = SAM, **more: str) -> httpx.Response:
        return await self.post(addresses.API_SIGN_IN, email=email, password=password, **more)

    async def visitor(self) -> visitors.Visitor | None:
        visitors.forget()
        return await visitors.who("; ".join(f"{name}={value}" for name, value in self.http.cookies.items()))


@pytest.fixture
def sam(session: Session) -> Iterator[Browser]:
    """Sam's browser, and Sam has a password."""
    visitors.forget()
    builders.a_password(session, "Sam Okafor")
    yield Browser(session)
    visitors.forget()


def said(answer: httpx.Response) -> str:
    """The sentence of the page that this answer leads to."""
    assert answer.status_code == 303, answer.text
    return sign_in_words.sentence(parse_qs(urlsplit(answer.headers["location"]).query).get("said", [""])[0])


def cookies(answer: httpx.Response) -> SimpleCookie:
    jar = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        jar.load(line)
    return jar


async def read(session: Session, kind: type) -> list:  # type: ignore[type-arg]
    session.rollback()
    session.expire_all()
    return list(session.exec(select(kind).order_by(kind.id)).all())


async def test_signing_in_leads_to_the_start_page_with_a_cookie(sam: Browser, session: Session) -> None:
    answer = await sam.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, addresses.ME)
    assert (answer.headers["cache-control"], answer.headers["clear-site-data"]) == ("no-store", '"storage"')
    cookie = cookies(answer)["vle"]
    assert len(cookie.value) == 43
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"], cookie["domain"]) == (True, "lax", "/", "", "")
    row = (await read(session, SignIn))[0]
    assert (row.token_digest, row.device) == (token_digest(cookie.value), "Firefox on Linux")
    visitor = await sam.visitor()
    assert visitor is not None
    assert visitor.name == "Sam Okafor"


async def test_over_https_both_cookies_are_secure_and_bound_to_the_host(sam: Browser, session: Session) -> None:
    made = cookies(await Browser(session, THERE).sign_in())
    assert set(made) == {"__Host-vle", "__Host-vle-device"}
    for cookie in made.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"], cookie["domain"]) == (True, "lax", "/", True, "")


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/me/work/abc?x=1", "/me/work/abc?x=1"), ("", "/me"), ("/", "/me"), ("/sign-in?said=ended", "/me"), ("https://evil.example", "/me"),
        ("//evil.example", "/me"), ("/\\evil.example", "/me"), ("/\t/evil.example", "/me"), ("/me\r\nSet-Cookie: a=b", "/me"), ("/api/files/1", "/me"),
    ],
)
async def test_afterwards_one_goes_on_where_one_was_going_but_never_out_of_the_house(sam: Browser, wanted: str, leads_to: str) -> None:
    assert (await sam.sign_in(next=wanted)).headers["location"] == leads_to


async def test_a_wrong_password_says_how_many_tries_are_left(sam: Browser, session: Session) -> None:
    await sam.sign_in("wrong lantern, wet slate")
    answer = await sam.sign_in("wrong lantern, wet slate", next="/me/work/abc")
    assert said(answer) == "That e-mail and password do not match. You have 8 tries left before a 5-minute wait."
    assert parse_qs(urlsplit(answer.headers["location"]).query)["next"] == ["/me/work/abc"]
    assert "set-cookie" not in answer.headers
    assert (await read(session, SignIn)) == []
    assert [entry.subject_id for entry in await read(session, AuditEntry)] == [cast.person(session, "Sam Okafor").id] * 2


async def test_an_unknown_email_is_answered_alike_and_after_the_same_work(sam: Browser, session: Session) -> None:
    known, unknown = await sam.sign_in("wrong lantern"), await sam.sign_in("wrong lantern", email="nobody@example.test")
    assert (known.status_code, known.headers) == (unknown.status_code, unknown.headers)
    entries = await read(session, AuditEntry)
    assert [(entry.action, entry.subject_kind) for entry in entries] == [("failed to sign in", "person"), ("failed to sign in", "failed_sign_in")]


async def test_somebody_invited_who_has_not_joined_cannot_sign_in(sam: Browser) -> None:
    assert "do not match" in said(await sam.sign_in("", email=cast.email("Kate Lowther")))


async def test_a_person_switched_off_gets_the_answer_of_an_unknown_one(sam: Browser, session: Session) -> None:
    cast.person(session, "Sam Okafor").is_active = False
    assert "do not match" in said(await sam.sign_in())


async def test_a_quickly_made_hash_is_replaced_by_one_of_todays_strength(sam: Browser, session: Session) -> None:
    await sam.sign_in()
    session.expire_all()
    stored = cast.person(session, "Sam Okafor").password_hash
    assert stored is not None
    assert not passwords.is_outdated(stored)
    assert passwords.matches(cast.PASSWORD, stored)


async def test_a_token_that_was_planted_is_never_taken_over(sam: Browser, session: Session) -> None:
    planted = "p" * 43
    sam.http.cookies.set("vle", planted)
    answer = await sam.sign_in()
    assert cookies(answer)["vle"].value != planted
    assert await visitors.who(f"vle={planted}") is None


async def test_signing_in_again_ends_the_sign_in_that_this_browser_had(sam: Browser, session: Session) -> None:
    builders.a_password(session, "Helen Marsh")
    first = cookies(await sam.sign_in())["vle"].value
    assert (await sam.sign_in(email=cast.email("Helen Marsh"))).headers["location"] == addresses.TUTOR
    visitors.forget()
    assert await visitors.who(f"vle={first}") is None


@pytest.mark.parametrize("path", [addresses.API_SIGN_IN, addresses.API_SIGN_OUT, addresses.API_PASSWORD, addresses.API_RESET])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:8001", "http://127.0.0.1:8000.evil.example"])
async def test_a_form_from_another_site_is_refused_in_words(sam: Browser, session: Session, path: str, origin: str) -> None:
    await sam.sign_in()
    stranger = Browser(session, origin=origin)
    stranger.http.cookies = sam.http.cookies
    answer = await stranger.post(path, email=SAM, password=cast.PASSWORD)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (403, None)
    assert answer.text == "This form came from another site, so it was not taken. Open our own page and try again."
    assert await sam.visitor() is not None
    assert len(await read(session, SignIn)) == 1


async def test_a_form_without_origin_is_refused(sam: Browser) -> None:
    del sam.http.headers["origin"]
    assert (await sam.sign_in()).status_code == 403


async def test_a_form_over_8_kb_is_refused_before_it_is_read_to_the_end(sam: Browser, session: Session) -> None:
    taken = 0

    async def endless():  # type: ignore[no-untyped-def]
        nonlocal taken
        while True:
            taken += 1
            yield b"password=" + b"x" * 1000

    session.commit()
    answer = await sam.http.post(addresses.API_SIGN_IN, content=endless(), headers={"Content-Type": FORM})
    assert (answer.status_code, taken) == (413, 9)
    assert answer.text == "That is more than this form can hold. Shorten it and try again."


@pytest.mark.parametrize(("body", "kind"), [(b'{"email":"x"}', "application/json"), (b"a=1", "text/plain"), (b"&".join(b"a=1" for _ in range(50)), FORM)])
async def test_what_is_no_form_of_ours_is_refused(sam: Browser, session: Session, body: bytes, kind: str) -> None:
    session.commit()
    answer = await sam.http.post(addresses.API_SIGN_IN, content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.text) == (409, "This is not a form of ours. Open the page and try again.")


@pytest.mark.parametrize("body", [b"", b"email=%00%ff&password=%00", b"\xff\xfe=1", b"email=" + b"%F0%9F%A6%8A" * 500, b"password=" + b"x" * 8000])
async def test_odd_bytes_are_only_a_wrong_guess(sam: Browser, session: Session, body: bytes) -> None:
    session.commit()
    assert "do not match" in said(await sam.http.post(addresses.API_SIGN_IN, content=body, headers={"Content-Type": FORM}))


@pytest.mark.parametrize("path", [addresses.API_SIGN_IN, addresses.API_SIGN_OUT, addresses.API_PASSWORD, addresses.API_RESET])
async def test_fetching_an_action_does_nothing(sam: Browser, session: Session, path: str) -> None:
    await sam.sign_in()
    assert (await sam.http.get(path)).status_code == 405
    assert await sam.visitor() is not None


async def guess(browser: Browser, times: int, email: str = SAM) -> list[str]:
    return [said(await browser.sign_in("wrong lantern", email=email)) for _ in range(times)]


async def test_after_ten_guesses_even_the_right_password_waits(sam: Browser, session: Session) -> None:
    answers = await guess(sam, 10)
    assert answers[8:] == [
        "That e-mail and password do not match. You have 1 try left before a 5-minute wait.", "That was too many tries. Wait 5 minutes, then try again.",
    ]
    assert said(await sam.sign_in(next="/me")) == "That was too many tries. Wait 5 minutes, then try again."
    assert len(await read(session, FailedSignIn)) == 10
    assert await sam.visitor() is None


async def test_a_known_device_comes_in_while_others_are_guessing(sam: Browser, session: Session) -> None:
    await sam.sign_in()
    await guess(Browser(session, address="203.0.113.9"), 10)
    assert said(await Browser(session).sign_in()).startswith("That was too many tries")
    assert (await sam.sign_in()).headers["location"] == addresses.ME
    assert len(await read(session, KnownDevice)) == 1


async def test_a_device_known_for_one_person_is_not_known_for_another(sam: Browser, session: Session) -> None:
    builders.a_password(session, "Helen Marsh")
    await sam.sign_in()
    await guess(Browser(session, address="203.0.113.9"), 10, cast.email("Helen Marsh"))
    assert said(await sam.sign_in(email=cast.email("Helen Marsh"))).startswith("That was too many tries")


def failed_at_many_accounts(session: Session, address: str) -> None:
    for i in range(20):
        sign_ins.knock(session, f"officer.{i}@example.test", sign_ins.Caller(address), now=clock.now())
    session.commit()


async def test_an_address_that_failed_at_many_accounts_is_slowed_for_new_devices_only(sam: Browser, session: Session) -> None:
    await sam.sign_in()
    failed_at_many_accounts(session, "198.51.100.7")
    assert said(await Browser(session).sign_in()).startswith("Many accounts have been tried from where you are. Wait ")
    assert (await sam.sign_in()).headers["location"] == addresses.ME
    assert (await Browser(session, address="203.0.113.9").sign_in()).headers["location"] == addresses.ME


async def test_behind_a_proxy_its_word_counts_and_the_clients_does_not(sam: Browser, session: Session) -> None:
    failed_at_many_accounts(session, "192.0.2.44")
    behind = Browser(session, proxies=1)
    behind.http.headers["X-Forwarded-For"] = "203.0.113.200, 192.0.2.44"
    assert said(await behind.sign_in()).startswith("Many accounts")
    behind.http.headers["X-Forwarded-For"] = "192.0.2.44, 203.0.113.200"
    assert (await behind.sign_in()).headers["location"] == addresses.ME


async def test_signing_out_ends_the_sign_in_and_takes_the_cookie_away(sam: Browser, session: Session) -> None:
    token = cookies(await sam.sign_in())["vle"].value
    answer = await sam.post(addresses.API_SIGN_OUT)
    assert (answer.status_code, said(answer), answer.headers["clear-site-data"]) == (303, "You are signed out.", '"storage"')
    assert cookies(answer)["vle"]["max-age"] == "0"
    assert (await read(session, SignIn))[0].ended_at is not None
    visitors.forget()
    assert await visitors.who(f"vle={token}") is None
    assert [entry.action for entry in await read(session, AuditEntry)] == ["signed in", "signed out"]


async def test_signing_out_when_nobody_is_signed_in_is_harmless(sam: Browser) -> None:
    assert said(await sam.post(addresses.API_SIGN_OUT)) == "You are signed out."


def a_link(session: Session, purpose: LinkPurpose = LinkPurpose.RESET, age: timedelta = timedelta()) -> str:
    made = clock.now() - age
    if purpose is LinkPurpose.RESET:
        links.ask_reset(session, SAM, made)
    else:
        force = cast.person(session, "Sam Okafor").organisation_id
        lead = cast.visitor(session, "Joanne Pike")
        links.invite(session, lead, email="mo.khan@example.test", name="Mo Khan", role=Role.PARTICIPANT, organisation_id=force, now=made)
    token = links.mint(session, session.exec(select(OneTimeLink)).one().id, made)
    session.commit()
    return token


async def test_a_reset_sets_the_password_ends_other_sign_ins_and_signs_in(sam: Browser, session: Session) -> None:
    other = Browser(session)
    await other.sign_in()
    answer = await sam.post(addresses.API_PASSWORD, token=a_link(session), purpose="reset", password=NEW)
    assert (answer.headers["location"], answer.headers["clear-site-data"]) == (addresses.ME, '"storage"')
    assert len(cookies(answer)["vle"].value) == 43
    assert await sam.visitor() is not None
    assert await other.visitor() is None
    assert (await Browser(session).sign_in(NEW)).headers["location"] == addresses.ME
    assert "do not match" in said(await Browser(session).sign_in())


async def test_joining_sets_the_first_password_and_signs_in(session: Session) -> None:
    newcomer = Browser(session)
    answer = await newcomer.post(addresses.API_PASSWORD, token=a_link(session, LinkPurpose.JOIN), purpose="join", password=NEW)
    assert answer.headers["location"] == addresses.ME
    visitor = await newcomer.visitor()
    assert visitor is not None
    assert visitor.name == "Mo Khan"


async def test_a_used_link_leads_back_with_a_word(sam: Browser, session: Session) -> None:
    token = a_link(session)
    await sam.post(addresses.API_PASSWORD, token=token, purpose="reset", password=NEW)
    answer = await sam.post(addresses.API_PASSWORD, token=token, purpose="reset", password=NEW)
    assert urlsplit(answer.headers["location"]).path == addresses.reset(token)
    assert said(answer) == "This link has been used or has run out. Ask for a new one."


async def test_a_link_that_has_run_out_sets_nothing(sam: Browser, session: Session) -> None:
    before = cast.person(session, "Sam Okafor").password_hash
    assert "run out" in said(await sam.post(addresses.API_PASSWORD, token=a_link(session, age=timedelta(minutes=61)), purpose="reset", password=NEW))
    session.expire_all()
    assert cast.person(session, "Sam Okafor").password_hash == before


@pytest.mark.parametrize(
    ("token", "purpose", "page"),
    [
        ("x" * 43, "reset", "/reset/" + "x" * 43), ("../../evil", "reset", "/reset"), ("", "join", "/sign-in"), ("https://evil.example", "join", "/sign-in"),
    ],
)
async def test_a_wrong_token_leads_back_into_the_house(sam: Browser, token: str, purpose: str, page: str) -> None:
    answer = await sam.post(addresses.API_PASSWORD, token=token, purpose=purpose, password=NEW)
    assert urlsplit(answer.headers["location"]).path == page
    assert "used or has run out" in said(answer)


@pytest.mark.parametrize(
    ("password", "words"),
    [("short", "at least 12 characters"), ("SamOkafor2026", "built on your name"), ("Password2026!", "guessed first"), ("x y z" * 300, "at most 1024")],
)
async def test_a_refused_password_leaves_the_link_unused(sam: Browser, session: Session, password: str, words: str) -> None:
    token = a_link(session)
    assert words in said(await sam.post(addresses.API_PASSWORD, token=token, purpose="reset", password=password))
    assert (await sam.post(addresses.API_PASSWORD, token=token, purpose="reset", password=NEW)).headers["location"] == addresses.ME


async def test_an_unknown_purpose_is_not_found(sam: Browser) -> None:
    assert (await sam.post(addresses.API_PASSWORD, token="x" * 43, purpose="both", password=NEW)).status_code == 404


async def test_asking_for_a_reset_is_answered_alike_whether_the_email_is_known_or_not(sam: Browser, session: Session) -> None:
    known, unknown = await sam.post(addresses.API_RESET, email=SAM), await sam.post(addresses.API_RESET, email="nobody\0@example.test")
    assert (known.status_code, known.headers) == (unknown.status_code, unknown.headers)
    assert said(known) == "If that e-mail has an account, a link is on its way. It works once, for an hour."
    assert [notice.rule for notice in await read(session, Notice)] == ["password_reset"]


async def test_changing_the_password_needs_the_old_one_and_ends_other_sign_ins(sam: Browser, session: Session) -> None:
    other = Browser(session)
    await other.sign_in()
    await sam.sign_in()
    assert said(await sam.post(addresses.API_PASSWORD, purpose="change", old="wrong lantern", password=NEW)) == (
        "That is not your present password. You have 9 tries left before a 5-minute wait."
    )
    answer = await sam.post(addresses.API_PASSWORD, purpose="change", old=cast.PASSWORD, password=NEW)
    assert urlsplit(answer.headers["location"]).path == addresses.ACCOUNT
    assert said(answer) == "Your password is changed. Every other device has been signed out."
    assert await sam.visitor() is not None
    assert await other.visitor() is None


async def test_a_new_password_written_twice_must_be_the_same_twice(sam: Browser) -> None:
    await sam.sign_in()
    answer = await sam.post(addresses.API_PASSWORD, purpose="change", old=cast.PASSWORD, password=NEW, again=f"{NEW} ")
    assert said(answer) == "The two new passwords are not the same. Write the new one twice."
    assert "is changed" in said(await sam.post(addresses.API_PASSWORD, purpose="change", old=cast.PASSWORD, password=NEW, again=NEW))


async def test_guessing_the_old_password_of_an_open_screen_is_throttled(sam: Browser) -> None:
    await sam.sign_in()
    for _ in range(10):
        await sam.post(addresses.API_PASSWORD, purpose="change", old="wrong lantern", password=NEW)
    assert said(await sam.post(addresses.API_PASSWORD, purpose="change", old=cast.PASSWORD, password=NEW)).startswith("That was too many tries")


async def test_nobody_changes_a_password_without_being_signed_in(sam: Browser) -> None:
    answer = await sam.post(addresses.API_PASSWORD, purpose="change", old=cast.PASSWORD, password=NEW)
    assert (urlsplit(answer.headers["location"]).path, said(answer)) == (addresses.SIGN_IN, "Your sign-in has ended. Sign in to carry on.")


async def test_many_guesses_at_once_are_not_let_through_together(sam: Browser, database: db.Database, session: Session) -> None:
    session.commit()
    answers = await asyncio.gather(*(sam.http.post(addresses.API_SIGN_IN, data={"email": SAM, "password": "wrong lantern"}) for _ in range(30)))
    assert sorted(said(answer) for answer in answers).count("That was too many tries. Wait 5 minutes, then try again.") == 21
    assert len(await read(session, FailedSignIn)) == 10
