"""What a person's browser is called in their list of sign-ins, and the cookie by which it is known again."""

import re
import secrets

from vle_app import audit

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """`Chrome on Windows`. What it does not recognise it does not guess."""
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "A browser")
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def cookie_name(sign_in_cookie: str) -> str:
    """`vle-device`, bound to the host wherever the sign-in cookie is."""
    return f"{sign_in_cookie}-device"


def token(brought: str) -> str:
    """The device token that a browser brought, or a new one if it brought none of ours."""
    return brought if _TOKEN.fullmatch(brought) else secrets.token_urlsafe(32)


def digest(brought: str) -> str:
    """What is stored of a device token; empty for something that is none."""
    return audit.digest(brought) if _TOKEN.fullmatch(brought) else ""
