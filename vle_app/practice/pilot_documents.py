"""The pilot's files: real Word documents with real paragraphs, one for each unit, variant and attempt."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape

from vle_app import file_kinds
from vle_app.practice.pilot_rows import data

VARIANTS = 6
MEDIA_TYPE = file_kinds.DOCX
Keep = Callable[[str, bytes], None]
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{file_kinds.DOCX}.main+xml"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes of a Word document, and what the record says of them."""

    slug: str
    content: bytes
    size: int
    sha256: str


@lru_cache(maxsize=512)
def document(code: str, title: str, brief: str, headings: tuple[str, ...], variant: int, attempt: int) -> Document:
    """A paper for that unit. Variants differ in opening, close and the order of argument; a second attempt says what was changed."""
    unit, common = data(f"units/{code}"), data("common")
    argument = unit["essay"][variant % 2 :] + unit["essay"][: variant % 2]
    parts = [("title", f"{code} {title}"), ("heading", brief), ("text", common["opening"][variant % 3])]
    if attempt > 1:
        parts.append(("text", "Changed since my first attempt: the paragraphs that were asked for have been rewritten, and are marked in the margin."))
    for number, paragraph in enumerate(argument):
        if number < len(headings):
            parts.append(("heading", headings[number]))
        parts.append(("text", paragraph))
    parts.append(("text", common["closing"][variant // 2 % 3]))
    content = _word(parts)
    slugs = unit["file_slugs"]
    return Document(slugs[variant % len(slugs)], content, len(content), hashlib.sha256(content).hexdigest())


def file_name(code: str, surname: str, document: Document, attempt: int) -> str:
    """`701-okafor-leading-change.docx`."""
    return f"{code.lower()}-{surname}-{document.slug}{'-revised' if attempt > 1 else ''}.docx"


def _word(parts: list[tuple[str, str]]) -> bytes:
    """A minimal Word document. The clock does not enter it, so the same words give the same bytes."""
    body = "".join(_paragraph(*part) for part in parts)
    text = f'<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", text)):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{xml}')
    return made.getvalue()


def _paragraph(kind: str, words: str) -> str:
    style = {"title": '<w:b/><w:sz w:val="36"/>', "heading": '<w:b/><w:sz w:val="26"/>', "text": '<w:sz w:val="22"/>'}[kind]
    return f'<w:p><w:pPr><w:spacing w:after="160"/></w:pPr><w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'
