"""Kinds are told by content, and names are made safe."""

import struct

import pytest

from tests import samples
from vle_app import file_kinds


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("701 okafor.docx", "701 okafor.docx"),
        ("../../etc/passwd", "passwd.docx"),
        ("C:\\Users\\sam\\essay.DOCX", "essay.docx"),
        ("essay.exe", "essay.docx"),
        ("essay.docx.exe", "essay.docx.docx"),
        ("essay\u202excod.exe", "essayxcod.docx"),
        ("a\x00b\r\nSet-Cookie: x=1.docx", "abSet-Cookie x=1.docx"),
        ("con.docx", "file-con.docx"),
        ("LPT1.notes.docx", "file-LPT1.notes.docx"),
        ("...", "file.docx"),
        ("", "file.docx"),
        (".docx", "file.docx"),
        ("St. Mary's review v1.2", "St. Mary's review v1.2.docx"),
        ("Adolygiad strategol ŵ.docx", "Adolygiad strategol ŵ.docx"),
        ("<img src=x>.docx", "img src=x.docx"),
    ],
)
def test_a_name_loses_what_could_mislead(given: str, kept: str) -> None:
    assert file_kinds.safe_name(given, file_kinds.DOCX) == kept


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    kept = file_kinds.safe_name("a" * 5000 + ".jpeg", file_kinds.JPEG)
    assert len(kept) == 120
    assert kept.endswith("a.jpeg")


def test_a_reserved_long_name_stays_within_the_limit() -> None:
    assert len(file_kinds.safe_name("con." + "b" * 200, file_kinds.PDF)) <= 120


@pytest.mark.parametrize("words", ["BMW drivers and trust", "PK is my initials"])
def test_words_that_look_like_a_signature_are_still_words(words: str) -> None:
    assert file_kinds.kind(words.encode()) == file_kinds.TEXT


def test_words_from_older_programs_are_still_words() -> None:
    assert file_kinds.kind("“Quoted” – in Windows-1252".encode("cp1252")) == file_kinds.TEXT
    assert file_kinds.kind("Saved as Unicode by Notepad".encode("utf-16")) == file_kinds.TEXT


def test_words_cut_in_the_middle_of_a_letter_are_still_words() -> None:
    assert file_kinds.kind("à".encode() * 50 + "à".encode()[:1]) == file_kinds.TEXT


def test_a_directory_that_claims_to_be_huge_is_never_read() -> None:
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 9000, 9000, 40_000_000, 0, 0)
    assert file_kinds.zip_directory(end, 40_000_000 + len(end)) is None


def test_a_damaged_directory_has_no_names() -> None:
    assert file_kinds.zip_names(samples.DOCX[-120:-22]) == []
