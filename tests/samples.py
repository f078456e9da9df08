"""Bytes of small files of many kinds, made here."""

import io
import zipfile

from vle_app import file_kinds


def zipped(*names: str, first: tuple[str, str] | None = None) -> bytes:
    """A zip holding those names, each with a little text."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if first:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, "<x/>" * 5, compress_type=zipfile.ZIP_DEFLATED)
    return made.getvalue()


DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")
PPTX = zipped("[Content_Types].xml", "ppt/presentation.xml")
ODT = zipped("content.xml", "META-INF/manifest.xml", first=("mimetype", file_kinds.ODT))
DOCM = zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
ODS = zipped("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.spreadsheet"))
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n"
RTF = b"{\\rtf1\\ansi Leading when the answer is not known.}"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000000100000001") + bytes(40)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(40)
WORDS = "Leading when the answer is not known.\r\nI led the custody review in 2025, and “partners” told us so.\n".encode()

ACCEPTED = {
    file_kinds.DOCX: DOCX, file_kinds.XLSX: XLSX, file_kinds.PPTX: PPTX, file_kinds.ODT: ODT, file_kinds.PDF: PDF,
    file_kinds.RTF: RTF, file_kinds.PNG: PNG, file_kinds.JPEG: JPEG, file_kinds.TEXT: WORDS,
}
REFUSED = {
    "a Windows program": b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200),
    "a Linux program": b"\x7fELF\x02\x01\x01" + bytes(60),
    "a web page": b"<!DOCTYPE html><html><body>hello</body></html>",
    "a web page after words": b"Notes on the case\n\n<HTML onload=alert(1)>",
    "a web page in UTF-16": "<html><script>alert(1)</script>".encode("utf-16"),
    "a drawing with script": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a shell script": b"#!/bin/sh\nrm -rf ~\n",
    "an old Word document": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "an archive": zipped("a.txt", "b.txt"),
    "a document with macros": DOCM,
    "an OpenDocument spreadsheet": ODS,
    "two documents in one": zipped("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
    "a document cut short": DOCX[:-30],
    "a document with something behind it": DOCX + b"<html>",
    "a start of a zip and nothing more": b"PK\x03\x04",
    "a zip whose directory is a lie": DOCX[:-22] + b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + b"\xff" * 8 + bytes(2),
    "blanks": b" \n \n ",
    "words with a bell in them": b"ring\x07 the bell",
}
