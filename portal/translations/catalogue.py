"""Merges the parts into one catalogue, compiles it, and says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from django.utils.translation.reloader import translation_file_changed

from portal.translations.sources import Sentence

LANGUAGE = "zh_Hans"
HEADER = {
    "Project-Id-Version": "onewindow",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w*\}(?!\})|%[sd](?!\w)")
# A Chinese character beside half-width punctuation or brackets.
HALF_WIDTH = re.compile(r"[一-鿿][,;:!?()]|[()][一-鿿]")

Key = tuple[str | None, str]


class Catalogue:
    """The parts of one locale folder, read in the order of their names."""

    def __init__(self, locale: Path):
        self.locale = locale
        self.compiled = locale / LANGUAGE / "LC_MESSAGES" / "django.mo"
        self.entries: dict[Key, polib.POEntry] = {}
        self.part_of: dict[Key, str] = {}
        self.problems: list[str] = []
        for part in self.parts():
            self._add(part)

    def parts(self) -> list[Path]:
        return sorted((self.locale / "parts").glob("*.po"))

    def _add(self, part: Path) -> None:
        try:
            entries = polib.pofile(str(part), check_for_duplicates=False)
        except (OSError, ValueError) as error:
            self.problems.append(f"{part.name}: not a .po file: {error}")
            return
        for entry in entries:
            if entry.obsolete:
                continue
            key = (entry.msgctxt, entry.msgid)
            self.problems += [f"{part.name}:{_line(entry)}: {text}" for text in faults(entry)]
            known = self.entries.get(key)
            if known is not None and _chinese(known) != _chinese(entry):
                self.problems.append(
                    f"{part.name}:{_line(entry)}: “{entry.msgid}” is “{_chinese(entry)}” here and "
                    f"“{_chinese(known)}” in {self.part_of[key]}; say it one way, or tell them apart with pgettext"
                )
                continue
            self.entries.setdefault(key, entry)
            self.part_of.setdefault(key, part.name)

    def compile(self) -> None:
        """Write the merged django.po and its compiled django.mo, each in one piece."""
        merged = polib.POFile(wrapwidth=110)
        merged.metadata = HEADER
        for key in sorted(self.entries, key=lambda key: (key[1], key[0] or "")):
            entry = self.entries[key]
            if "fuzzy" not in entry.flags:
                merged.append(entry)
        self.compiled.parent.mkdir(parents=True, exist_ok=True)
        for path, save in ((self.compiled.with_suffix(".po"), merged.save), (self.compiled, merged.save_as_mofile)):
            draft = path.with_suffix(path.suffix + ".new")
            save(str(draft))
            draft.replace(path)

    def stale(self) -> bool:
        """Whether a part is newer than the compiled catalogue, or one went missing."""
        if not self.compiled.exists():
            return True
        made = self.compiled.stat().st_mtime
        return any(path.stat().st_mtime >= made for path in [*self.parts(), self.locale / "parts"] if path.exists())

    def gaps(self, used: Iterable[Sentence]) -> Iterator[str]:
        """Sentences of the code without Chinese, and Chinese for sentences nobody says any more."""
        said: dict[Key, Sentence] = {}
        for sentence in used:
            said.setdefault(sentence.key, sentence)
        for key, sentence in said.items():
            entry = self.entries.get(key)
            if entry is None:
                yield f"{sentence.place}: no Chinese for “{sentence.text}”"
            elif sentence.plural and not entry.msgid_plural:
                yield f"{self.part_of[key]}:{_line(entry)}: “{sentence.text}” has a plural in {sentence.place}"
        for key in self.entries.keys() - said.keys():
            yield f"{self.part_of[key]}:{_line(self.entries[key])}: nobody says “{key[1]}”"


def compile_if_stale(locale: Path) -> bool:
    """Compile when a part changed since; whether it did. What every start of the portal calls."""
    catalogue = Catalogue(locale)
    if not catalogue.stale():
        return False
    catalogue.compile()
    # A process that has already spoken keeps what it read: without this the very first start would write English
    # into the record of every case it brings along.
    translation_file_changed(sender=None, file_path=catalogue.compiled)
    return True


def _line(entry: polib.POEntry) -> int:
    # polib calls the line of a file's first entry 0.
    return max(entry.linenum or 0, 1)


def _chinese(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one entry by itself."""
    chinese = _chinese(entry)
    if "fuzzy" in entry.flags:
        yield f"“{entry.msgid}” is marked fuzzy"
    if not chinese:
        yield f"“{entry.msgid}” has no Chinese"
        return
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    found = set(PLACEHOLDER.findall(chinese))
    if wanted != found and not (entry.msgid_plural and found == set(PLACEHOLDER.findall(entry.msgid))):
        yield f"“{entry.msgid}”: placeholders differ: {sorted(wanted ^ found)}"
    if HALF_WIDTH.search(chinese):
        yield f"“{chinese}”: half-width punctuation after Chinese"
