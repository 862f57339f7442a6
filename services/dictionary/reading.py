"""Raw input to typed values: what people, forms and other systems really write.

Each reader returns the JSON form of the value or raises Unreadable with the sentence to show.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from services.dictionary.shapes import plain
from services.dictionary.snapshot import ElementSnapshot

LONGEST_TEXT = 5000
LONGEST_NUMBER = 40
MOST_DECIMALS = 6
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YES = frozenset({"true", "1", "yes", "y", "on", "是", "有", "需要"})
_NO = frozenset({"false", "0", "no", "n", "off", "否", "无", "不需要"})


class Unreadable(ValueError):
    """The input cannot be read as the element's type; the message is the sentence for the person."""


def sentence(template: str, element: ElementSnapshot, **parts: Any) -> str:
    return template % {"label": element.label, **parts}


def tidy(raw: str) -> str:
    """Full-width figures and letters made plain, outer blanks and invisible characters gone."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", raw) if letter.isprintable()).strip()


def tidy_text(raw: str, *, lines: bool) -> str:
    """Free text as written, without control characters; `lines` keeps its line breaks."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ")
    return "".join(letter for letter in text if letter == "\n" or letter == "\u3000" or letter.isprintable()).strip()


def read_int(element: ElementSnapshot, raw: Any) -> int:
    number = _number(element, raw, _("%(label)s should be a whole number, such as 12; it is now “%(raw)s”"))
    if number != number.to_integral_value():
        raise Unreadable(
            sentence(_("%(label)s should be a whole number, such as 12; it is now “%(raw)s”"), element, raw=_short(raw))
        )
    return int(number)


def read_decimal(element: ElementSnapshot, raw: Any) -> str:
    """A decimal in its plain form: "1200.5"."""
    number = _number(element, raw, _("%(label)s should be a number, such as 1200.50; it is now “%(raw)s”"))
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MOST_DECIMALS and number != round(number, MOST_DECIMALS):
        raise Unreadable(
            sentence(_("%(label)s may have at most %(most)d decimals, please check"), element, most=MOST_DECIMALS)
        )
    return plain(number)


def _number(element: ElementSnapshot, raw: Any, template: str) -> Decimal:
    text = "" if isinstance(raw, bool) else tidy(str(raw))
    if _GROUPED.match(text):
        text = text.replace(",", "")
    try:
        number = Decimal(text) if len(text) <= LONGEST_NUMBER and "_" not in text else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number.adjusted() > 15:
        raise Unreadable(sentence(template, element, raw=_short(raw)))
    return number


def read_bool(element: ElementSnapshot, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = tidy(str(raw)).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable(sentence(_("%(label)s should be yes or no; it is now “%(raw)s”"), element, raw=_short(raw)))


def read_date(element: ElementSnapshot, raw: Any) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    found = _DAY.match(tidy(str(raw)))
    rest = tidy(str(raw))[found.end() :] if found else ""
    try:
        if found and not rest:
            return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        raise Unreadable(
            sentence(_("%(label)s: the day %(raw)s does not exist, please check"), element, raw=_short(raw))
        ) from None
    raise Unreadable(
        sentence(_("%(label)s should be a date, such as 2026-11-24; it is now “%(raw)s”"), element, raw=_short(raw))
    )


def read_datetime(element: ElementSnapshot, raw: Any, zone: tzinfo) -> str:
    """An aware moment in ISO form; without an offset it is local time of `zone`."""
    moment = raw if isinstance(raw, datetime) else _moment(tidy(str(raw)))
    if moment is None:
        raise Unreadable(
            sentence(
                _("%(label)s should be a date and a time, such as 2026-11-24 10:00; it is now “%(raw)s”"),
                element,
                raw=_short(raw),
            )
        )
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def _moment(text: str) -> datetime | None:
    found = _DAY.match(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    time = text[found.end() :].lstrip("T ").replace(" ", "")
    try:
        return datetime.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}T{time}") if time else None
    except ValueError:
        return None


def read_code(element: ElementSnapshot, raw: Any) -> str:
    value = tidy(str(raw))
    if value in element.option_labels:
        return value
    by_name = {name: option.value for option in element.options for name in (option.name, option.name_en) if name}
    if value in by_name:
        return by_name[value]
    raise Unreadable(sentence(_("%(label)s has no “%(raw)s”, please choose from the list"), element, raw=_short(raw)))


def _short(raw: Any) -> str:
    text = str(raw)
    return text if len(text) <= 30 else text[:30] + "…"
