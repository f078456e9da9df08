"""Refusals: rules that say no, in words that the reader can act on. Only the edge turns them into messages."""

import re

_ID = re.compile(r"[0-9a-z]{26}")


class Refusal(Exception):
    """A rule said no. `str(refusal)` is shown to the person as it stands. `status` is what plain HTTP answers."""

    status = 409


class NotFound(Refusal):
    """No such record, or one that this person may not know of: the two are never told apart."""

    status = 404

    def __init__(self, what: str = "That page") -> None:
        super().__init__(f"{what} is not here. It may have moved, or it belongs to somebody else.")


def known_id(value: object, what: str = "That page") -> str:
    """`value` if it has the shape of a record's id, else `NotFound`. Ids from browsers pass here before they reach the database."""
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    raise NotFound(what)


class NotSignedIn(Refusal):
    """Nobody is signed in, or the sign-in has ended."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Sign in to carry on. What you wrote on this page is still here.")


class NotAllowed(Refusal):
    """Signed in, but without the role for this."""

    status = 403


class TooLarge(Refusal):
    """More bytes than the limit."""

    status = 413


class TooMany(Refusal):
    """Too often in too short a time. `retry_after` is in seconds."""

    status = 429

    def __init__(self, words: str, retry_after: int) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class CannotStart(Exception):
    """The house cannot open its doors. `str(problem)` is the one thing printed."""
