"""One change, and the few ways in which anything changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from services.dictionary.shapes import Named
from services.dictionary.snapshot import OptionSnapshot

NOTHING = "—"


class Change(NamedTuple):
    """One difference. `section` is the designer's section it belongs to (basics, items, flow, rules, form,
    materials, limits); `kind` is added, removed or changed."""

    section: str
    kind: str
    sentence: str


def changed(section: str, what: str, before: object, after: object) -> Change:
    """“The name changes from A to B.”"""
    sentence = _("%(what)s: from %(before)s to %(after)s.") % {
        "what": what,
        "before": said(before),
        "after": said(after),
    }
    return Change(section, "changed", sentence)


def added(section: str, what: str) -> Change:
    return Change(section, "added", _("Added: %(what)s.") % {"what": what})


def removed(section: str, what: str) -> Change:
    return Change(section, "removed", _("Removed: %(what)s.") % {"what": what})


def said(value: object) -> str:
    """A value inside a sentence."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "" or value == ():
        return _("nothing")
    if isinstance(value, tuple | list):
        return listed(str(one) for one in value)
    text = str(value)
    return pgettext("diff", "“%(text)s”") % {"text": text if len(text) <= 60 else text[:60] + "…"}


def listed(parts: Iterable[str]) -> str:
    return pgettext("diff", ", ").join(parts) or NOTHING


def members(section: str, what: str, before: Iterable[str], after: Iterable[str]) -> Iterator[Change]:
    """What joined and what left a collection of texts; its order, when nothing else changed."""
    old, new = list(before), list(after)
    joined = [one for one in new if one not in old]
    gone = [one for one in old if one not in new]
    if joined:
        yield added(section, pgettext("diff", "%(what)s %(which)s") % {"what": what, "which": listed(joined)})
    if gone:
        yield removed(section, pgettext("diff", "%(what)s %(which)s") % {"what": what, "which": listed(gone)})
    if not joined and not gone and old != new:
        yield Change(
            section,
            "changed",
            _("%(what)s: the order is now %(which)s.") % {"what": what, "which": listed(new)},
        )


def attributes(
    section: str,
    of: str,
    before: object,
    after: object,
    names: Mapping[str, str],
    words: Callable[[str, Any], object] = lambda _name, value: value,
) -> Iterator[Change]:
    """One sentence for each attribute that differs; `names` gives its name, `words` how a value reads."""
    for name, label in names.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            what = pgettext("diff", "%(of)s, %(what)s") % {"of": of, "what": label} if of else label
            yield changed(section, what, words(name, old), words(name, new))


def in_both(one: Named | OptionSnapshot) -> str:
    """A name in which a change of either language shows."""
    return f"{one.name} / {one.name_en}" if one.name_en else one.name
