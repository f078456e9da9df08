"""Passwords: what makes a good one, and how one is kept. Hashing takes long: call it through `db.apart`, never in a transaction."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

from passlib.context import CryptContext  # type: ignore[import-untyped]

from vle_app.errors import Refusal

SHORTEST = 12
LONGEST = 1024
_LEAST_LEFT = 6  # characters that must remain when what is easily guessed is taken out
_CONTEXT = CryptContext(schemes=["argon2"], argon2__type="ID", argon2__memory_cost=19_456, argon2__time_cost=2, argon2__parallelism=1)
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$QijF2DtH6D3HWKvVGmNsrQ$84tTibCZV3nxhROkA8Vj/Ptmbpzjwxo1jz7yWVXZ+L0"
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz", "1234567890", "qwertyuiop", "asdfghjkl", "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "1q2w3e4r5t6y7u8i9o0p",
)
_TYPED_AS = str.maketrans("@4301!5$7", "aaeolisst")


class Problem(StrEnum):
    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    PERSONAL = "personal"


WORDS = {
    Problem.SHORT: f"A password needs at least {SHORTEST} characters. Three or four unconnected words are easy to remember and hard to guess.",
    Problem.LONG: f"A password can have at most {LONGEST} characters. Shorten this one and try again.",
    Problem.COMMON: "This is one of the passwords that are guessed first. Choose three or four unconnected words.",
    Problem.PERSONAL: "This is built on your name, e-mail or force, which others know. Choose three or four unconnected words.",
}


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)  # the same letters typed on another keyboard are the same password


def problem(password: str, about: Iterable[str] = ()) -> Problem | None:
    """What is wrong with this password for somebody of whom `about` is known (name, e-mail, force); None if nothing is."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return Problem.SHORT
    if len(plain) > LONGEST:
        return Problem.LONG
    folded = plain.casefold()
    if _is_a_run(folded) or _rests_on(folded, _common()):
        return Problem.COMMON
    personal = frozenset(word for known in about for word in re.findall(r"[^\W\d_]{3,}", known.casefold()))
    return Problem.PERSONAL if _rests_on(folded, personal | _common()) else None


def check(password: str, about: Iterable[str] = ()) -> None:
    """Refuse, in words, a password that is too easily guessed."""
    wrong = problem(password, about)
    if wrong:
        raise Refusal(WORDS[wrong])


def hash_of(password: str) -> str:
    """What is stored of a password: argon2id. Some 30 ms and 19 MB."""
    return str(_CONTEXT.hash(_plain(password)))


def matches(password: str, stored: str | None) -> bool:
    """True if this is the password. With nothing stored it takes as long, and is False."""
    try:
        is_right = bool(_CONTEXT.verify(_plain(password)[:LONGEST], stored or _NOBODY))
    except ValueError:  # something that is no hash stands in the column
        return False
    return is_right and stored is not None and len(_plain(password)) <= LONGEST


def is_outdated(stored: str) -> bool:
    """True if this hash is weaker than those made today."""
    return bool(_CONTEXT.needs_update(stored))


@cache
def _common() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _is_a_run(folded: str) -> bool:
    """Hardly any different characters, one short piece over and over, or keys in a row."""
    in_a_row = any(folded in (run * 3) or folded in (run[::-1] * 3) for run in _RUNS)
    return len(set(folded)) < 5 or in_a_row or re.fullmatch(r"(.{1,6}?)\1+", folded) is not None


def _rests_on(folded: str, words: frozenset[str]) -> bool:
    """True if little remains without up to three of these words, as written, or with digits for letters and a few digits at the ends."""
    core = re.sub(r"^[\W\d_]{0,6}|[\W\d_]{0,6}$", "", folded)
    return any(_is_little(form, words) for form in (folded, core, core.translate(_TYPED_AS)))


def _is_little(text: str, words: frozenset[str]) -> bool:
    taken = 0
    for word in sorted((word for word in words if word in text), key=lambda word: (-len(word), word)):
        if word in text:
            text = text.replace(word, " ")
            taken += 1
    return 0 < taken <= 3 and len(re.sub(r"[\W_]", "", text)) < _LEAST_LEFT
