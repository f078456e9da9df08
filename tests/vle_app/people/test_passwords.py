"""Passwords: which are refused, and that a hash opens for its own password only."""

import pytest

from tests import cast
from vle_app.errors import Refusal
from vle_app.people import passwords
from vle_app.people.passwords import Problem

ABOUT = ("Sam Okafor", "sam.okafor@northmoor.example", "Northmoor Police")


@pytest.mark.parametrize(
    "password", [cast.PASSWORD, "correct gravel teapot wednesday", "Pa-na-ma hat, 3 of them", "mae hen wlad fy nhadau", "🦊🐢🦉🐝🐌🦔🐍🦀🐙🦑🐠🐬"]
)
def test_a_good_password_is_taken(password: str) -> None:
    assert passwords.problem(password, ABOUT) is None


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("eleven char", Problem.SHORT),
        ("x y z" * 300, Problem.LONG),
        ("Password2026!", Problem.COMMON),
        ("P@ssw0rd12345", Problem.COMMON),
        ("WelcomePolice1", Problem.COMMON),
        ("letmeinletmein", Problem.COMMON),
        ("aaaaaaaaaaaaaaaa", Problem.COMMON),
        ("123456789012", Problem.COMMON),
        ("qwertyqwerty1", Problem.COMMON),
        ("poiuytrewqpo", Problem.COMMON),
        ("otterotterotter", Problem.COMMON),
        ("SamOkafor2026", Problem.PERSONAL),
        ("okafor.northmoor", Problem.PERSONAL),
        ("Northmoor-Police-7", Problem.PERSONAL),
    ],
)
def test_a_password_that_is_easily_guessed_is_named_for_what_it_is(password: str, wrong: Problem) -> None:
    assert passwords.problem(password, ABOUT) is wrong
    with pytest.raises(Refusal, match=passwords.WORDS[wrong][:30]):
        passwords.check(password, ABOUT)


def test_up_to_1024_characters_are_taken() -> None:
    long = " ".join(f"{word} otter" for word in range(200))
    assert passwords.problem(long[:1024]) is None
    assert passwords.problem(long[:1025]) is Problem.LONG
    assert passwords.matches(long[:1024], passwords.hash_of(long[:1024]))


def test_one_common_word_among_others_does_no_harm() -> None:
    assert passwords.problem("the summer of otters and lamps") is None


def test_somebody_elses_name_does_no_harm() -> None:
    assert passwords.problem("SamOkafor-lantern", ("Kate Lowther",)) is None


def test_a_hash_opens_for_its_own_password_and_no_other() -> None:
    stored = passwords.hash_of(cast.PASSWORD)
    assert stored.startswith("$argon2id$")
    assert len(stored) <= 200
    assert passwords.matches(cast.PASSWORD, stored)
    assert not passwords.matches(cast.PASSWORD + " ", stored)
    assert not passwords.is_outdated(stored)


def test_the_same_letters_composed_differently_are_the_same_password() -> None:
    assert passwords.matches("caf\u00e9 o flaen y tân", passwords.hash_of("cafe\u0301 o flaen y tân"))


def test_without_a_hash_the_same_work_is_done_and_nothing_matches() -> None:
    assert not passwords.is_outdated(passwords._NOBODY)  # the stand-in costs what a real one costs
    assert not passwords.matches(cast.PASSWORD, None)


def test_what_is_no_hash_matches_nothing() -> None:
    assert not passwords.matches("!", "!")


def test_a_weaker_hash_is_outdated() -> None:
    assert passwords.is_outdated("$argon2id$v=19$m=64,t=1,p=1$QijF2DtH6D3HWKvVGmNsrQ$84tTibCZV3nxhROkA8Vj/Ptmbpzjwxo1jz7yWVXZ+L0")
