"""What a browser gave, checked: it may send any type to any field, of any length."""

import unicodedata

from vle_app.errors import Refusal


def words(value: object, what: str, *, at_most: int) -> str:
    """`value` as trimmed text without control characters; refused when it is something else, or longer. `what` begins the sentence."""
    if not isinstance(value, str):
        raise Refusal(f"{what} has to be written in words. Load this page again and try once more.")
    if len(value) > at_most:
        raise Refusal(f"{what} is {len(value):,} characters long and the limit is {at_most:,}. Shorten it and try again.")
    return "".join(letter for letter in value if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")).strip()
