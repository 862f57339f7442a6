"""The ESIA worksheet: a verdict on every step, and what the matter counts before and after (B23, C17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from services.catalog.answers import read_answers
from services.catalog.figures import figures
from services.catalog.graph import scenario
from services.catalog.simulation.edits import AUTOMATE, ELIMINATE, INTEGRATE, KEEP, SIMPLIFY
from services.catalog.simulation.schedule import schedule
from services.catalog.snapshot import MatterSnapshot

VERDICT_WORDS: dict[str, str | Promise] = {
    KEEP: pgettext_lazy("worksheet", "keep"),
    ELIMINATE: pgettext_lazy("worksheet", "eliminate"),
    SIMPLIFY: pgettext_lazy("worksheet", "simplify"),
    INTEGRATE: pgettext_lazy("worksheet", "merge into the one before"),
    AUTOMATE: pgettext_lazy("worksheet", "let the system do it"),
}
COUNT_WORDS: dict[str, str | Promise] = {
    "items": _("items"),
    "steps": _("stages for the applicant"),
    "handling": _("handling steps"),
    "papers": _("papers to hand in"),
    "fields": _("fields of the form"),
    "visits": _("visits"),
    "days": _("days, the longest path"),
    "promise": _("promise in whole days"),
}


@dataclass(frozen=True)
class Line:
    """One count before and after."""

    key: str
    label: str | Promise
    before: int | float
    after: int | float

    @property
    def change(self) -> int | float:
        return round(self.after - self.before, 2)


def counts(matter: MatterSnapshot, answers: Mapping[str, Any]) -> dict[str, int | float]:
    """What `figures` publishes for these answers, and the handling steps and promise of the same scenario."""
    published = figures(matter, answers)
    after = published["after"]
    plan = scenario(matter, {**matter.fixed, **read_answers(matter, answers)})
    promise = schedule(matter, answers).limit
    return {
        "items": published["items"],
        "steps": after["steps"],
        "handling": sum(len(item.steps) for item in plan.live),
        "papers": after["materials"],
        "fields": after["fields"],
        "visits": after["visits"],
        "days": after["days_parallel"],
        "promise": int(promise) if promise == int(promise) else round(float(promise), 2),
    }


def compared(before: Mapping[str, int | float], after: Mapping[str, int | float]) -> list[Line]:
    return [Line(key, label, before[key], after[key]) for key, label in COUNT_WORDS.items()]
