"""A name a person recognises and no computer can be tricked by."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
LONGEST_EXTENSION = 10
# Controls, invisible marks (among them the one that makes text run backwards), halves of
# surrogate pairs, line and paragraph separators.
INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
# What file systems and shells take for something else.
AWKWARD = re.compile(r'[<>:"|?*]')


def clean_name(raw: str | None) -> str:
    """The last part of `raw`, at most 120 characters, its extension kept. Never empty."""
    last = re.split(r"[/\\]", raw or "")[-1]
    visible = "".join(" " if unicodedata.category(sign) in INVISIBLE else sign for sign in last)
    name = AWKWARD.sub("_", " ".join(unicodedata.normalize("NFC", visible).split()))
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem, extension = stem.strip(". ") or "file", extension.strip()[:LONGEST_EXTENSION]
    ending = f".{extension}" if extension else ""
    return stem[: LONGEST_NAME - len(ending)].rstrip(". ") + ending


def extension_of(name: str) -> str:
    """The extension of a cleaned name in lower case; empty without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""
