"""Why: each item, each exclusion and the promise in sentences an applicant understands."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.catalog import graph
from services.catalog.answers import vocabulary
from services.catalog.graph import Scenario
from services.catalog.snapshot import MatterItemSnapshot, MatterSnapshot
from services.conditions import compile, grounds
from services.dictionary.shapes import plain


class Reasons:
    """Reasons for one set of facts, in the active language."""

    def __init__(self, matter: MatterSnapshot, facts: Mapping[str, Any]):
        self.matter = matter
        self.facts = facts
        self.vocabulary = vocabulary(matter)

    def of(self, one: MatterItemSnapshot) -> str:
        """Why the item is in, or out: "因为来宾人数 ≥ 10"."""
        if not one.include_when:
            return _("Part of every such case")
        condition = compile(one.include_when, self.matter.fact_types)
        return _("Because %(grounds)s") % {"grounds": grounds(condition, self.facts, self.vocabulary)}


def promise_lines(plan: Scenario) -> tuple[str, ...]:
    """How the promised limit comes about: the longest chain, item by item, and its sum."""
    matter = plan.matter
    path = plan.longest_path(graph.promised) if matter.unit == "ch" else plan.worst_case(graph.promised)
    if path.amount == 0:
        return (_("Every item is decided on the spot."),)
    lines = [_("Items that run side by side are not added up; only the longest chain counts.")]
    for code in path.codes:
        item = matter.by_code[code].item
        lines.append(
            _("%(item)s (%(department)s): %(length)s")
            % {
                "item": item.label,
                "department": matter.department_label(item.department),
                "length": length_in_words(item.promised.amount, item.unit),
            }
        )
    lines.append(_("In all at most %(length)s") % {"length": length_in_words(path.amount, matter.unit)})
    return tuple(lines)


def length_in_words(amount: Decimal, unit: str) -> str:
    """A limit as people say it: "半个工作日", "2 个工作日", "30 分钟", "4.6 小时", "当场办结"."""
    if unit == "ch" and 0 < amount < 1 and amount * 60 == int(amount * 60):
        minutes = int(amount * 60)
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if unit == "ch":
        return ngettext("%(amount)s hour", "%(amount)s hours", 1 if amount == 1 else 2) % {"amount": plain(amount)}
    if amount == 0:
        return _("decided on the spot")
    if amount == Decimal("0.5"):
        return _("half a working day")
    return ngettext("%(amount)s working day", "%(amount)s working days", 1 if amount == 1 else 2) % {
        "amount": plain(amount)
    }
