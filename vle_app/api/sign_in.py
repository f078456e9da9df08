"""Coming in and going out over plain HTTP: sign in, sign out, ask for a reset link, choose a password. Forms that work without JavaScript."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import parse_qs, urlencode

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from models.people import LinkPurpose
from vle_app import addresses, clock, db
from vle_app.api.doors import client_address
from vle_app.errors import NotAllowed, NotFound, Refusal, TooLarge
from vle_app.people import accounts, devices, links, passwords, sign_ins, throttle, visitors
from vle_app.people.sign_ins import Caller, Knock, Opened
from vle_app.settings import Settings

LIMIT = 8 * 1024  # bytes of a form
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_NOT_KEPT = {"Cache-Control": "no-store"}
_PAGES = {LinkPurpose.JOIN: addresses.join, LinkPurpose.RESET: addresses.reset}
_ASK_AGAIN = {LinkPurpose.JOIN: addresses.SIGN_IN, LinkPurpose.RESET: addresses.RESET}
_BEFORE_SIGNING_IN = (addresses.SIGN_IN, addresses.JOIN, addresses.RESET, addresses.RESYNC)
Form = dict[str, str]


def _back(path: str, said: str = "", **more: str) -> Response:
    """Back to a page, with a code that it turns into words."""
    query = urlencode({name: value for name, value in {"said": said, **more}.items() if value})
    return RedirectResponse(f"{path}?{query}" if query else path, 303, _NOT_KEPT)


def _answering(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """A refusal becomes its status and its words."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Refusal as refusal:
            return PlainTextResponse(str(refusal), refusal.status, _NOT_KEPT)

    return answer


