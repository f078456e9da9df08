"""What a page says when a form sent people back to it with a code (`?said=mismatch-8`): codes travel in addresses, words never do."""

import re
from collections.abc import Callable

from vle_app.people import passwords

_CODE = re.compile(r"([a-z]+(?:-[a-z]+)*)(?:-([1-9][0-9]?))?")
_MATCH = "That e-mail and password do not match."
_OLD = "That is not your present password."
_MANY = "Many accounts have been tried from where you are."
_PLAIN = {
    "mismatch": f"{_MATCH} Try again.",
    "old": f"{_OLD} Nothing was changed.",
    "differ": "The two new passwords are not the same. Write the new one twice.",
    "wait": "That was too many tries. Wait a few minutes, then try again.",
    "elsewhere": f"{_MANY} Wait a minute, or use a device you have signed in on before.",
    "ended": "Your sign-in has ended. Sign in to carry on.",
    "spent": "This link has been used or has run out. Ask for a new one.",
    "wrong-role": "That page is for another role. We brought you to your own start page.",
    "signed-out": "You are signed out.",
    "asked": "If that e-mail has an account, a link is on its way. It works once, for an hour.",
    "changed": "Your password is changed. Every other device has been signed out.",
    **{problem.value: words for problem, words in passwords.WORDS.items()},
}
_GOOD = frozenset({"signed-out", "asked", "changed"})


def _tries(number: int) -> str:
    return f"You have {number} {'try' if number == 1 else 'tries'} left before a 5-minute wait."


_COUNTED: dict[str, tuple[int, Callable[[int], str]]] = {
    "mismatch": (9, lambda n: f"{_MATCH} {_tries(n)}"),
    "old": (9, lambda n: f"{_OLD} {_tries(n)}"),
    "wait": (5, lambda n: f"That was too many tries. Wait {n} {'minute' if n == 1 else 'minutes'}, then try again."),
    "elsewhere": (30, lambda n: f"{_MANY} Wait {n} {'second' if n == 1 else 'seconds'}, or use a device you have signed in on before."),
}


def sentence(said: str) -> str:
    """The sentence for a code. An unknown code says nothing; a number too high for its code, or where none belongs, is left out."""
    found = _CODE.fullmatch(said)
    if not found:
        return ""
    code, number = found[1], int(found[2] or 0)
    most, words = _COUNTED.get(code, (0, str))
    return words(number) if 0 < number <= most else _PLAIN.get(code, "")


def is_refusal(said: str) -> bool:
    """True if the sentence says no, so that the page marks it as an error; False if it is good news or nothing."""
    found = _CODE.fullmatch(said)
    return found is not None and found[1] in _PLAIN and found[1] not in _GOOD
