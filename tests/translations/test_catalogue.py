"""The parts become one catalogue, and every gap is named."""

import gettext
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from portal.translations.catalogue import Catalogue, compile_if_stale
from portal.translations.sources import Sentence

GOOD = """
msgid "My cases"
msgstr "我的办件"

msgctxt "a light"
msgid "red"
msgstr "红灯"

msgid "%(n)s day"
msgid_plural "%(n)s days"
msgstr[0] "%(n)s 天"
"""


@pytest.fixture(autouse=True)
def catalogue_of_the_portal():
    """What a test made this process read is forgotten after it."""
    yield
    translation_file_changed(None, Path("django.mo"))


@pytest.fixture
def locale(tmp_path):
    (tmp_path / "parts").mkdir()
    return tmp_path


def write(locale, name, text):
    (locale / "parts" / name).write_text(text, encoding="utf-8")


def test_parts_are_merged_and_compiled_without_gettext_tools(locale) -> None:
    write(locale, "a.po", GOOD)
    write(locale, "b.po", 'msgid "Send"\nmsgstr "提交"\n')
    assert compile_if_stale(locale) is True
    with (locale / "zh_Hans" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("My cases") == "我的办件"
    assert compiled.gettext("Send") == "提交"
    assert compiled.pgettext("a light", "red") == "红灯"
    assert compiled.ngettext("%(n)s day", "%(n)s days", 3) == "%(n)s 天"


def test_a_process_that_has_already_spoken_speaks_the_new_catalogue(locale, settings) -> None:
    settings.LOCALE_PATHS = [locale]
    with translation.override("zh-hans"):
        assert translation.gettext("A sentence of this test") == "A sentence of this test"
    write(locale, "a.po", 'msgid "A sentence of this test"\nmsgstr "这条测试里的一句话"\n')
    assert compile_if_stale(locale) is True
    with translation.override("zh-hans"):
        assert translation.gettext("A sentence of this test") == "这条测试里的一句话"


def test_compiling_again_is_skipped_until_a_part_changes(locale) -> None:
    write(locale, "a.po", GOOD)
    compile_if_stale(locale)
    import os

    past = (locale / "zh_Hans" / "LC_MESSAGES" / "django.mo").stat().st_mtime - 10
    for path in (locale / "parts" / "a.po", locale / "parts"):
        os.utime(path, (past, past))
    assert compile_if_stale(locale) is False
    write(locale, "b.po", 'msgid "Send"\nmsgstr "提交"\n')
    assert compile_if_stale(locale) is True


def test_a_sentence_without_chinese_and_chinese_nobody_says_are_named(locale) -> None:
    write(locale, "a.po", GOOD)
    used = [
        Sentence("My cases", "hall.html:3"),
        Sentence("%(n)s day", "x.py:1", plural="%(n)s days"),
        Sentence("Withdraw", "x.py:9"),
    ]
    gaps = list(Catalogue(locale).gaps(used))
    assert [gap for gap in gaps if "Withdraw" in gap] == ["x.py:9: no Chinese for “Withdraw”"]
    assert [gap for gap in gaps if "red" in gap] == ["a.po:5: nobody says “red”"]
    assert len(gaps) == 2


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Send"\nmsgstr ""\n', "has no Chinese"),
        ('#, fuzzy\nmsgid "Send"\nmsgstr "提交"\n', "marked fuzzy"),
        ('msgid "Case %(number)s"\nmsgstr "办件 %(nummer)s"\n', "placeholders differ"),
        ('msgid "Case {number}"\nmsgstr "办件"\n', "placeholders differ"),
        ('msgid "Late, hurry"\nmsgstr "已超期,请办理"\n', "half-width punctuation"),
    ],
)
def test_a_faulty_entry_is_named(locale, entry, fault) -> None:
    write(locale, "a.po", entry)
    problems = Catalogue(locale).problems
    assert len(problems) == 1
    assert fault in problems[0]
    assert problems[0].startswith("a.po:")


def test_two_parts_that_disagree_are_told_apart_or_mended(locale) -> None:
    write(locale, "a.po", 'msgid "Close"\nmsgstr "关闭"\n')
    write(locale, "b.po", 'msgid "Close"\nmsgstr "办结"\n')
    (problem,) = Catalogue(locale).problems
    assert "b.po:1" in problem
    assert "a.po" in problem


def test_a_broken_part_is_named_and_the_others_still_serve(locale) -> None:
    write(locale, "a.po", GOOD)
    write(locale, "z.po", 'msgid "Close\nmsgstr')
    catalogue = Catalogue(locale)
    assert (None, "My cases") in catalogue.entries
    assert catalogue.problems[0].startswith("z.po: not a .po file")
