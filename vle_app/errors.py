"""Refusals: rules that say no, in words that the reader can act on. Only the edge turns them into messages."""


class Refusal(Exception):
    """A rule said no. `str(refusal)` is shown to the person as it stands. `status` is what plain HTTP answers."""

    status = 409


class NotFound(Refusal):
    """No such record, or one that this person may not know of: the two are never told apart."""

    status = 404

    def __init__(self, what: str = "That page") -> None:
        super().__init__(f"{what} is not here. It may have moved, or it belongs to somebody else.")


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
