"""Values as people read them; sensitive ones masked unless the reader may see them (R84)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.ui.masking import mask_id
from portal.ui.moments import day_week, moment_words
from services.dictionary.snapshot import ElementSnapshot

HIDDEN = "•••"
# Below this the first three and last four places would be nearly all of it.
SHORTEST_MASKED = 8


def shown(element: ElementSnapshot, value: Any) -> str:
    """The stored value in words: option names, yes or no, dates as everywhere else."""
    if value is None or value == "":
        return ""
    match element.type:
        case "code":
            option = element.option_labels.get(str(value))
            return option.label if option else str(value)
        case "bool":
            return _("yes") if value else _("no")
        case "date":
            return day_week(date.fromisoformat(value))
        case "datetime":
            return moment_words(datetime.fromisoformat(value))
    return str(value)


def masked(element: ElementSnapshot, value: Any) -> str:
    """As `shown`, but of a sensitive personal value only the first 3 and last 4 places (R84)."""
    text = shown(element, value)
    if element.sensitivity != "X" or not text:
        return text
    if len(text) < SHORTEST_MASKED or element.type not in ("string", "text"):
        return HIDDEN
    return mask_id(text)
