"""A draft as a snapshot, however unfinished it is: for looking at, comparing and trying, never for publishing."""

from __future__ import annotations

from dataclasses import replace

from portal.errors import Invalid
from services.catalog.catalogue import Catalogue, MatterDraft, assemble, outline
from services.catalog.snapshot import MatterSnapshot
from services.conditions import ConditionError


def rendered(catalogue: Catalogue, draft: MatterDraft) -> MatterSnapshot:
    """The snapshot with its limits and figures where they can be worked out; without them otherwise.

    References that lead nowhere are left out, absent sample answers take the question's default.
    """
    sound = _sound(catalogue, draft)
    try:
        return assemble(catalogue, sound)
    except (Invalid, ConditionError, KeyError, ValueError):
        return outline(catalogue, sound)


def computable(snapshot: MatterSnapshot) -> bool:
    """Whether limits and figures could be worked out."""
    return bool(snapshot.figures)


def _sound(catalogue: Catalogue, draft: MatterDraft) -> MatterDraft:
    questions = tuple(key for key in dict.fromkeys(draft.question_ids) if key in catalogue.facts)
    rows = [row for row in draft.items if row.item in catalogue.items]
    codes = {row.item for row in rows}
    return replace(
        draft,
        items=tuple(
            replace(
                row,
                needs=tuple(code for code in row.needs if code in codes),
                soft=tuple(code for code in row.soft if code in codes),
            )
            for row in rows
        ),
        question_ids=questions,
        fixed={key: value for key, value in draft.fixed.items() if key in catalogue.facts},
        reference={key: draft.reference.get(key, catalogue.facts[key].default) for key in questions},
    )
