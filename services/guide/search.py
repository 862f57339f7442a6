"""From everyday words to matters: names, aliases, synonyms, pinyin. Nothing fitting gives nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from services.catalog.models import Matter
from services.catalog.queries import published
from services.guide.index import Entry, Index, build, everyday_words, idle_words, plain, words_of

LONGEST_QUERY = 200
# Below this a hit would be a guess; a word of a matter's name alone is above it.
LEAST_SCORE = 2.4
# Hits far behind the best one only distract.
LEAST_SHARE = 0.35
SYNONYM_SHARE = 0.9
SPELLING_WEIGHT = 8.0
HALF_CERTAIN = 6.0
# One index for everybody and one for each audience.
INDEXES_KEPT = 16
_INDEXES: dict[tuple[str, ...], Index] = {}


@dataclass(frozen=True)
class Hit:
    """A matter that fits. `score` lies between 0 and 1; `because` names the words that led there."""

    matter_code: str
    score: float
    because: str


def search(query: str, audience: str | None = None) -> list[Hit]:
    """Matters that fit a sentence in everyday words, best first; empty when none really does."""
    text = plain(query[:LONGEST_QUERY]).strip()
    if not text:
        return []
    index = _index(published(audience))
    found = [(entry, *_score(index, entry, text)) for entry in index.entries]
    best = max((score for _entry, score, _words in found), default=0.0)
    least = max(LEAST_SCORE, best * LEAST_SHARE)
    fitting = sorted((row for row in found if row[1] >= least), key=lambda row: -row[1])
    return [
        Hit(entry.code, round(score / (score + HALF_CERTAIN), 3), _because(words)) for entry, score, words in fitting
    ]


def _because(words: list[str]) -> str:
    return _("Matches %(words)s") % {"words": pgettext("list of words", ", ").join(f"“{word}”" for word in words[:3])}


def _score(index: Index, entry: Entry, text: str) -> tuple[float, list[str]]:
    """The sum over the words that fit, each counted once, and those words as they were typed."""
    if plain(entry.code) == text:
        return 100.0, [text]
    gains: dict[str, tuple[float, str]] = {}
    for word in words_of(text):
        _gain(gains, word, entry.words.get(word, 0.0) * index.rarity.get(word, 0.0), word)
    for phrase, weight in entry.phrases.items():
        if phrase in text:
            _gain(gains, phrase, weight * index.rarity[phrase], phrase)
    for said, meant in everyday_words():
        typed = next((word for word in said if word in text), None)
        if typed is not None:
            gain = max((_weight(index, entry, word) for word in meant), default=0.0)
            _gain(gains, typed, SYNONYM_SHARE * gain, typed)
    if _spelled(entry, text):
        _gain(gains, text, SPELLING_WEIGHT, text)
    ranked = sorted(_distinct(gains).values(), reverse=True)
    return sum(gain for gain, _typed in ranked), [typed for _gain_, typed in ranked]


def _weight(index: Index, entry: Entry, word: str) -> float:
    return max(entry.words.get(word, 0.0), entry.phrases.get(word, 0.0)) * index.rarity.get(word, 0.0)


def _gain(gains: dict[str, tuple[float, str]], key: str, gain: float, typed: str) -> None:
    if gain > gains.get(key, (0.0, ""))[0]:
        gains[key] = (gain, typed)


def _distinct(gains: dict[str, tuple[float, str]]) -> dict[str, tuple[float, str]]:
    """Of words inside one another only the one that gains most: 施工队 and 施工 are said once."""
    kept: dict[str, tuple[float, str]] = {}
    for key, row in sorted(gains.items(), key=lambda pair: -pair[1][0]):
        if not any(key in other or other in key for other in kept):
            kept[key] = row
    return kept


def _spelled(entry: Entry, text: str) -> bool:
    if not (text.isascii() and text.isalpha()) or text in idle_words():
        return False
    return any(spelling.startswith(text) for spelling in entry.spellings) if len(text) >= 2 else False


def _index(matters: list[Matter]) -> Index:
    """The index over these matters; kept until one of them is published anew."""
    versions = [matter.published for matter in matters if matter.published]
    key = tuple(version.checksum for version in versions)
    if key not in _INDEXES:
        if len(_INDEXES) >= INDEXES_KEPT:
            _INDEXES.clear()
        _INDEXES[key] = build([version.typed for version in versions])
    return _INDEXES[key]
