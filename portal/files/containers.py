"""Tables of contents of the two containers office documents come in.

Only the tables are read, and only so much of them: nothing is ever unpacked, so a
zip bomb is a few hundred bytes like any other zip.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

ZIP_START = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
ZIP_ENTRY = b"PK\x01\x02"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ZIP_END_SIZE = 22
LONGEST_ZIP_COMMENT = 0xFFFF
LARGEST_TABLE = 1024 * 1024
MOST_OLE_ENTRIES = 5000
MOST_TABLE_SECTORS = 10_000  # Enough for more than half a gigabyte.
END_OF_CHAIN = 0xFFFFFFFA  # This and every higher sector number means "no sector".


class Damaged(Exception):
    """The container's own table does not make sense."""


@dataclass(frozen=True)
class Contents:
    """`names` inside a container, and the bytes it says it unpacks to."""

    names: frozenset[str] = field(default_factory=frozenset)
    unpacked_bytes: int = 0


def ends_as_zip(file: BinaryIO) -> bool:
    """Whether a zip's end mark closes the file, as when one is hidden behind a picture."""
    return _zip_end(file) is not None


def zip_contents(file: BinaryIO) -> Contents:
    """What the central directory lists. Raises Damaged."""
    found = _zip_end(file)
    if found is None:
        raise Damaged("no end of the central directory")
    position, end = found
    size, start = struct.unpack("<LL", end[12:20])
    # Nothing may stand between or before: a second file could hide there.
    if size > LARGEST_TABLE or start + size != position:
        raise Damaged("the central directory is not where it should be")
    file.seek(start)
    table = file.read(size)
    names, unpacked = set(), 0
    for name, bytes_unpacked in _zip_entries(table):
        names.add(name)
        unpacked += bytes_unpacked
    return Contents(frozenset(names), unpacked)


def _zip_end(file: BinaryIO) -> tuple[int, bytes] | None:
    """Position and bytes of the end record, whose comment must reach exactly to the end of the file."""
    length = file.seek(0, 2)
    tail_start = max(0, length - ZIP_END_SIZE - LONGEST_ZIP_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(ZIP_END)
    while at >= 0:
        end = tail[at : at + ZIP_END_SIZE]
        if len(end) == ZIP_END_SIZE and at + ZIP_END_SIZE + struct.unpack("<H", end[20:22])[0] == len(tail):
            return tail_start + at, end
        at = tail.rfind(ZIP_END, 0, at)
    return None


def _zip_entries(table: bytes) -> Iterator[tuple[str, int]]:
    at = 0
    while at < len(table):
        header = table[at : at + 46]
        if len(header) < 46 or header[:4] != ZIP_ENTRY:
            raise Damaged("an entry of the central directory is not one")
        unpacked, name_length, extra_length, comment_length = struct.unpack("<LHHH", header[24:34])
        yield table[at + 46 : at + 46 + name_length].decode("utf-8", "replace"), unpacked
        at += 46 + name_length + extra_length + comment_length


def ole_contents(file: BinaryIO) -> Contents:
    """Names of the streams in an OLE compound file (doc, xls, msi …). Raises Damaged."""
    file.seek(0)
    header = file.read(512)
    if len(header) < 512 or header[:8] != OLE_START:
        raise Damaged("no header")
    sector_size = 1 << min(struct.unpack("<H", header[30:32])[0], 16)
    if sector_size not in (512, 4096):
        raise Damaged("no such sector size")
    reader = _OleReader(file, sector_size, header)
    names: set[str] = set()
    for sector in reader.chain(struct.unpack("<L", header[48:52])[0]):
        names.update(_ole_names(reader.read(sector)))
        if len(names) > MOST_OLE_ENTRIES:
            raise Damaged("too many entries")
    return Contents(frozenset(names))


def _ole_names(sector: bytes) -> Iterator[str]:
    for at in range(0, len(sector) - 127, 128):
        length = struct.unpack("<H", sector[at + 64 : at + 66])[0]
        if 2 < length <= 64 and sector[at + 66]:
            yield sector[at : at + length - 2].decode("utf-16-le", "replace")


class _OleReader:
    """Sectors of a compound file, and which one follows on which."""

    def __init__(self, file: BinaryIO, sector_size: int, header: bytes):
        self.file, self.sector_size = file, sector_size
        self.table_sectors = [number for number in struct.unpack("<109L", header[76:512]) if number < END_OF_CHAIN]
        self._add_distant_tables(struct.unpack("<L", header[68:72])[0])

    def read(self, sector: int) -> bytes:
        self.file.seek((sector + 1) * self.sector_size)
        return self.file.read(self.sector_size)

    def chain(self, sector: int) -> Iterator[int]:
        """`sector` and those that follow. Raises Damaged for a chain that bites its tail."""
        seen: set[int] = set()
        while sector < END_OF_CHAIN:
            if sector in seen:
                raise Damaged("a chain of sectors without an end")
            seen.add(sector)
            yield sector
            sector = self._after(sector)

    def _after(self, sector: int) -> int:
        per_table = self.sector_size // 4
        if sector // per_table >= len(self.table_sectors):
            raise Damaged("a sector outside the table")
        entry = self.read(self.table_sectors[sector // per_table])[sector % per_table * 4 :][:4]
        return _number(entry)

    def _add_distant_tables(self, sector: int) -> None:
        """Files over some 7 MB list further sectors of their table in sectors of their own."""
        seen: set[int] = set()
        while sector < END_OF_CHAIN and sector not in seen:
            seen.add(sector)
            content = self.read(sector)
            if len(content) < self.sector_size:
                raise Damaged("the list of table sectors breaks off")
            *numbers, sector = struct.unpack(f"<{self.sector_size // 4}L", content)
            self.table_sectors += [number for number in numbers if number < END_OF_CHAIN]
            if len(self.table_sectors) > MOST_TABLE_SECTORS:
                raise Damaged("more table than file")


def _number(four_bytes: bytes) -> int:
    if len(four_bytes) < 4:
        raise Damaged("a sector outside the file")
    return int(struct.unpack("<L", four_bytes)[0])
