"""A data element as a control of the form: which kind, in which notation, with which help."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from portal.ui.fields import Field, Kind, Option
from services.catalog.snapshot import QuestionSnapshot
from services.dictionary.shapes import plain
from services.dictionary.snapshot import ElementSnapshot

# Few answers are read at a glance as radios; more go into a list.
RADIOS_AT_MOST = 3
_KINDS: dict[str, Kind] = {
    "text": "textarea",
    "int": "number",
    "decimal": "number",
    "date": "date",
    "datetime": "datetime",
    "bool": "radio",
}
# Patterns made of digits and ranges of digits alone: the phone shows its number pad.
_ONLY_DIGITS = re.compile(r"(\\d|[\^$\d\[\]{},-])+")


def control(
    element: ElementSnapshot, value: Any, *, required: bool, error: str = "", save_url: str = "", id: str = ""
) -> Field:
    """The control that asks for `element`, with `value` (typed text or a stored value) in it."""
    kind = kind_of(element)
    text = notation(element, value)
    return Field(
        name=element.key,
        id=id,
        label=element.label,
        kind=kind,
        value=text,
        hint=hint_of(element),
        error=error,
        required=required,
        options=options_of(element, text, kind, required),
        minimum="" if element.min is None else plain(element.min),
        maximum="" if element.max is None else plain(element.max),
        step="any" if element.type == "decimal" else "",
        max_length=element.max_len if element.type in ("string", "text") else None,
        inputmode=inputmode_of(element),
        autocomplete="off",
        wide=kind in ("textarea", "radio"),
        save_url=save_url,
    )


def kind_of(element: ElementSnapshot) -> Kind:
    if element.type == "code":
        return "radio" if len(element.options) <= RADIOS_AT_MOST else "select"
    return _KINDS.get(element.type, "text")


def hint_of(element: ElementSnapshot) -> str:
    """What a right value looks like, with an example where one helps."""
    if element.hint and element.example:
        return _("%(hint)s, for example %(example)s") % {"hint": element.hint, "example": element.example}
    return element.hint


def inputmode_of(element: ElementSnapshot) -> str:
    if element.type == "decimal":
        return "decimal"
    if element.type == "int" or (element.pattern and _ONLY_DIGITS.fullmatch(element.pattern)):
        return "numeric"
    return ""


def options_of(element: ElementSnapshot, text: str, kind: str, required: bool) -> tuple[Option, ...]:
    if element.type == "bool":
        pairs = (("true", _("Yes")), ("false", _("No")))
        return tuple(Option(value, label, selected=value == text.lower()) for value, label in pairs)
    if element.type != "code":
        return ()
    options = tuple(Option(one.value, one.label, selected=one.value == text) for one in element.options)
    if kind == "select" and (not text or not required):
        return (Option("", _("Please choose"), selected=not text), *options)
    return options


def notation(element: ElementSnapshot, value: Any) -> str:
    """A value as its control writes it: local moments without offset, yes and no as true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if element.type == "datetime":
        moment = value if isinstance(value, datetime) else _moment(str(value))
        if moment is not None:
            local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
            return local.strftime("%Y-%m-%dT%H:%M")
    return str(value)


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def question_control(question: QuestionSnapshot, value: Any, *, error: str = "", hint: str = "") -> Field:
    """A scenario question: yes or no, one of a few, or a number."""
    kind: Kind = "number" if question.type == "int" else "radio"
    text = "true" if value is True else "false" if value is False else str(value)
    if question.type == "bool":
        pairs = [("true", _("Yes")), ("false", _("No"))]
    else:
        pairs = [(one.value, one.label) for one in question.options]
    return Field(
        name=question.id,
        label=question.label,
        kind=kind,
        value=text,
        hint=hint,
        error=error,
        options=tuple(Option(key, label, selected=key == text) for key, label in pairs) if kind == "radio" else (),
        minimum="" if question.min is None else str(question.min),
        maximum="" if question.max is None else str(question.max),
        inputmode="numeric" if kind == "number" else "",
        wide=True,
    )
