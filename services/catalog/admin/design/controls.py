"""Controls of the designer's rows, and reading them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.answers import read_answer
from services.catalog.snapshot import QuestionSnapshot

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Control:
    """A select or an input. `label` is for screen readers where a table's heading already says it."""

    name: str
    label: str
    value: str = ""
    choices: Choices = ()
    kind: str = "text"
    hint: str = ""
    minimum: int | None = None
    maximum: int | None = None
    list_id: str = ""

    @property
    def id(self) -> str:
        return f"id-{self.name}"


def answer_control(fact: QuestionSnapshot, name: str, value: Any, label: str = "") -> Control:
    """The control for an answer of the fact's type."""
    label = label or fact.label
    if fact.type == "bool":
        return Control(name, label, "true" if value else "false", [("true", _("yes")), ("false", _("no"))])
    if fact.type == "single":
        return Control(name, label, str(value), [(one.value, one.label) for one in fact.options])
    return Control(name, label, str(value), kind="number", minimum=fact.min, maximum=fact.max)


def answer_from(fact: QuestionSnapshot, raw: str) -> Any:
    """The typed answer; the fact's preset for an empty one. Raises Invalid."""
    try:
        value = read_answer(fact, raw.strip())
    except Invalid as problem:
        raise Invalid(f"{fact.label}: {problem.detail}") from problem
    return fact.default if value is None else value


def words_of(text: str) -> tuple[str, ...]:
    """Words typed on one line, whichever comma was used."""
    for comma in "，、;；\n":
        text = text.replace(comma, ",")
    return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def whole(posted: QueryDict, name: str, fallback: int = 0) -> int:
    """A whole number of a form. Raises Invalid for anything else."""
    raw = (posted.get(name) or "").strip()
    if not raw:
        return fallback
    if not raw.isdecimal() or len(raw) > 4:
        raise Invalid(_("“%(value)s” is not a whole number from 0 to 9999.") % {"value": raw})
    return int(raw)


def in_chosen_order(posted: QueryDict, codes: Iterable[str]) -> list[str]:
    """Codes in the order of their number fields, moved by the button that was pressed."""
    known = list(codes)
    places = {code: whole(posted, f"position-{code}", place) for place, code in enumerate(known, start=1)}
    ordered = sorted(known, key=lambda code: (places[code], known.index(code)))
    code, _colon, way = (posted.get("move") or "").rpartition(":")
    if code in ordered:
        place = ordered.index(code)
        other = place - 1 if way == "up" else place + 1
        if 0 <= other < len(ordered):
            ordered[place], ordered[other] = ordered[other], ordered[place]
    return ordered


def code_of(typed: str) -> str:
    """The code in what was typed or chosen from a list: “OF-HR-001 入职登记”."""
    return typed.strip().split(" ")[0] if typed.strip() else ""
