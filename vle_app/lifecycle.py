"""Allowed moves: one place that says which status may follow which."""

from collections.abc import Mapping, Set
from enum import StrEnum

from vle_app.errors import Refusal

Moves = Mapping[StrEnum, Set[StrEnum]]


def move(current: StrEnum, to: StrEnum, moves: Moves, refusal: str) -> None:
    """Refuse, in the given words, a move that the table of moves does not hold."""
    if to not in moves.get(current, frozenset()):
        raise Refusal(refusal)
