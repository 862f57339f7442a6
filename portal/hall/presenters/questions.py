"""Step 1: the scenario questions, and beside them what the answers make of the matter (R15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.casefile.controls import question_control
from portal.hall.presenters.words import limit_words
from portal.ui.fields import Field
from services.catalog.resolution import Resolution
from services.catalog.snapshot import MatterSnapshot


@dataclass(frozen=True)
class Included:
    """One item the answers bring in, and why."""

    name: str
    department: str
    because: str


@dataclass(frozen=True)
class Outcome:
    """What the answers so far make of the matter."""

    lead: str
    items: tuple[Included, ...]
    left_out: tuple[Included, ...]
    afterwards: tuple[Included, ...]
    uploads: int
    fields: int


def controls_of(matter: MatterSnapshot, answers: Mapping[str, Any], errors: Mapping[str, Sequence[str]]) -> list[Field]:
    """One control a question, with the answer given or the usual one."""
    return [
        question_control(one, answers.get(one.id, one.default), error=next(iter(errors.get(one.id, ())), ""))
        for one in matter.questions
    ]


def outcome_of(resolution: Resolution) -> Outcome:
    matter = resolution.matter
    main = resolution.main_items
    departments = len({one.item.department for one in main})
    lead = lead_words(resolution, departments)
    return Outcome(
        lead=lead,
        items=tuple(
            Included(one.item.label, matter.department_label(one.item.department), reason(one.because)) for one in main
        ),
        left_out=tuple(
            Included(matter.by_code[one.code].item.label, "", reason(one.because)) for one in resolution.excluded
        ),
        afterwards=tuple(
            Included(one.item.label, matter.department_label(one.item.department), _("once everything is done"))
            for one in resolution.items
            if one.phase == "post"
        ),
        uploads=sum(one.handling != "exempt" and one.phase == "main" for one in resolution.materials),
        fields=sum(one.phase == "main" and one.expected and one.value is None for one in resolution.fields),
    )


def lead_words(resolution: Resolution, departments: int) -> str:
    """How many departments, and how long from acceptance; on the spot there is nothing to wait for."""
    if not resolution.promised.amount:
        return _("Decided on the spot, as soon as it is handed in.")
    return ngettext(
        "%(n)s department works on it, done within %(limit)s of acceptance.",
        "%(n)s departments work on it at the same time, done within %(limit)s of acceptance.",
        departments,
    ) % {"n": departments, "limit": limit_words(resolution.promised)}


def reason(because: str) -> str:
    """Why an item is in: nothing to say where it always is."""
    return "" if because == _("Part of every such case") else because
