"""What items stand on: every clause they cite with its words, and whether it still holds (A18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from services.regulations.models import Citation, Clause, Edition

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


def cited_by(items: Collection[str] | None = None) -> dict[str, list[Cited]]:
    """{item code: what it stands on}, of these items or of all; three statements whatever their number."""
    rows = Citation.objects.select_related("item", "regulation").order_by("regulation__code", "anchor", "step")
    if items is not None:
        rows = rows.filter(item__code__in=items)
    citations = list(rows)
    regulations = {one.regulation_id for one in citations}
    standing = set(Edition.objects.in_force().filter(regulation__in=regulations).values_list("pk", "regulation"))
    editions, in_force = {pk for pk, _regulation in standing}, {regulation for _pk, regulation in standing}
    clauses = _latest(regulations, editions)
    found: dict[str, list[Cited]] = defaultdict(list)
    for one in citations:
        clause = clauses.get((one.regulation_id, one.anchor))
        found[one.item.code].append(_cited(one, clause, one.regulation_id in in_force, editions))
    return dict(found)


def _latest(regulations: set[int], in_force: set[int]) -> dict[tuple[int, str], Clause]:
    """Each clause as the edition in force has it, else as the last edition that had it."""
    rows = Clause.objects.filter(edition__regulation__in=regulations).select_related("edition")
    ordered = sorted(rows, key=lambda one: (one.edition_id in in_force, one.edition.number))
    return {(one.edition.regulation_id, one.anchor): one for one in ordered}


def _cited(one: Citation, clause: Clause | None, stands: bool, editions: set[int]) -> Cited:
    if not stands or (clause is not None and clause.edition_id in editions and clause.repealed):
        state = REPEALED
    elif one.anchor and (clause is None or clause.edition_id not in editions):
        state = MISSING
    else:
        state = VALID
    return Cited(
        key=one.pk,
        item=one.item.code,
        step=one.step,
        regulation=one.regulation.code,
        title=one.regulation.title,
        anchor=one.anchor,
        label=clause.label if clause else one.anchor,
        text=clause.text if clause else "",
        state=state,
    )
