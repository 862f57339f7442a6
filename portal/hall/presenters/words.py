"""Words shared by the hall's pages: values, lists of names, ordinals, numbers of days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from portal.ui import moments
from portal.worktime import Remaining
from services.catalog.reasons import length_in_words
from services.catalog.snapshot import LimitSnapshot
from services.dictionary.display import masked
from services.dictionary.shapes import plain
from services.dictionary.snapshot import ElementSnapshot

_STEPS: tuple[str | Promise, ...] = (
    gettext_lazy("Step 1"),
    gettext_lazy("Step 2"),
    gettext_lazy("Step 3"),
    gettext_lazy("Step 4"),
    gettext_lazy("Step 5"),
    gettext_lazy("Step 6"),
    gettext_lazy("Step 7"),
    gettext_lazy("Step 8"),
    gettext_lazy("Step 9"),
    gettext_lazy("Step 10"),
    gettext_lazy("Step 11"),
    gettext_lazy("Step 12"),
)


def without_remark(name: str) -> str:
    """办公室 for 办公室（党委办公室）, where a bar has room for a few characters only."""
    return re.sub(r"[（(].*?[)）]", "", name).strip() or name


def ordinal(number: int) -> str:
    """Step 1 / 第一步, counted from 1."""
    if number <= len(_STEPS):
        return str(_STEPS[number - 1])
    return _("Step %(number)s") % {"number": number}


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def listed(names: Sequence[str], *, most: int = 4) -> str:
    """人力、保卫、安环; a long list is cut after `most`."""
    separator = "、" if chinese() else ", "
    text = separator.join(names[:most])
    if len(names) > most:
        return _("%(names)s and %(more)s more") % {"names": text, "more": len(names) - most}
    return text


def value_words(element: ElementSnapshot, value: Any) -> str:
    """A stored value as people read it: dates as everywhere on the pages, sensitive values masked (R84)."""
    try:
        if element.type == "date" and (day := value if isinstance(value, date) else parse_date(str(value))):
            return moments.day_week(day)
        if element.type == "datetime":
            moment = value if isinstance(value, datetime) else parse_datetime(str(value))
            if moment is not None:
                return moments.moment_words(moment)
        return masked(element, value)
    except ValueError:
        return str(value)  # not a date after all: shown as it was typed


def left_words(left: Remaining) -> str:
    """剩 1 天 7 小时 / 超期 3 小时."""
    return moments.remaining_words(cast(Any, left))


def limit_words(limit: LimitSnapshot) -> str:
    """2 个工作日, 45 分钟, 当场办结."""
    if limit.unit == "ch" and 0 < limit.amount < 1:
        minutes = int(limit.amount * 60)
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return length_in_words(limit.amount, limit.unit)


def days_words(amount: Decimal | float, unit: str = "wd") -> str:
    """12 个工作日: a difference of limits."""
    return length_in_words(Decimal(str(amount)), unit)


def number_words(amount: Decimal | float) -> str:
    return plain(Decimal(str(amount)))


def joined(*parts: str) -> str:
    """Facts side by side: 市场管理部 · 11月17日."""
    return " · ".join(part for part in parts if part)


def after_comma(first: str, second: str) -> str:
    """Two short phrases as one: 正常，剩 7 小时."""
    if not second:
        return first
    return f"{first}，{second}" if chinese() else f"{first}, {second}"


def full_stop(text: str) -> str:
    """The text as a sentence, ended once however it was typed."""
    bare = text.strip().rstrip("。.；;，,")
    return bare if bare.endswith(("！", "？", "!", "?")) else bare + ("。" if chinese() else ".")


def sentences(*parts: str) -> str:
    """Whole sentences one after the other."""
    return ("" if chinese() else " ").join(part for part in parts if part)
