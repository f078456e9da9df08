"""Security headers: what every answer carries, and the content security policy of one page."""

import base64
import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from vle_app.settings import Settings

Header = tuple[bytes, bytes]
Grants = Mapping[str, Mapping[str, str]]
"""More sources for the pages below an address: `{"/basket": {"form-action": "https://checkout.example"}}`."""

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S)
_TOKEN_ADDRESS = re.compile(r"/(?:join|reset|api/calendar|api/answer)/")
_PLAIN_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


def basic(path: str, is_https: bool) -> list[Header]:
    """Headers for any answer at this path. Addresses that hold a token never leave in a Referer header."""
    referrer = b"no-referrer" if _TOKEN_ADDRESS.match(path) else b"strict-origin-when-cross-origin"
    found = [
        (b"x-content-type-options", b"nosniff"), (b"x-frame-options", b"DENY"), (b"referrer-policy", referrer),
        (b"permissions-policy", _PERMISSIONS.encode()), (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    return [*found, (b"strict-transport-security", b"max-age=31536000")] if is_https else found


def plain(path: str, is_https: bool) -> list[Header]:
    """Headers for an answer that is no page of the built client: nothing in it may run, and nobody keeps it."""
    return [*basic(path, is_https), (b"content-security-policy", _PLAIN_POLICY.encode()), (b"cache-control", b"private, no-store")]


def script_hashes(page: bytes) -> str:
    """Sources that let exactly the inline scripts of this page run."""
    digests = {base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE_SCRIPT.findall(page)}
    return " ".join(f"'sha256-{digest}'" for digest in sorted(digests))


def policy(path: str, hashes: str, socket: str, grants: Grants) -> bytes:
    """The content security policy of one page. `socket` is the ws or wss origin that this page connects to."""
    directives = {
        "default-src": "'self'", "script-src": f"'self' {hashes}".rstrip(), "style-src": "'self' 'unsafe-inline'", "img-src": "'self' data: blob:",
        "connect-src": f"'self' {socket}", "frame-ancestors": "'none'", "base-uri": "'self'", "form-action": "'self'", "object-src": "'none'",
    }
    for prefix, granted in grants.items():
        if path == prefix or path.startswith(prefix.rstrip("/") + "/"):
            for directive, sources in granted.items():
                directives[directive] = f"{directives.get(directive, chr(39) + 'self' + chr(39))} {sources}"
    return "; ".join(f"{directive} {sources}" for directive, sources in directives.items()).encode()


def bare_host(host: str, is_https: bool) -> str:
    """A Host header in the form that settings use: lower case, without the port that its scheme implies."""
    return host.strip().lower().removesuffix(":443" if is_https else ":80")


def socket_origin(host: str, settings: Settings) -> str:
    """Where a page asked for under this host opens its socket; an unknown host gets the public address."""
    named = bare_host(host, settings.is_https)
    chosen = named if named in settings.hosts else urlsplit(settings.address).netloc
    return f"{'wss' if settings.is_https else 'ws'}://{chosen}"
