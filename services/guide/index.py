"""What each published matter is called, in characters, in pinyin and in English."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import rjieba
import yaml
from pypinyin import Style, lazy_pinyin

from services.catalog.snapshot import MatterSnapshot

WORDS = Path(__file__).with_name("words.yaml")
# How much a word tells, by where it stands.
NAME, ALIAS, ITEM_ALIAS, ITEM_NAME, QUESTION = 3.0, 4.0, 2.0, 1.5, 1.0
_LATIN = re.compile(r"[a-z0-9][a-z0-9'-]*")


@dataclass(frozen=True)
class Entry:
    """One matter: the weight of each of its words, its whole phrases, and its pinyin spellings."""

    code: str
    words: dict[str, float]
    phrases: dict[str, float]
    spellings: frozenset[str]


@dataclass(frozen=True)
class Index:
    """All published matters. `rarity` is higher for words of fewer matters."""

    entries: tuple[Entry, ...]
    rarity: dict[str, float] = field(default_factory=dict)


@lru_cache(maxsize=1)
def everyday_words() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """(how people say it, what the catalogue calls it), for each group."""
    return tuple((tuple(group["say"]), tuple(group["means"])) for group in _words()["groups"])


@lru_cache(maxsize=1)
def idle_words() -> frozenset[str]:
    return frozenset(_words()["idle"])


@lru_cache(maxsize=1)
def _words() -> dict[str, list]:
    return yaml.safe_load(WORDS.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """One way of writing: half-width, small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def words_of(text: str) -> list[str]:
    """The words of a text that tell something, longer ones with their parts."""
    found = [*rjieba.cut_for_search(text), *_LATIN.findall(text)]
    return [word for word in dict.fromkeys(found) if len(word) > 1 and word not in idle_words()]


def build(matters: Sequence[MatterSnapshot]) -> Index:
    entries = tuple(_entry(matter) for matter in matters)
    spread = Counter(term for entry in entries for term in {*entry.words, *entry.phrases})
    return Index(entries, {term: math.log(1 + len(entries) / count) for term, count in spread.items()})


def _entry(matter: MatterSnapshot) -> Entry:
    words: dict[str, float] = {}
    phrases: dict[str, float] = {}
    names = [matter.name, matter.name_en]
    aliases = [*matter.aliases, *matter.aliases_en]
    items = [one.item for one in matter.items]
    _weigh(words, names, NAME)
    _weigh(words, aliases, ALIAS)
    _weigh(words, (alias for item in items for alias in item.aliases), ITEM_ALIAS)
    _weigh(words, (name for item in items for name in (item.name, item.name_en)), ITEM_NAME)
    _weigh(words, (text for one in matter.questions for text in (one.text, one.text_en)), QUESTION)
    for texts, weight in ((aliases, ALIAS), ([alias for item in items for alias in item.aliases], ITEM_ALIAS)):
        for text in map(plain, texts):
            if text not in idle_words():
                phrases[text] = max(weight, phrases.get(text, 0.0))
    return Entry(matter.code, words, phrases, frozenset(_spellings([matter.name, *matter.aliases])))


def _weigh(words: dict[str, float], texts: Iterable[str], weight: float) -> None:
    for text in texts:
        for word in words_of(plain(text)):
            words[word] = max(weight, words.get(word, 0.0))


def _spellings(texts: Iterable[str]) -> Iterable[str]:
    """Pinyin in full and its initials: 出差 is chuchai and cc."""
    for text in texts:
        yield "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
        yield "".join(lazy_pinyin(text))
