"""Codes into words."""

import pytest

from vle_app.people import sign_in_words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("mismatch-8", "That e-mail and password do not match. You have 8 tries left before a 5-minute wait."),
        ("mismatch-1", "That e-mail and password do not match. You have 1 try left before a 5-minute wait."),
        ("mismatch-77", "That e-mail and password do not match. Try again."),
        ("mismatch", "That e-mail and password do not match. Try again."),
        ("wait-5", "That was too many tries. Wait 5 minutes, then try again."),
        ("spent-3", "This link has been used or has run out. Ask for a new one."),
        ("wrong-role", "That page is for another role. We brought you to your own start page."),
    ],
)
def test_a_code_is_said_in_words(said: str, words: str) -> None:
    assert sign_in_words.sentence(said) == words


@pytest.mark.parametrize("said", ["", "<script>", "Your account is locked, call 0800 1234", "mismatch-8 ", "mismatch--8", "mismatch-٣", "x" * 5000])
def test_what_is_no_code_of_ours_says_nothing(said: str) -> None:
    assert sign_in_words.sentence(said) == ""
    assert not sign_in_words.is_refusal(said)


def test_bad_news_is_told_from_good() -> None:
    assert sign_in_words.is_refusal("mismatch-8")
    assert not sign_in_words.is_refusal("changed")
