"""Files as they arrive: honest ones, and the kind somebody prepares with care."""

from __future__ import annotations

import io
import struct
import zipfile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40) + b"\xff\xd9"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40)
GIF = b"GIF89a" + bytes(40)
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(300) + b"This program cannot be run in DOS mode."
ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
HTML = b"<!DOCTYPE html>\n<html><body><script>alert(document.cookie)</script></body></html>"
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
RTF = rb"{\rtf1\ansi hello}"


def zipped(*names: str, content: bytes = b"<x/>", comment: bytes = b"") -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
        archive.comment = comment
    return memory.getvalue()


# Word writes [Content_Types].xml first, others do not: the order must not matter.
DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
DOCX_OTHER_ORDER = zipped("docProps/app.xml", "docProps/core.xml", "x/a.xml", "x/b.xml", "x/c.xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
PPTX = zipped("[Content_Types].xml", "ppt/presentation.xml")
DOCM = zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


def compound(*streams: str, root: str = "Root Entry") -> bytes:
    """A small OLE compound file holding empty streams of these names."""
    entries = b"".join(_ole_entry(name, kind) for name, kind in [(root, 5), *((stream, 2) for stream in streams)])
    sectors = [entries[at : at + 512].ljust(512, b"\x00") for at in range(0, len(entries), 512)]
    # Sector 0 is the table; the directory follows from sector 1 on.
    table = [0xFFFFFFFD, *range(2, len(sectors) + 1), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109L", 0, *[0xFFFFFFFF] * 108)
    return header + struct.pack("<128L", *table) + b"".join(sectors)


def _ole_entry(name: str, kind: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\x00\x00"
    return encoded.ljust(64, b"\x00") + struct.pack("<HBB", len(encoded), kind, 1) + bytes(60)


DOC = compound("WordDocument", "1Table", "\x05SummaryInformation")
DOC_LONG_DIRECTORY = compound(*(f"Stream {number}" for number in range(20)), "WordDocument")
XLS = compound("Workbook")
XLS_95 = compound("Book")
DOC_WITH_MACROS = compound("WordDocument", "Macros", "VBA", "_VBA_PROJECT")
DOCX_LOCKED = compound("EncryptionInfo", "EncryptedPackage")
MSI = compound("\u4840\u3b3f\u43f2\u4438\u45b1", "Binary.program")


def bomb() -> bytes:
    """A workbook of some hundred kilobytes that claims to unpack to many gigabytes."""
    memory = bytearray(zipped("xl/workbook.xml", *(f"xl/sheet{number}.xml" for number in range(8))))
    at = memory.find(b"PK\x01\x02")
    while at >= 0:
        memory[at + 24 : at + 28] = struct.pack("<L", 0xF0000000)
        at = memory.find(b"PK\x01\x02", at + 1)
    return bytes(memory)
