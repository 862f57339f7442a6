"""What is wrong in the catalogue, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
# An error stops loading and publishing; a warning is told to whoever publishes; a hint only helps.
ERROR, WARNING, HINT = SEVERITIES = ("error", "warning", "hint")


class Finding(NamedTuple):
    """One thing wrong. `path` leads to it: section ("items"), code, then keys and positions inside.

    `about` is the name that does not exist, where that is what is wrong. `kind` groups findings
    of one sort ("alike_items"); errors of the catalogue's form have none. `codes` are those of one thing
    that can be merged, the one to keep first.
    """

    path: Path
    what: str
    how_to_mend: str
    about: str = ""
    severity: str = ERROR
    kind: str = ""
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{' › '.join(map(str, self.path))}: {self.what} {self.how_to_mend}"


def unknown(path: Path, kind: str, name: object, known: Iterable[str]) -> Finding:
    """Something refers to what does not exist; the nearest existing one is suggested."""
    what = _("%(kind)s %(name)s does not exist.") % {"kind": kind, "name": name}
    return Finding(path, what, suggestion(name, known), str(name))


def suggestion(name: object, known: Iterable[str]) -> str:
    codes = sorted(known)
    near = get_close_matches(str(name), codes, n=1, cutoff=0.6)
    if near:
        return _("Did you mean %(near)s?") % {"near": near[0]}
    if not codes:
        return _("Add it, or take the reference out.")
    shown = ", ".join(codes[:8]) + (" …" if len(codes) > 8 else "")
    return _("Use one of: %(codes)s.") % {"codes": shown}
