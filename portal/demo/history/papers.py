"""Small real files for uploads: PDF pages with Chinese text, and drawings as PNG. No library needed."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

PAPER = (595, 842)
# Materials that people photograph.
PICTURES = frozenset({"M016", "M017", "M023", "M043"})
NOTE = "演示文件，内容为虚构。"


def paper(code: str, name: str, subject: str, writer: str, day: str) -> SimpleUploadedFile:
    """A file for the material `code` called `name`, about `subject`, signed by `writer` on `day`."""
    if code in PICTURES:
        return SimpleUploadedFile(f"{name}.png", picture(code), "image/png")
    lines = (f"事项：{subject}", f"经办人：{writer}", f"日期：{day}", "", "内容与系统登记一致，加盖单位印章。", NOTE)
    return SimpleUploadedFile(f"{name}.pdf", pdf(name, lines), "application/pdf")


def pdf(title: str, lines: tuple[str, ...]) -> bytes:
    """One A4 page. The font is one of Adobe's Chinese names, which every reader replaces by its own."""
    text = [_line(title, 22, 72, 760), "0.6 w 72 742 m 523 742 l S"]
    text += [_line(line, 12, 72, 706 - 26 * number) for number, line in enumerate(lines) if line]
    content = "\n".join(text).encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % PAPER,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    )
    return _assembled(objects)


def _line(text: str, size: int, x: int, y: int) -> str:
    return f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _assembled(objects: tuple[bytes, ...]) -> bytes:
    document = b"%PDF-1.4\n%\xe4\xb8\xad\xe6\x96\x87\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(document))
    return document + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


@cache
def picture(code: str) -> bytes:
    """A portrait for the identity photograph, a scanned page for the others."""
    return _png(_portrait(148, 207)) if code == "M017" else _png(_scan(210, 297))


def _portrait(width: int, height: int) -> list[bytes]:
    sky, skin, coat = b"\x9f\xc4\xe0", b"\xe8\xc9\xae", b"\x2c\x4a\x58"
    rows = []
    for y in range(height):
        row = bytearray()
        for x in range(width):
            head = ((x - width / 2) / 31) ** 2 + ((y - height * 0.38) / 42) ** 2 <= 1
            body = ((x - width / 2) / 65) ** 2 + ((y - height) / 75) ** 2 <= 1
            row += skin if head else coat if body else sky
        rows.append(bytes(row))
    return rows


def _scan(width: int, height: int) -> list[bytes]:
    """Grey lines of writing and a red seal on paper."""
    page, ink, seal = b"\xfb\xfa\xf5", b"\x9a\xa3\xa6", b"\xc9\x4b\x43"
    rows = []
    for y in range(height):
        row = bytearray()
        for x in range(width):
            distance = (x - width * 0.7) ** 2 + (y - height * 0.75) ** 2
            written = y % 22 in (0, 1, 2) and 20 < x < width - 20 - (y * 7) % 60 and 30 < y < height - 40
            row += seal if 25**2 <= distance <= 28**2 else ink if written else page
        rows.append(bytes(row))
    return rows


def _png(rows: list[bytes]) -> bytes:
    """Eight-bit RGB rows as a PNG file."""
    header = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
