"""What is taken, what is refused, and in which words."""

from __future__ import annotations

import hashlib
import re
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import translation

from portal.errors import Invalid, TooLarge
from portal.files import FileRefused, store
from portal.files.models import Upload

from . import samples

pytestmark = pytest.mark.django_db
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "工号,姓名\nBM001,尤琳\n".encode()


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def content_of(upload: Upload) -> bytes:
    with upload.stored.open() as stored:
        return stored.read()


def kept_files(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("通知.pdf", samples.PDF, "application/pdf"),
        ("照片.png", samples.PNG, "image/png"),
        ("照片.JPG", samples.JPEG, "image/jpeg"),
        ("照片.jpeg", samples.JPEG, "image/jpeg"),
        ("照片.webp", samples.WEBP, "image/webp"),
        ("名单.docx", samples.DOCX, WORD),
        ("名单.docx", samples.DOCX_OTHER_ORDER, WORD),
        ("名单.xlsx", samples.XLSX, EXCEL),
        ("旧稿.doc", samples.DOC, "application/msword"),
        ("旧稿.doc", samples.DOC_LONG_DIRECTORY, "application/msword"),
        ("旧表.xls", samples.XLS, "application/vnd.ms-excel"),
        ("旧表.xls", samples.XLS_95, "application/vnd.ms-excel"),
        ("说明.txt", "请于周五前办理。".encode(), "text/plain"),
        ("说明.txt", b"MZ is how this text begins; BM could begin another", "text/plain"),
        ("名单.csv", CSV, "text/csv"),
        ("名单.csv", b"\xef\xbb\xbf" + CSV, "text/csv"),
        ("a < b.txt", b"a < b and c > d, <ren@example.org> wrote", "text/plain"),
    ],
)
def test_what_people_use_is_taken(upload, name, content, media_type, owner):
    taken = upload(name, content)
    taken.refresh_from_db()
    assert (taken.media_type, taken.size, taken.owner) == (media_type, len(content), owner)
    assert taken.sha256 == hashlib.sha256(content).hexdigest()
    assert content_of(taken) == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", samples.HTML, "holds a web page"),
        ("a.txt", samples.HTML, "holds a web page"),
        ("a.csv", b"name\n" + samples.HTML, "holds a web page"),
        ("a.png", samples.SVG, "holds a web page"),
        ("a.txt", b"x" * 65530 + b"<script>alert(1)</script>", "holds a web page"),
        ("a.docx", samples.EXE, "holds a program"),
        ("a.pdf", samples.ELF, "holds a program"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", "holds a program"),
        ("a.txt", b"@echo off\r\nformat c:\r\n", "holds a program"),
        ("a.png", samples.PDF, "says .png, but the content is PDF"),
        ("a.pdf", samples.PNG, "says .pdf, but the content is PNG"),
        ("a.jpg", samples.GIF, "says .jpg, but the content is GIF"),
        ("a.doc", samples.DOCX, "says .doc, but the content is Word (docx)"),
        ("a.docx", samples.XLSX, "says .docx, but the content is Excel (xlsx)"),
        ("a.docx", samples.PPTX, "the content is a compressed archive"),
        ("a.docx", samples.zipped("anything.txt"), "the content is a compressed archive"),
        ("a.xls", samples.DOC, "says .xls, but the content is Word (doc)"),
        ("a.doc", samples.MSI, "says .doc, but the content is something else"),
        ("a.doc", samples.RTF, "says .doc, but the content is plain text"),
        ("a.pdf", CSV, "says .pdf, but the content is plain text"),
        ("a.docx", samples.DOCM, "holds macros"),
        ("a.doc", samples.DOC_WITH_MACROS, "holds macros"),
        ("a.docx", samples.DOCX_LOCKED, "locked with a password"),
        ("a.xlsx", samples.bomb(), "unpacks to an enormous size"),
        ("a.csv", "姓名".encode("gb18030"), "not encoded as UTF-8"),
        ("a.txt", "姓名".encode("utf-16"), "not encoded as UTF-8"),
        ("a.html", samples.HTML, ".html files cannot be taken"),
        ("a.svg", samples.SVG, ".svg files cannot be taken"),
        ("a.exe", samples.EXE, ".exe files cannot be taken"),
        ("a.pdf.exe", samples.PDF, ".exe files cannot be taken"),
        ("a.zip", samples.zipped("a.pdf"), "unpack it"),
        ("a", samples.PDF, "no ending"),
        ("a.pdf", b"", "empty"),
    ],
)
def test_what_is_refused_says_why_and_leaves_nothing_behind(upload, settings, name, content, words):
    with pytest.raises(FileRefused) as refusal:
        upload(name, content)
    assert words in str(refusal.value)
    assert (refusal.value.status, refusal.value.error_code) == (400, "file_refused")
    assert refusal.value.fields == {"file": [str(refusal.value)]}
    assert isinstance(refusal.value, Invalid)
    assert not Upload.objects.exists()
    assert not kept_files(settings)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", samples.PDF + samples.zipped("payload.exe")),
        ("a.png", samples.PNG + samples.zipped("payload.exe")),
        ("a.jpg", samples.JPEG + samples.zipped("payload.jar", comment=b"a comment")),
        ("a.pdf", b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF"),
        ("a.jpg", samples.JPEG[:20] + b"<script>alert(1)</script>" + samples.JPEG[20:]),
        ("a.docx", samples.EXE + samples.DOCX),
        ("a.docx", samples.DOCX + b"trailing bytes"),
        ("a.docx", samples.DOCX[:30] + samples.EXE + samples.DOCX[30:]),
        ("a.docx", b"PK\x03\x04 and then nothing of a zip"),
        ("a.doc", samples.DOC[:700]),
    ],
)
def test_a_file_that_is_two_things_or_half_a_thing_is_refused(upload, name, content):
    with pytest.raises(FileRefused):
        upload(name, content)


