"""What kind of file some bytes are, told by the bytes alone, and a name that is safe to give them."""

import re
import struct
import unicodedata

import puremagic

HEAD = 64 * 2**10  # bytes looked at from the start
TAIL = 22 + 2**16  # the longest end record of a zip, with its comment
_MOST_DIRECTORY = 512 * 2**10
_MOST_NAME = 120

PDF, RTF, TEXT, PNG, JPEG = "application/pdf", "application/rtf", "text/plain", "image/png", "image/jpeg"
ODT = "application/vnd.oasis.opendocument.text"
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = _OOXML + "wordprocessingml.document", _OOXML + "spreadsheetml.sheet", _OOXML + "presentationml.presentation"
ZIP = "application/zip"

EXTENSIONS: dict[str, tuple[str, ...]] = {
    DOCX: ("docx",), ODT: ("odt",), PDF: ("pdf",), RTF: ("rtf",), TEXT: ("txt",), PNG: ("png",), JPEG: ("jpg", "jpeg"), XLSX: ("xlsx",), PPTX: ("pptx",),
}
ACCEPTED = "Word (DOCX), OpenDocument (ODT), PDF, RTF, plain text, Excel (XLSX), PowerPoint (PPTX), PNG and JPEG"

_STARTS = {PDF: b"%PDF-", RTF: b"{\\rtf", PNG: b"\x89PNG\r\n\x1a\n", JPEG: b"\xff\xd8\xff"}
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|svg|script|iframe|\?xml|\?php)\b", re.IGNORECASE)
_MAIN_PART = {DOCX: re.compile(r"word/document\d*\.xml"), XLSX: re.compile(r"xl/workbook\.xml"), PPTX: re.compile(r"ppt/presentation\.xml")}
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction marks, halves of characters, line ends
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f]")


def kind(head: bytes) -> str:
    """The media type of a file that starts like this; `ZIP` for what needs a look inside; empty for what we do not take."""
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    likely = _likely(head)
    for media_type, start in _STARTS.items():
        if head.startswith(start) and media_type in likely:
            return media_type
    return TEXT if _is_text(head) else ""


def _likely(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(head: bytes) -> bool:
    """Words, in UTF-8, UTF-16 or Windows-1252, that neither a browser nor a shell would take for something to run."""
    if head.startswith(b"#!") or _MARKUP.search(head.replace(b"\0", b"")):
        return False
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    words = head.decode("utf-16" if is_wide else "utf-8", "ignore")
    if not is_wide and len(words.encode()) < len(head) - 3:  # more lost than a character cut at the end
        words = head.decode("cp1252", "replace")
    return bool(words.strip()) and not _CONTROL.search(words)


def zip_directory(tail: bytes, size: int) -> tuple[int, int] | None:
    """Where the list of names lies in a zip of `size` bytes that ends with `tail`; None unless it is whole, plain and of sensible length."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return None
    disk, first_disk, here, entries, length, start, comment = struct.unpack("<4H2IH", tail[at + 4 : at + 22])
    is_whole = start + length == size - len(tail) + at and at + 22 + comment == len(tail)
    return (start, length) if is_whole and disk == first_disk == 0 and here == entries > 0 and length <= _MOST_DIRECTORY else None


def zip_names(directory: bytes) -> list[str]:
    """The names in a zip's directory, in order; empty when it is damaged. Nothing is unpacked."""
    names, at = [], 0
    while at < len(directory):
        if directory[at : at + 4] != b"PK\x01\x02" or at + 46 > len(directory):
            return []
        name, extra, comment = struct.unpack("<3H", directory[at + 28 : at + 34])
        names.append(directory[at + 46 : at + 46 + name].decode("utf-8", "replace"))
        at += 46 + name + extra + comment
    return names


def office_kind(head: bytes, names: list[str]) -> str:
    """Which office document a zip with these names is; empty for other archives and for documents that hold macros."""
    if any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        return ""
    if names[:1] == ["mimetype"] and "content.xml" in names:
        extra = int.from_bytes(head[28:30], "little")
        return ODT if head[30:38] == b"mimetype" and head[38 + extra :].startswith(ODT.encode() + b"PK") else ""
    found = [media_type for media_type, part in _MAIN_PART.items() if any(part.fullmatch(name) for name in names)]
    return found[0] if len(found) == 1 and "[Content_Types].xml" in names else ""


def safe_name(given: str, media_type: str) -> str:
    """A file name without folders, control or direction characters, reserved words or a false ending; at most 120 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = (letter for letter in last if unicodedata.category(letter) not in _UNSEEN)
    name = re.sub(r'[\s<>:"|?*]+', " ", "".join(seen)).rstrip(" .")
    ending = re.search(r"\.([A-Za-z][A-Za-z0-9]{0,3}|jpeg)$", name, re.IGNORECASE)
    endings = EXTENSIONS[media_type]
    extension = ending[1].lower() if ending and ending[1].lower() in endings else endings[0]
    stem = (name[: ending.start()] if ending else name).strip(" .")[: _MOST_NAME - len(extension) - 1].rstrip(" .")
    if _RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = f"file-{stem}"[: _MOST_NAME - len(extension) - 1]
    return f"{stem or 'file'}.{extension}"
