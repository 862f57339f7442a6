"""What withdrawing does to every department's part of a case."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.hall.presenters.lights import NOT_BEGUN, item_light
from services.cases.states import ITEM_ENDED
from workflows.queries.casefile import CaseView, ItemView


@dataclass(frozen=True)
class Effect:
    department: str
    item: str
    state: str
    words: str
    effect: str


def effects_of(view: CaseView) -> list[Effect]:
    rows = []
    for one in view.items:
        light = item_light(one, view.case)
        rows.append(Effect(one.item.department.title, one.item.title, light.state, light.words, effect_on(one)))
    return rows


def effect_on(one: ItemView) -> str:
    if one.item.state in ITEM_ENDED:
        return _("stays on file, but no result is handed over")
    if one.item.state in NOT_BEGUN:
        return _("will not begin")
    if one.step is not None and one.step.holder:
        return _("%(person)s stops working on it and is told") % {"person": one.step.holder}
    return _("the department stops working on it and is told")
