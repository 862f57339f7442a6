"""The form of documents: which keys there are and what kind of value each takes.

A form is a function from a value and its path to findings; `mapping`, `table` and `listed` build
larger ones from smaller ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.catalog.lint.findings import Finding, suggestion

Path = tuple[Any, ...]
Form = Callable[[Any, Path], Iterator[Finding]]


def _one_kind(fits: Callable[[Any], bool], what: Any, how: Any) -> Form:
    def check(value: Any, path: Path) -> Iterator[Finding]:
        if not fits(value):
            yield Finding(path, what % {"value": _shown(value)}, str(how))

    return check


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**12


text = _one_kind(
    lambda value: isinstance(value, str) and bool(value.strip()),
    gettext_lazy("%(value)s is not a text."),
    gettext_lazy("Write a text, in quotation marks if it looks like a number."),
)
code = _one_kind(
    lambda value: isinstance(value, str) and 0 < len(value) <= 60 and value.isascii() and value.isprintable(),
    gettext_lazy("%(value)s is not a code."),
    gettext_lazy("Write at most 60 Latin letters, digits and dashes."),
)
natural = _one_kind(
    lambda value: _is_int(value) and value >= 0,
    gettext_lazy("%(value)s is not a whole number from 0."),
    gettext_lazy("Write digits without quotation marks."),
)
whole = _one_kind(
    _is_int,
    gettext_lazy("%(value)s is not a whole number."),
    gettext_lazy("Write digits without quotation marks."),
)
number = _one_kind(
    _is_number, gettext_lazy("%(value)s is not a number."), gettext_lazy("Write digits without quotation marks.")
)
truth = _one_kind(
    lambda value: isinstance(value, bool),
    gettext_lazy("%(value)s is neither true nor false."),
    gettext_lazy("Write true or false."),
)
answer = _one_kind(
    lambda value: isinstance(value, bool | str) or _is_int(value),
    gettext_lazy("%(value)s is no answer."),
    gettext_lazy("Write true, false, a whole number or the value of an option."),
)


def anything(value: Any, path: Path) -> Iterator[Finding]:
    """A value that is not looked at."""
    return iter(())


def optional(form: Form) -> Form:
    """The form, or null."""

    def check(value: Any, path: Path) -> Iterator[Finding]:
        if value is not None:
            yield from form(value, path)

    return check


def listed(form: Form) -> Form:
    """A list of values of one form."""

    def check(value: Any, path: Path) -> Iterator[Finding]:
        if not isinstance(value, list):
            yield Finding(path, _("%(value)s is not a list.") % {"value": _shown(value)}, _("Write [a, b], or []."))
            return
        for position, entry in enumerate(value):
            yield from form(entry, (*path, position))

    return check


def table(form: Form) -> Form:
    """A mapping with any keys and values of one form."""

    def check(value: Any, path: Path) -> Iterator[Finding]:
        if not isinstance(value, Mapping):
            yield Finding(path, _("%(value)s is not a mapping.") % {"value": _shown(value)}, _("Write key: value."))
            return
        for key, entry in value.items():
            yield from form(entry, (*path, key))

    return check


def mapping(required: Mapping[str, Form], may: Mapping[str, Form] | None = None, ignored: Collection[str] = ()) -> Form:
    """A mapping with exactly the required keys and any of those that may be there."""
    known = {**required, **(may or {})}

    def check(value: Any, path: Path) -> Iterator[Finding]:
        if not isinstance(value, Mapping):
            what = _("%(value)s is not a mapping.") % {"value": _shown(value)}
            yield Finding(path, what, _("Write it with the keys %(keys)s.") % {"keys": ", ".join(required)})
            return
        missing = [key for key in required if key not in value]
        if missing:
            yield Finding(path, _("Missing here: %(keys)s.") % {"keys": ", ".join(missing)}, _("Add what is missing."))
        for key, entry in value.items():
            if key in known:
                yield from known[key](entry, (*path, key))
            elif key not in ignored:
                what = _("The key %(key)s is not known here.") % {"key": key}
                yield Finding((*path, key), what, suggestion(key, known))

    return check
