"""Several items that are one thing become one code; the other names live on as aliases (三不统一)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.catalogue import Catalogue, MatterDraft, MatterItemDraft
from services.catalog.snapshot import ItemSnapshot

LONGEST_ALIAS = 60


@dataclass(frozen=True)
class Merger:
    """What merging does to the drafts, before anything is done. `item` is the kept one with all its names,
    `others` the codes that are offered no more, `matters` the drafts that change; `mark` names exactly this."""

    item: ItemSnapshot
    others: tuple[ItemSnapshot, ...]
    matters: tuple[MatterDraft, ...]
    mark: str

    @property
    def new_names(self) -> tuple[str, ...]:
        return tuple(name for one in self.others for name in (one.name, *one.aliases) if name in self.item.aliases)


def merger(catalogue: Catalogue, keep: str, others: Sequence[str]) -> Merger:
    """The plan. Pure. Raises Invalid for codes that cannot become one."""
    wanted = [code for code in dict.fromkeys(others) if code and code != keep]
    unknown = [code for code in (keep, *wanted) if code not in catalogue.items]
    if unknown or not wanted:
        raise Invalid(_("Choose the code to keep and at least one other item that is the same thing."))
    kept, gone = catalogue.items[keep], tuple(catalogue.items[code] for code in wanted)
    houses = {catalogue.departments[one.department].organisation for one in (kept, *gone)}
    if len(houses) > 1:
        raise Invalid(_("Items of different organisations stay apart, whatever they are called."))
    results = [one.label for one in gone if one.result.material and one.result.material != kept.result.material]
    if results:
        raise Invalid(
            _("Other items need the result of “%(item)s” as a paper. Let “%(keep)s” give that result first.")
            % {"item": results[0], "keep": kept.label}
        )
    item = replace(kept, aliases=_aliases(kept, gone))
    matters = tuple(
        changed for draft in catalogue.matters.values() if (changed := _with(draft, keep, frozenset(wanted))) != draft
    )
    return Merger(item, gone, matters, _mark(item, gone, matters, catalogue))


def _aliases(kept: ItemSnapshot, gone: Iterable[ItemSnapshot]) -> tuple[str, ...]:
    names = [*kept.aliases, *(name for one in gone for name in (one.name, *one.aliases))]
    return tuple(dict.fromkeys(name[:LONGEST_ALIAS] for name in names if name != kept.name))


def _with(draft: MatterDraft, keep: str, gone: frozenset[str]) -> MatterDraft:
    """The matter with one row for what were several: it waits for all they waited for, and is needed
    whenever one of them was."""
    same = [row for row in draft.items if row.item == keep or row.item in gone]
    if not any(row.item in gone for row in same):
        return draft

    def renamed(codes: Iterable[str], own: str) -> tuple[str, ...]:
        found = dict.fromkeys(keep if code in gone else code for code in codes)
        return tuple(code for code in found if code != own)

    conditions = [row.include_when for row in same]
    needs = renamed((code for row in same for code in row.needs), keep)
    soft = tuple(code for code in renamed((code for row in same for code in row.soft), keep) if code not in needs)
    one = MatterItemDraft(
        item=keep,
        include_when="" if "" in conditions else _either(conditions),
        needs=needs,
        soft=soft,
        phase="main" if any(row.phase != "post" for row in same) else "post",
    )
    rows: list[MatterItemDraft] = []
    for row in draft.items:
        if row not in same:
            rows.append(replace(row, needs=renamed(row.needs, row.item), soft=renamed(row.soft, row.item)))
        elif one not in rows:
            rows.append(one)
    return replace(draft, items=tuple(rows))


def _either(conditions: Iterable[str]) -> str:
    each = list(dict.fromkeys(conditions))
    return each[0] if len(each) == 1 else " or ".join(f"({one})" for one in each)


def _mark(
    item: ItemSnapshot, gone: tuple[ItemSnapshot, ...], matters: tuple[MatterDraft, ...], catalogue: Catalogue
) -> str:
    before = [catalogue.matters[one.code] for one in matters]
    return hashlib.sha256(repr((item, gone, matters, before)).encode()).hexdigest()[:16]
