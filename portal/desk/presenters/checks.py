"""Review points: what the system checked, what somebody looked at before, what is still open (审查要点)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from portal.casefile import values
from services.cases.models import CaseItem, Opinion
from services.catalog.snapshot import ConditionSnapshot
from services.dictionary.validation import check_item_conditions

PREFIX = "point-"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Check:
    """One point of components/checklist.html. `value` is yes, no or "" while nobody has looked."""

    id: str
    title: str
    note: str
    checked_by_system: bool
    value: str

    @property
    def name(self) -> str:
        return PREFIX + self.id

    @property
    def is_open(self) -> bool:
        return not self.value


def checks_of(item: CaseItem, opinions: Iterable[Opinion], papers: Iterable[str]) -> list[Check]:
    """The item's conditions: system checks answered from the form, the others as answered before, else open."""
    typed = item.case.values()
    unmet = {one.condition_id for one in check_item_conditions([item.snapshot], typed)}
    before = earlier_answers(opinions)
    names = _(", ").join(papers)
    return [check_of(one, item, typed, unmet, before, names) for one in item.snapshot.conditions]


def check_of(
    condition: ConditionSnapshot,
    item: CaseItem,
    typed: Mapping[str, object],
    unmet: set[str],
    before: Mapping[str, tuple[str, str]],
    papers: str,
) -> Check:
    if condition.check and all(typed.get(name) is not None for name in condition.types):
        facts = values.labels_of(item.case, sorted(condition.types))
        note = _("Checked by the system: %(facts)s") % {
            "facts": _(", ").join(f"{label} {value}" for label, value in facts)
        }
        return Check(condition.id, condition.label, note, True, NO if condition.id in unmet else YES)
    if condition.id in before:
        value, who = before[condition.id]
        return Check(condition.id, condition.label, _("looked at by %(name)s") % {"name": who}, False, value)
    where = papers or _("the application form")
    return Check(condition.id, condition.label, _("To be looked at: %(papers)s") % {"papers": where}, False, "")


def earlier_answers(opinions: Iterable[Opinion]) -> dict[str, tuple[str, str]]:
    """{condition id: (yes or no, who looked)} from the latest step that answered."""
    found: dict[str, tuple[str, str]] = {}
    for opinion in opinions:
        name = opinion.author.name if opinion.author else ""
        for point in opinion.review_points:
            found[str(point["id"])] = (YES if point.get("holds") else NO, name)
    return found


def answered(checks: Iterable[Check], given: Mapping[str, str]) -> list[Check]:
    """The checks as somebody just answered them in the form."""
    return [replace(one, value=given[one.name]) if given.get(one.name) in (YES, NO) else one for one in checks]


def checks_note(checks: list[Check]) -> str:
    """4 项，系统已核对 2 项."""
    return _("%(all)d points, %(system)d checked by the system") % {
        "all": len(checks),
        "system": sum(one.checked_by_system for one in checks),
    }


def open_note(checks: Iterable[Check]) -> tuple[str, str]:
    """("还有 1 项要点没看", address of the first open one), or two empty texts."""
    left = [one for one in checks if one.is_open]
    if not left:
        return "", ""
    return _("%(n)d points not looked at yet") % {"n": len(left)}, f"#check-{left[0].name}"
