"""The pilot's files are documents that a tutor can open, and the records tell the truth about them."""

import hashlib
import io
import zipfile
from xml.etree import ElementTree

import pytest
from sqlmodel import Session, select

from models.records import StoredFile
from vle_app import file_kinds
from vle_app.practice.pilot_documents import document


def test_every_file_is_kept_with_the_size_and_digest_on_record(looking: Session, kept: dict[str, bytes]) -> None:
    files = looking.exec(select(StoredFile)).all()
    assert {file.id for file in files} == set(kept)
    for file in files:
        assert (file.size, file.sha256) == (len(kept[file.id]), hashlib.sha256(kept[file.id]).hexdigest())
        assert file.name == file_kinds.safe_name(file.name, file.media_type)
        assert file.attempt_id


@pytest.mark.usefixtures("laid_out")
def test_a_document_is_one_that_the_house_would_take_in(kept: dict[str, bytes]) -> None:
    content = next(iter(kept.values()))
    directory = file_kinds.zip_directory(content[-file_kinds.TAIL :], len(content))
    assert directory is not None
    names = file_kinds.zip_names(content[directory[0] : sum(directory)])
    assert file_kinds.office_kind(content[: file_kinds.HEAD], names) == file_kinds.DOCX


def test_a_document_holds_paragraphs_and_a_second_attempt_says_what_changed() -> None:
    first, second = (document("701", "Strategic Leadership", "Leading when the answer is not known", ("The setting",), 0, attempt) for attempt in (1, 2))
    assert first.sha256 != second.sha256
    assert "Changed since my first attempt" in _words(second.content)
    words = _words(first.content)
    assert words.startswith("701 Strategic Leadership")
    assert len(words.split()) > 250


def _words(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return " ".join(ElementTree.fromstring(archive.read("word/document.xml")).itertext())  # noqa: S314  our own bytes
