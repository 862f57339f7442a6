"""Values as people read them; personal ones masked unless the reader may see them (R84)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from services.dictionary.snapshot import ElementSnapshot


def shown(element: ElementSnapshot, value: Any) -> str:
    """The stored value in words: option names, yes or no, dates with their weekday."""
    if value is None or value == "":
        return ""
    match element.type:
        case "code":
            option = element.option_labels.get(str(value))
            return option.label if option else str(value)
        case "bool":
            return _("yes") if value else _("no")
        case "date":
            return _day(date.fromisoformat(value))
        case "datetime":
            moment = timezone.localtime(datetime.fromisoformat(value))
            return f"{_day(moment.date())} {moment:%H:%M}"
    return str(value)


def masked(element: ElementSnapshot, value: Any) -> str:
    """As `shown`, but of a sensitive personal value only the first 3 and last 4 places (R84)."""
    text = shown(element, value)
    if element.sensitivity != "X" or not text:
        return text
    if len(text) < 8 or element.type in ("bool", "code", "int", "decimal"):
        return "•••"
    return text[:3] + "•" * (len(text) - 7) + text[-4:]


def _day(day: date) -> str:
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return f"{day.isoformat()} {names[day.weekday()]}"
