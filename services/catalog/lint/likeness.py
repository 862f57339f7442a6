"""Names that mean one thing: the same words in another order, with another ending, or one inside the other."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import rjieba

# Words that say how something is handled, not what it is.
IDLE = frozenset({
    "申请", "办理", "审批", "审核", "报批", "批准", "核准", "审查", "备案", "登记", "申报", "提交", "处理", "流程",
    "业务", "手续", "事项", "服务", "管理", "一件事", "安排", "办", "请", "的", "与", "和", "及",
})  # fmt: skip
_BRACKETS = re.compile(r"[（(［\[【].*?[)）\]］】]")
_OTHER = re.compile(r"[^\w]|_")
ALIKE = 0.75


def plain(name: str) -> str:
    """One way of writing: half-width, small letters, no punctuation."""
    return _OTHER.sub("", unicodedata.normalize("NFKC", name).lower())


@lru_cache(maxsize=8192)
def cores(name: str) -> tuple[str, ...]:
    """What the name speaks of: its words that are not idle, as one text, with and without what stands
    in brackets. The whole name if all its words are idle."""
    texts = dict.fromkeys(text for text in (plain(_BRACKETS.sub("", name)), plain(name)) if text)
    found = ["".join(word for word in rjieba.cut(text) if word not in IDLE) or text for text in texts]
    return tuple(dict.fromkeys(found)) or (name,)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: shared pairs of neighbouring characters of the cores (Dice); 1 for equal ones."""
    return max(_dice(left, right) for left in cores(one) for right in cores(other))


def _dice(left: str, right: str) -> float:
    if left == right:
        return 1.0
    if len(left) < 3 or len(right) < 3:
        return 0.0
    first, second = _pairs(left), _pairs(right)
    shared = sum((first & second).values())
    return 2 * shared / (sum(first.values()) + sum(second.values()))


def groups(names: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Codes whose names are alike, each group in the order given. The first name of a code is its own,
    the others are aliases: an alias counts only where it is another code's very name."""
    order = list(names)
    called = {code: list(words) for code, words in names.items()}
    group = {code: code for code in order}
    for left, right in _candidates(called):
        if _alike(called[left], called[right]):
            _join(group, left, right)
    found: dict[str, list[str]] = defaultdict(list)
    for code in order:
        found[_root(group, code)].append(code)
    return [tuple(codes) for codes in found.values() if len(codes) > 1]


def _alike(one: list[str], other: list[str]) -> bool:
    if likeness(one[0], other[0]) >= ALIKE:
        return True
    return plain(one[0]) in map(plain, other[1:]) or plain(other[0]) in map(plain, one[1:])


def _candidates(called: Mapping[str, list[str]]) -> Iterable[tuple[str, str]]:
    """Pairs of codes that share at least two neighbouring characters: the others cannot be alike."""
    holders: dict[str, list[str]] = defaultdict(list)
    for code, words in called.items():
        for pair in {
            *(pair for word in words for pair in _pairs(plain(word))),
            *(pair for text in cores(words[0]) for pair in _pairs(text)),
        }:
            holders[pair].append(code)
    seen: set[tuple[str, str]] = set()
    for codes in holders.values():
        for place, left in enumerate(codes):
            for right in codes[place + 1 :]:
                if (left, right) not in seen:
                    seen.add((left, right))
                    yield left, right


def _pairs(text: str) -> Counter[str]:
    return Counter(text[place : place + 2] for place in range(max(len(text) - 1, 1)))


def _root(group: dict[str, str], code: str) -> str:
    while group[code] != code:
        code = group[code]
    return code


def _join(group: dict[str, str], left: str, right: str) -> None:
    group[_root(group, right)] = _root(group, left)
