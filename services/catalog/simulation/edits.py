"""What if: a limit changed, a step dropped, merged or done by the system. A new snapshot, the old one untouched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.snapshot import ItemSnapshot, LimitSnapshot, MatterSnapshot, StepSnapshot

KEEP, ELIMINATE, SIMPLIFY, INTEGRATE, AUTOMATE = VERDICTS = ("keep", "eliminate", "simplify", "integrate", "automate")


@dataclass(frozen=True)
class StepEdit:
    """A verdict of the worksheet on one step (ESIA). `days` is its new length, for simplify and integrate.

    eliminate: the step goes, with its days. simplify: it stays and takes `days`. integrate: it is
    merged into the step before it (the first one into the one after), which then takes `days`, or
    what the longer of the two took. automate: the system does it at once.
    """

    item: str
    step: int
    verdict: str
    days: Decimal | None = None


@dataclass(frozen=True)
class LimitEdit:
    """Another promised limit; the steps are scaled to add up to it."""

    item: str
    promised: Decimal


@dataclass(frozen=True)
class DropItem:
    """The whole item goes; what waited for it waits for what it waited for."""

    item: str


Edit = StepEdit | LimitEdit | DropItem


def edited(matter: MatterSnapshot, edits: Iterable[Edit]) -> MatterSnapshot:
    """The matter as it would be. Raises Invalid for what cannot be done."""
    wanted = list(edits)
    items = {one.item.code: one for one in matter.items}
    for code in {edit.item for edit in wanted}:
        if code not in items:
            raise Invalid(_("“%(matter)s” has no item %(code)s.") % {"matter": matter.label, "code": code})
        steps = [edit for edit in wanted if isinstance(edit, StepEdit) and edit.item == code]
        item = _with_steps(items[code].item, steps)
        for edit in wanted:
            if isinstance(edit, LimitEdit) and edit.item == code:
                item = _with_limit(item, edit.promised)
        items[code] = replace(items[code], item=item)
    changed = replace(matter, items=tuple(items[one.item.code] for one in matter.items))
    for edit in wanted:
        if isinstance(edit, DropItem):
            changed = _without(changed, edit.item)
    return changed


def _with_steps(item: ItemSnapshot, edits: list[StepEdit]) -> ItemSnapshot:
    if not edits:
        return item
    verdicts = {edit.step: edit for edit in edits}
    kept: list[StepSnapshot] = []
    forward: Decimal | None = None
    for place, step in enumerate(item.steps):
        edit = verdicts.get(place, StepEdit(item.code, place, KEEP))
        if edit.verdict == INTEGRATE and kept:
            kept[-1] = replace(kept[-1], days=_merged(kept[-1].days, step.days, edit.days))
        elif edit.verdict == INTEGRATE:
            forward = step.days if edit.days is None else edit.days
        elif edit.verdict != ELIMINATE:
            step = _single(step, edit)
            kept.append(step if forward is None else replace(step, days=max(step.days, forward)))
            forward = None
    if not kept:
        raise Invalid(
            _("Nobody would decide %(item)s any more: keep its deciding step, or drop the item.") % {"item": item.label}
        )
    return _reckoned(item, tuple(kept))


def _single(step: StepSnapshot, edit: StepEdit) -> StepSnapshot:
    if edit.verdict == AUTOMATE:
        return replace(step, days=Decimal(0))
    if edit.verdict == SIMPLIFY and edit.days is not None:
        return replace(step, days=edit.days)
    return step


def _merged(one: Decimal, other: Decimal, wanted: Decimal | None) -> Decimal:
    return max(one, other) if wanted is None else wanted


def _reckoned(item: ItemSnapshot, steps: tuple[StepSnapshot, ...]) -> ItemSnapshot:
    """The promise is what the steps add up to; hours are shortened by what the steps lose."""
    total = sum((step.days for step in steps), Decimal(0))
    if item.unit != "wd":
        total = max(item.promised.amount - sum((step.days for step in item.steps), Decimal(0)) + total, Decimal(0))
    kind = "instant" if total == 0 and item.unit == "wd" else item.type if item.type != "instant" else "promise"
    return replace(item, steps=steps, promised=LimitSnapshot(total, item.unit), type=kind)


def _with_limit(item: ItemSnapshot, promised: Decimal) -> ItemSnapshot:
    if promised < 0 or promised > item.statutory.amount:
        raise Invalid(
            _("%(item)s may promise 0 to %(most)s.") % {"item": item.label, "most": f"{item.statutory.amount:f}"}
        )
    old = sum((step.days for step in item.steps), Decimal(0))
    share = promised / old if old else Decimal(0)
    steps = [replace(step, days=(step.days * share * 2).to_integral_value() / 2) for step in item.steps]
    # Half days do not divide evenly: the first step takes what is left over.
    rest = promised - sum((step.days for step in steps), Decimal(0))
    if steps:
        steps[0] = replace(steps[0], days=steps[0].days + rest)
    kind = "instant" if promised == 0 and item.unit == "wd" else "promise"
    return replace(item, steps=tuple(steps), promised=LimitSnapshot(promised, item.unit), type=kind)


def _without(matter: MatterSnapshot, code: str) -> MatterSnapshot:
    gone = matter.by_code[code]
    if len(matter.items) == 1:
        raise Invalid(_("“%(matter)s” would have no item left.") % {"matter": matter.label})

    def passed_on(codes: tuple[str, ...], inherited: tuple[str, ...]) -> tuple[str, ...]:
        kept = [one for one in codes if one != code]
        return tuple(dict.fromkeys([*kept, *(inherited if code in codes else ())]))

    rows = tuple(
        replace(one, needs=passed_on(one.needs, gone.needs), soft=passed_on(one.soft, ()))
        for one in matter.items
        if one.item.code != code
    )
    return replace(matter, items=rows)