def test_an_archive_is_never_unpacked(upload, monkeypatch):
    bomb = samples.bomb()

    def unpack(*args, **kwargs):
        raise AssertionError("somebody unpacks an upload")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    monkeypatch.setattr("zlib.decompressobj", unpack)
    assert upload("名单.docx", samples.DOCX).media_type == WORD
    with pytest.raises(FileRefused):
        upload("名单.xlsx", bomb)


def test_a_compound_file_whose_directory_runs_in_a_circle_is_refused(upload):
    circle = bytearray(samples.compound("a", "b", "c", "d", "e"))
    circle[512 + 8 : 512 + 12] = (1).to_bytes(4, "little")
    with pytest.raises(FileRefused):
        upload("a.doc", bytes(circle))


def test_too_large_says_how_large_and_what_to_do(upload, settings):
    settings.UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
    with pytest.raises(TooLarge) as refusal:
        upload("a.pdf", samples.PDF + bytes(26 * 1024 * 1024))
    assert refusal.value.status == 413
    assert "26.1 MB" in str(refusal.value)
    assert "20 MB" in str(refusal.value)
    assert not Upload.objects.exists()


def test_one_byte_too_many_does_not_read_as_the_limit(upload, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    with pytest.raises(TooLarge, match=r"1\.1 MB, which is more than 1 MB"):
        upload("a.pdf", samples.PDF.ljust(1024 * 1024 + 1))
    assert upload("a.pdf", samples.PDF.ljust(1024 * 1024)).size == 1024 * 1024


def test_the_size_is_counted_not_believed(owner, settings):
    settings.UPLOAD_LIMIT_BYTES = 1000
    file = SimpleUploadedFile("a.pdf", samples.PDF + bytes(2000))
    file.size = 10
    with pytest.raises(TooLarge):
        store(file, owner)


def test_large_files_that_django_keeps_on_disk_are_taken_too(owner):
    with TemporaryUploadedFile("a.pdf", "text/html", len(samples.PDF), None) as file:
        file.write(samples.PDF)
        file.seek(0)
        taken = store(file, owner)
    assert taken.media_type == "application/pdf"
    assert content_of(taken) == samples.PDF


def test_nothing_of_a_person_is_in_the_name_on_disk__R84(upload, settings):
    taken = upload("尤琳 110101199003078515.pdf", samples.PDF)
    (path,) = kept_files(settings)
    place = path.relative_to(settings.MEDIA_ROOT).as_posix()
    assert place == taken.stored.name
    assert re.fullmatch(r"uploads/[0-9a-f]{2}/[0-9a-f]{32}", place)
    assert upload("尤琳 110101199003078515.pdf", samples.PDF).stored.name != place


def test_only_the_portal_reads_what_is_stored(upload, settings):
    upload("a.pdf", samples.PDF)
    (path,) = kept_files(settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_row_that_cannot_be_written_leaves_no_file_behind(upload, settings, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the database is away")

    monkeypatch.setattr(Upload, "save", fail)
    with pytest.raises(RuntimeError):
        upload("a.pdf", samples.PDF)
    assert not kept_files(settings)


def test_the_samples_are_what_they_claim_to_be():
    assert zipfile.is_zipfile(BytesIO(samples.DOCX))
    assert zipfile.is_zipfile(BytesIO(samples.PNG + samples.zipped("payload.exe")))
