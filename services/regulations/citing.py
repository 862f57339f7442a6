"""What items stand on: every clause they cite with its words, and whether it still holds (A18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from services.regulations.models import Citation, Edition

VALID, REPEALED, MISSING = "valid", "repealed", "missing"


@dataclass(frozen=True)
class Cited:
    """One clause an item stands on, or a regulation as a whole (no anchor).

    `state`: "valid", "repealed" for a clause or regulation, "missing" for a clause the edition in force
    does not have; its words are then those of the last edition that had it. `step` counts from 0, None
    for the item as a whole.
    """

    key: int
    item: str
    step: int | None
    regulation: str
    title: str
    anchor: str
    label: str
    text: str
    state: str

    @property
    def words(self) -> str:
        """As one quotes it: 《公司公务接待管理办法》第三条."""
        return f"《{self.title}》{self.label}"

    @property
    def holds(self) -> bool:
        return self.state == VALID

    @property
    def place(self) -> str:
        """Regulation and anchor, as an address needs them."""
        return f"{self.regulation}/#{self.anchor}" if self.anchor else f"{self.regulation}/"


@dataclass(frozen=True)
class _Text:
    """One clause of one edition, as one statement reads both."""

    regulation: int
    number: int
    in_force: bool
    anchor: str
    label: str
    text: str
    repealed: bool


def cited_by(items: Collection[str] | None = None) -> dict[str, list[Cited]]:
    """{item code: what it stands on}, of these items or of all that are offered; two statements."""
    rows = Citation.objects.select_related("item", "regulation").order_by("regulation__code", "anchor", "step")
    citations = list(rows.filter(item__merged_into=None) if items is None else rows.filter(item__code__in=items))
    texts = _texts({one.regulation_id for one in citations})
    standing = {one.regulation for one in texts if one.in_force}
    # Each clause as the edition in force has it, else as the last edition that had it.
    latest = {(one.regulation, one.anchor): one for one in texts}
    found: dict[str, list[Cited]] = defaultdict(list)
    for one in citations:
        clause = latest.get((one.regulation_id, one.anchor))
        found[one.item.code].append(_cited(one, clause, one.regulation_id in standing))
    return dict(found)


def _texts(regulations: set[int]) -> list[_Text]:
    """Every clause of every edition, those in force last; an edition without clauses as one without words."""
    if not regulations:
        return []
    today = timezone.localdate()
    names = ("clauses__anchor", "clauses__label", "clauses__text", "clauses__repealed")
    rows = Edition.objects.filter(regulation__in=regulations).order_by()
    found = [
        _Text(
            regulation,
            number,
            begins <= today and (ends is None or ends > today),
            anchor or "",
            label or "",
            text or "",
            bool(repealed),
        )
        for regulation, number, begins, ends, anchor, label, text, repealed in rows.values_list(
            "regulation", "number", "effective_from", "ends_on", *names
        )
    ]
    return sorted(found, key=lambda one: (one.in_force, one.number))


def _cited(one: Citation, clause: _Text | None, stands: bool) -> Cited:
    if not stands or (one.anchor and clause is not None and clause.in_force and clause.repealed):
        state = REPEALED
    elif one.anchor and (clause is None or not clause.in_force):
        state = MISSING
    else:
        state = VALID
    named = clause if one.anchor else None
    return Cited(
        key=one.pk,
        item=one.item.code,
        step=one.step,
        regulation=one.regulation.code,
        title=one.regulation.title,
        anchor=one.anchor,
        label=named.label if named else one.anchor,
        text=named.text if named else "",
        state=state,
    )