class Entrance:
    """The four forms. Each is taken from our own pages only, up to 8 KB."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._device_cookie = devices.cookie_name(settings.cookie)

    async def sign_in(self, request: Request) -> Response:
        """`email`, `password`, `next`. 303 onwards with cookies, or back to the form with a code; unknown e-mails answer alike, and as slowly."""
        form, caller, now = await self._form(request), self._caller(request), clock.now()
        onwards = addresses.safe_return(form.get("next", ""))
        try:
            tried, is_right = await self._try(form.get("email", ""), form.get("password", ""), caller, now)
            if not is_right:
                return _back(addresses.SIGN_IN, _left("mismatch", tried), next=onwards)
            better = await self._better_hash(tried, form["password"])
            opened = await db.current().write(sign_ins.admit, tried, caller, replaces=_token(request), better_hash=better, now=now)
        except throttle.Waits as waits:
            return _back(addresses.SIGN_IN, waits.code, next=onwards)
        except Refusal:
            return _back(addresses.SIGN_IN, "mismatch", next=onwards)
        is_onwards = onwards and not onwards.startswith(_BEFORE_SIGNING_IN) and onwards != addresses.HOME
        return self._welcome(request, opened, onwards if is_onwards else "")

    async def sign_out(self, request: Request) -> Response:
        """Ends this sign-in, in every tab of this browser."""
        self._from_here(request)
        if _token(request):
            await db.current().write(sign_ins.sign_out, _token(request), now=clock.now())
        answer = _back(addresses.SIGN_IN, "signed-out")
        answer.delete_cookie(self._settings.cookie, path="/", secure=self._settings.is_https, httponly=True, samesite="lax")
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    async def ask_reset(self, request: Request) -> Response:
        """`email`. Answers before it looks, so that neither words nor time say whether there is such an account."""
        form = await self._form(request)
        answer = _back(addresses.RESET, "asked")
        answer.background = BackgroundTask(db.current().write, links.ask_reset, form.get("email", ""), clock.now())
        return answer

    async def password(self, request: Request) -> Response:
        """`password` and `purpose`: `join` or `reset` with the `token` of a link, or `change` with the `old` password of whoever is signed in.
        Where the form asks for the new one twice (`again`), the two must be the same."""
        form = await self._form(request)
        if form.get("purpose") == "change":
            return await self._change(request, form)
        if form.get("purpose") not in set(LinkPurpose):
            raise NotFound
        return await self._by_link(request, form, LinkPurpose(form["purpose"]))

    async def _by_link(self, request: Request, form: Form, purpose: LinkPurpose) -> Response:
        token, new, now = form.get("token", ""), form.get("password", ""), clock.now()
        holder = await db.current().read(links.holder, token, purpose, now) if _TOKEN.fullmatch(token) else None
        if holder is None:
            return _back(_PAGES[purpose](token) if _TOKEN.fullmatch(token) else _ASK_AGAIN[purpose], "spent")
        wrong = _wrong(form, holder.known)
        if wrong:
            return _back(_PAGES[purpose](token), wrong)
        hashed = await db.current().apart(passwords.hash_of, new)
        try:
            opened = await db.current().write(links.use, token, purpose, hashed, self._caller(request), replaces=_token(request), now=now)
        except Refusal:
            return _back(_PAGES[purpose](token), "spent")
        return self._welcome(request, opened, "")

    async def _change(self, request: Request, form: Form) -> Response:
        me = await visitors.who(request.headers.get("cookie", ""))
        if me is None:
            return _back(addresses.SIGN_IN, "ended", next=addresses.ACCOUNT)
        old, new, caller, now = form.get("old", ""), form.get("password", ""), self._caller(request), clock.now()
        wrong = _wrong(form, (me.name, me.email, me.organisation))
        if wrong:
            return _back(addresses.ACCOUNT, wrong)
        try:
            tried, is_right = await self._try(me.email, old, caller, now)
            if not is_right:
                return _back(addresses.ACCOUNT, _left("old", tried))
            hashed = await db.current().apart(passwords.hash_of, new)
            opened = await db.current().write(accounts.change_password, me, tried, hashed, caller, replaces=_token(request), now=now)
        except throttle.Waits as waits:
            return _back(addresses.ACCOUNT, waits.code)
        except Refusal:
            return _back(addresses.SIGN_IN, "ended", next=addresses.ACCOUNT)
        return self._welcome(request, opened, f"{addresses.ACCOUNT}?said=changed")

    async def _try(self, email: str, password: str, caller: Caller, now: datetime) -> tuple[Knock, bool]:
        """Count the guess, compare outside any transaction, and write down a wrong one."""
        tried = await db.current().write(sign_ins.knock, email, caller, now=now)
        is_right = await db.current().apart(passwords.matches, password, tried.stored)
        if not is_right:
            await db.current().write(sign_ins.refuse, tried, now=now)
        return tried, is_right

    async def _better_hash(self, tried: Knock, password: str) -> str:
        if tried.stored and passwords.is_outdated(tried.stored):
            return await db.current().apart(passwords.hash_of, password)
        return ""

    def _from_here(self, request: Request) -> None:
        if request.headers.get("origin") not in self._settings.origins:
            raise NotAllowed("This form came from another site, so it was not taken. Open our own page and try again.")

    async def _form(self, request: Request) -> Form:
        """The fields of a form of ours; refused from other sites, over 8 KB, or in any other shape."""
        self._from_here(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            raise Refusal("This is not a form of ours. Open the page and try again.")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LIMIT:
                raise TooLarge("That is more than this form can hold. Shorten it and try again.")
        try:
            fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=16)
        except ValueError:
            raise Refusal("This is not a form of ours. Open the page and try again.") from None
        return {name: values[0] for name, values in fields.items()}

    def _caller(self, request: Request) -> Caller:
        """From where. A browser without a device cookie is given one now, so that it is known if it succeeds."""
        request.state.device = devices.token(request.cookies.get(self._device_cookie, ""))
        return Caller(
            address=client_address(request.scope, self._settings.trusted_proxies),
            device_digest=devices.digest(request.state.device),
            device=devices.in_words(request.headers.get("user-agent", "")),
        )

    def _welcome(self, request: Request, opened: Opened, onwards: str) -> Response:
        """Onwards, with a sign-in cookie and the device's, and a browser that keeps nothing of whoever was here before."""
        answer = _back(onwards or sign_ins.start_page(opened.visitor))
        self._set(answer, self._settings.cookie, opened.token, int(sign_ins.LASTS.total_seconds()))
        self._set(answer, self._device_cookie, request.state.device, int(throttle.DEVICE_KEPT.total_seconds()))
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    def _set(self, answer: Response, name: str, value: str, seconds: int) -> None:
        answer.set_cookie(name, value, max_age=seconds, path="/", secure=self._settings.is_https, httponly=True, samesite="lax")


def _token(request: Request) -> str:
    return visitors.token_in(request.headers.get("cookie", ""))


def _wrong(form: Form, about: tuple[str, ...]) -> str:
    """The code of what is wrong with the new password, or empty."""
    new = form.get("password", "")
    return "differ" if form.get("again", new) != new else passwords.problem(new, about) or ""


def _left(code: str, tried: Knock) -> str:
    """The code with how many tries are left; after the last one, how long the wait is."""
    return f"{code}-{tried.guess.left}" if tried.guess.left else f"wait-{int(throttle.WAIT.total_seconds() // 60)}"


def routes(settings: Settings) -> list[Route]:
    """The routes for the assembly to mount."""
    entrance = Entrance(settings)
    return [
        Route(addresses.API_SIGN_IN, _answering(entrance.sign_in), methods=["POST"]),
        Route(addresses.API_SIGN_OUT, _answering(entrance.sign_out), methods=["POST"]),
        Route(addresses.API_RESET, _answering(entrance.ask_reset), methods=["POST"]),
        Route(addresses.API_PASSWORD, _answering(entrance.password), methods=["POST"]),
    ]
