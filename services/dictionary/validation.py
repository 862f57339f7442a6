"""Values of data elements: cleaned, checked, and refused with one sentence a person can act on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone as clock
from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.dictionary import reading
from services.dictionary.checkdigits import CHECKS
from services.dictionary.item_conditions import UnmetCondition, check_item_conditions
from services.dictionary.reading import Unreadable, sentence
from services.dictionary.shapes import plain
from services.dictionary.snapshot import ElementSnapshot

__all__ = ["CleanForm", "UnmetCondition", "check_item_conditions", "check_order", "clean", "clean_form"]


@dataclass(frozen=True)
class CleanForm:
    """`values` are those that are right, by element key; `problems` the sentences for the others."""

    values: dict[str, Any]
    problems: dict[str, list[str]]


def clean(element: ElementSnapshot, raw: Any, *, timezone: tzinfo | None = None) -> Any:
    """The value in its JSON form: str, int, bool, a decimal as text, a date or moment in ISO form.

    None for an empty input. A moment without an offset is taken as local time of `timezone`
    (the portal's own when not given). Raises Invalid with one sentence for the element's key.
    """
    if isinstance(raw, list | dict | tuple | set | bytes):
        raise _invalid(element, sentence(_("%(label)s takes a single value, please check"), element))
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    try:
        return _read(element, raw, timezone or clock.get_default_timezone())
    except Unreadable as problem:
        raise _invalid(element, str(problem)) from None


def clean_form(
    elements: Iterable[ElementSnapshot],
    raw: Mapping[str, Any],
    *,
    required: Collection[str] = (),
    timezone: tzinfo | None = None,
) -> CleanForm:
    """Every element of a form at once: cleaned values, and all problems, not only the first.

    Keys of `raw` that no element has are left out. `required` names the keys that must have a value.
    """
    known = {element.key: element for element in elements}
    values: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for key, element in known.items():
        try:
            value = clean(element, raw.get(key), timezone=timezone)
        except Invalid as problem:
            problems[key] = [problem.detail]
            continue
        if value is not None:
            values[key] = value
        elif key in required:
            problems[key] = [sentence(_("Please fill in “%(label)s”"), element)]
    for key, text in check_order(known, values).items():
        problems.setdefault(key, []).append(text)
        values.pop(key, None)
    return CleanForm(values, problems)


def check_order(elements: Mapping[str, ElementSnapshot], values: Mapping[str, Any]) -> dict[str, str]:
    """Sentences for the elements that do not lie `after` the one they must follow.

    A moment must be later; a date must not be earlier (a journey may end on the day it began).
    """
    problems = {}
    for key, element in elements.items():
        first, second = values.get(element.after), values.get(key)
        if not element.after or first is None or second is None or element.after not in elements:
            continue
        before = elements[element.after]
        if element.type == "datetime" and datetime.fromisoformat(second) <= datetime.fromisoformat(first):
            problems[key] = sentence(_("%(label)s must be later than %(first)s"), element, first=before.label)
        elif element.type == "date" and second < first:
            problems[key] = sentence(_("%(label)s must not be earlier than %(first)s"), element, first=before.label)
    return problems


def _read(element: ElementSnapshot, raw: Any, zone: tzinfo) -> Any:
    match element.type:
        case "int":
            number = reading.read_int(element, raw)
            _check_range(element, Decimal(number), str(number))
            return number
        case "decimal":
            text = reading.read_decimal(element, raw)
            _check_range(element, Decimal(text), text)
            return text
        case "bool":
            return reading.read_bool(element, raw)
        case "date":
            return reading.read_date(element, raw)
        case "datetime":
            return reading.read_datetime(element, raw, zone)
        case "code":
            return reading.read_code(element, raw)
    return _read_text(element, str(raw))


def _check_range(element: ElementSnapshot, number: Decimal, shown: str) -> None:
    if element.min is not None and number < element.min:
        template = _("%(label)s is at least %(bound)s, now %(raw)s, please check")
        raise Unreadable(sentence(template, element, bound=plain(element.min), raw=shown))
    if element.max is not None and number > element.max:
        template = _("%(label)s is at most %(bound)s, now %(raw)s, please check")
        raise Unreadable(sentence(template, element, bound=plain(element.max), raw=shown))


def _read_text(element: ElementSnapshot, raw: str) -> str:
    if element.pattern:
        text = _fit(element.pattern, reading.tidy(raw))
    else:
        text = reading.tidy_text(raw, lines=element.type == "text")
    _check_length(element, text)
    if element.pattern and not _compiled(element.pattern).search(text):
        if element.hint:
            raise Unreadable(sentence(_("%(label)s should be %(hint)s, please check"), element, hint=element.hint))
        raise Unreadable(sentence(_("%(label)s is not in its usual form, please check it place by place"), element))
    if element.check and not CHECKS[element.check](text):
        template = _("One place of %(label)s seems to be wrong, please check it against the card")
        raise Unreadable(sentence(template, element))
    return text


def _fit(pattern: str, text: str) -> str:
    """The text with blanks left out or letters made capital, when only that keeps it from fitting."""
    for candidate in (text, text.upper(), re.sub(r"[\s-]", "", text), re.sub(r"[\s-]", "", text).upper()):
        if _compiled(pattern).search(candidate):
            return candidate
    return text


def _check_length(element: ElementSnapshot, text: str) -> None:
    length, shortest, longest = len(text), element.min_len or 0, element.max_len or reading.LONGEST_TEXT
    if shortest <= length <= longest:
        return
    if shortest == longest:
        template = _("%(label)s should have %(longest)d places, it now has %(length)d, please check")
    elif element.pattern:
        template = _("%(label)s should have %(shortest)d to %(longest)d places, it now has %(length)d, please check")
    elif length < shortest:
        template = _("%(label)s needs at least %(shortest)d characters, it now has %(length)d")
    else:
        template = _("%(label)s may have at most %(longest)d characters, it now has %(length)d")
    raise Unreadable(sentence(template, element, shortest=shortest, longest=longest, length=length))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _invalid(element: ElementSnapshot, text: str) -> Invalid:
    return Invalid(text, fields={element.key: [text]})
