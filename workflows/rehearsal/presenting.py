"""Samples and results as the pages show them: sentences, never codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.catalog.places import design_url
from workflows.rehearsal.comparison import Line, side_by_side
from workflows.rehearsal.models import Result
from workflows.rehearsal.queries import BROKEN, HELD, NOT_PLAYED, Standing

MARKS: dict[str, tuple[str, str | Promise, str]] = {
    # state: (shape, word, class of its colour)
    HELD: ("✓", gettext_lazy("holds"), "wb-better"),
    BROKEN: ("✖", gettext_lazy("broken"), "wb-worse"),
    NOT_PLAYED: ("○", gettext_lazy("not played since the last change"), ""),
}


@dataclass(frozen=True)
class Reason:
    """Why a sample is broken, and the section that mends it."""

    sentence: str
    url: str


@dataclass(frozen=True)
class StandingRow:
    """A sample in the list."""

    standing: Standing
    shape: str
    word: str
    colour: str
    reasons: list[Reason]


@dataclass(frozen=True)
class ResultCard:
    """A sample of a run: `differing` first, `same` folded."""

    result: Result
    reasons: list[Reason]
    differing: list[Line]
    same: list[Line]


def standing(one: Standing, matter_id: int) -> StandingRow:
    shape, word, colour = MARKS[one.state]
    return StandingRow(one, shape, str(word), colour, _reasons(one.result, matter_id) if one.result else [])


def result(one: Result, matter_id: int) -> ResultCard:
    lines = side_by_side(one.outcome_before, one.outcome_after)
    return ResultCard(
        result=one,
        reasons=_reasons(one, matter_id),
        differing=[line for line in lines if line.differs],
        same=[line for line in lines if not line.differs],
    )


def verdict(found: Sequence[Standing]) -> str:
    """How the samples stand, in one sentence."""
    counts = {state: sum(one.state == state for one in found) for state in MARKS}
    if not found:
        return _("There is no sample yet. Write one, or record a case that has ended.")
    if counts[BROKEN]:
        return _("The draft breaks %(broken)d of %(all)d samples.") % {"broken": counts[BROKEN], "all": len(found)}
    if counts[NOT_PLAYED]:
        return _("%(count)d of %(all)d samples were not played since the last change.") % {
            "count": counts[NOT_PLAYED],
            "all": len(found),
        }
    return _("All %(all)d samples hold on the draft.") % {"all": len(found)}


def _reasons(one: Result, matter_id: int) -> list[Reason]:
    return [Reason(miss.sentence, design_url(matter_id, miss.section)) for miss in one.misses]
