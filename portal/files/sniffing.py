"""What a file is, by its content alone. Its name is not asked."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

import filetype

from portal.files import kinds
from portal.files.containers import OLE_START, ZIP_START, Damaged, ends_as_zip, ole_contents, zip_contents
from portal.files.kinds import Kind

HEAD_BYTES = 8192
CHUNK_BYTES = 64 * 1024
# The most an honest workbook of our size limit grows to.
MOST_UNPACKED_BYTES = 1024**3
# How far a browser that ignores `nosniff` might look for tags in what we call a picture.
SNIFFED_BYTES = 2048

STARTS_LIKE_MARKUP = re.compile(r"\s*<[!?%]")
MARKUP_TAGS = re.compile(r"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|\?php)\b", re.IGNORECASE)
LONGEST_TAG = 32
STARTS_LIKE_SCRIPT = re.compile(r"(#!|@echo\b|\s*<\?php)", re.IGNORECASE)
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
PROGRAM_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
)

BY_MEDIA_TYPE = {kind.media_type: kind for kind in kinds.ALLOWED}
MACRO_NAMES = ("word/vbaproject.bin", "xl/vbaproject.bin", "_vba_project", "_vba_project_cur")


def recognise(file: BinaryIO) -> Kind:
    """The kind of `file`, of `kinds.ALLOWED` or one of those that are refused."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith(ZIP_START):
        return _office_openxml(file)
    if head.startswith(OLE_START):
        return _office_97(file, head)
    # Before the signatures: the first letters at the beginning of a text may look like one.
    if not head.startswith(b"%PDF") and (text := _text(file)):
        return text
    return kinds.PROGRAM if head.startswith(PROGRAM_STARTS) else _by_signature(file, head)


def _by_signature(file: BinaryIO, head: bytes) -> Kind:
    guess = filetype.guess(head)
    if guess is None:
        return kinds.UNKNOWN
    kind = BY_MEDIA_TYPE.get(guess.mime)
    if kind is None:
        return Kind(guess.extension.upper())
    if MARKUP_TAGS.search(head[:SNIFFED_BYTES].decode("latin-1")):
        return kinds.MARKUP
    return kinds.ZIP if ends_as_zip(file) else kind


def _office_openxml(file: BinaryIO) -> Kind:
    try:
        contents = zip_contents(file)
    except Damaged:
        return kinds.ZIP
    if contents.unpacked_bytes > MOST_UNPACKED_BYTES:
        return kinds.BOMB
    names = {name.lower() for name in contents.names}
    if names.intersection(MACRO_NAMES):
        return kinds.MACROS
    if any(name.startswith("word/") for name in names):
        return kinds.DOCX
    if any(name.startswith("xl/") for name in names):
        return kinds.XLSX
    return kinds.ZIP


def _office_97(file: BinaryIO, head: bytes) -> Kind:
    try:
        names = {name.lower() for name in ole_contents(file).names}
    except Damaged:
        names = set()
    if names.intersection(MACRO_NAMES):
        return kinds.MACROS
    if "encryptedpackage" in names:
        return kinds.ENCRYPTED
    if "worddocument" in names:
        return kinds.DOC
    if names.intersection(("workbook", "book")):
        return kinds.XLS
    guess = None if names else filetype.guess(head)
    return BY_MEDIA_TYPE.get(guess.mime, kinds.UNKNOWN) if guess else kinds.UNKNOWN


def _text(file: BinaryIO) -> Kind | None:
    """TEXT for UTF-8 without control characters, MARKUP or PROGRAM for what pretends to be; None for no text."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    before = ""
    first = True
    while True:
        chunk = file.read(CHUNK_BYTES)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return None
        if CONTROL_CHARACTERS.search(text):
            return None
        if first and STARTS_LIKE_SCRIPT.match(text):
            return kinds.PROGRAM
        if (first and STARTS_LIKE_MARKUP.match(text)) or MARKUP_TAGS.search(before + text):
            return kinds.MARKUP
        if not chunk:
            return kinds.TEXT
        before, first = text[-LONGEST_TAG:], False
