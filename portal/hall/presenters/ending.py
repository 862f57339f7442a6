"""What withdrawing does to every department's part of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.hall.presenters.lights import item_light
from workflows.queries.casefile import CaseView, ItemView
from workflows.queries.withdrawal import Branch, Withdrawal


@dataclass(frozen=True)
class Effect:
    """One row: how the item stands now (`state`, `words`) and what becomes of it, sentence by sentence."""

    department: str
    item: str
    state: str
    words: str
    sentences: tuple[str, ...]


def effects_of(view: CaseView, plan: Withdrawal) -> list[Effect]:
    lights: Mapping[int, ItemView] = {one.item.pk: one for one in view.items}
    return [effect_of(lights[one.item.pk], one, view) for one in plan.branches]


def effect_of(one: ItemView, branch: Branch, view: CaseView) -> Effect:
    light = item_light(one, view.case)
    return Effect(one.item.department.title, one.item.title, light.state, light.words, tuple(branch.sentences))
