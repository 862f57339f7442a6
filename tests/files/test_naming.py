"""Names: recognisable to a person, harmless to a computer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.files.naming import INVISIBLE, clean_name, extension_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("派车单（11月）.pdf", "派车单（11月）.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\you.lin\\Desktop\\名单.xlsx", "名单.xlsx"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("photo\u202egpj.exe", "photo gpj.exe"),
        ("a\x00b.pdf", "a b.pdf"),
        ("zero\u200bwidth.pdf", "zero width.pdf"),
        ('a"b<c>d|e?f*.pdf', "a_b_c_d_e_f_.pdf"),
        ("  spaced   out .pdf", "spaced out.pdf"),
        (".htaccess", "file.htaccess"),
        (".pdf", "file.pdf"),
        ("...", "file"),
        ("", "file"),
        (None, "file"),
        ("无后缀", "无后缀"),
        ("cafe\u0301.pdf", "café.pdf"),
    ],
)
def test_names_are_cleaned(raw, clean):
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_ending():
    cleaned = clean_name("长" * 300 + ".docx")
    assert len(cleaned) == 120
    assert cleaned.endswith("长.docx")


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_whatever_comes_in_something_harmless_comes_out(raw):
    cleaned = clean_name(raw)
    assert 0 < len(cleaned) <= 120
    assert not set(cleaned) & set('/\\<>:"|?*\r\n')
    assert not [sign for sign in cleaned if unicodedata.category(sign) in INVISIBLE]
    assert not cleaned.startswith(".")
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(("name", "extension"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), ("a.", "")])
def test_the_extension_is_the_last_one_in_lower_case(name, extension):
    assert extension_of(name) == extension
