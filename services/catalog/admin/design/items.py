"""Sections 2 and 3: which items, in which order and phase, and what waits for what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.admin.design.controls import Control, code_of, in_chosen_order
from services.catalog.admin.design.stage import Stage
from services.catalog.catalogue import MatterDraft, MatterItemDraft
from services.catalog.diff.items import countersign_in_words
from services.catalog.drawing import draw, flow_rows
from services.catalog.models import ServiceItem
from services.catalog.reasons import length_in_words
from services.regulations.citing import Cited, cited_by

BLANK_ROWS = 3


def context(stage: Stage) -> dict[str, Any]:
    """The items as rows, and every other item of the catalogue to choose from."""
    codes = [row.item for row in stage.draft.items]
    cited = cited_by(codes)
    ids = dict(ServiceItem.objects.filter(code__in=codes).values_list("code", "pk"))
    return {
        "rows": [
            _row(stage, row, place, ids, cited.get(row.item, []))
            for place, row in enumerate(stage.draft.items, start=1)
        ],
        "others": [one for code, one in stage.catalogue.items.items() if code not in codes],
        # Only an empty matter begins from another one.
        "templates": [] if codes else [one for one in stage.catalogue.matters.values() if one.items],
        "new_item_url": reverse("admin:catalog_serviceitem_add") + f"?for_matter={stage.matter.pk}",
    }


def _row(stage: Stage, row: MatterItemDraft, place: int, ids: dict[str, int], cited: list[Cited]) -> dict[str, Any]:
    item = stage.catalogue.items[row.item]
    department = stage.catalogue.departments[item.department]
    phases = [("main", _("inside the limit")), ("post", _("after the event"))]
    return {
        "code": row.item,
        "label": item.label,
        "department": department.name,
        "limit": length_in_words(item.promised.amount, item.unit),
        "statutory": length_in_words(item.statutory.amount, item.unit),
        "steps": [step.label for step in item.steps],
        "countersigns": [countersign_in_words(one, stage.snapshot, item.unit) for one in item.countersigns],
        "gone": [one.words for one in cited if not one.holds],
        "url": reverse("admin:catalog_serviceitem_change", args=[ids[row.item]]) + f"?for_matter={stage.matter.pk}",
        "position": Control(
            f"position-{row.item}", _("place of %(item)s") % {"item": item.label}, str(place), kind="number"
        ),
        "phase": Control(f"phase-{row.item}", _("phase of %(item)s") % {"item": item.label}, row.phase, phases),
    }


def read(stage: Stage, posted: QueryDict) -> MatterDraft:
    """The draft with the rows as they were sent. Raises Invalid."""
    rows = {row.item: row for row in stage.draft.items}
    kept = [code for code in in_chosen_order(posted, rows) if not posted.get(f"remove-{code}")]
    items = [
        replace(
            rows[code],
            phase="post" if posted.get(f"phase-{code}", rows[code].phase) == "post" else "main",
            needs=tuple(one for one in rows[code].needs if one in kept),
            soft=tuple(one for one in rows[code].soft if one in kept),
        )
        for code in kept
    ]
    added = code_of(posted.get("add") or "")
    if added:
        items.append(MatterItemDraft(_addable(stage, added, kept)))
    return replace(stage.draft, items=tuple(items))


def _addable(stage: Stage, code: str, kept: list[str]) -> str:
    if code not in stage.catalogue.items:
        raise Invalid(_("There is no item %(code)s. Choose one of the list, or create it.") % {"code": code})
    if code in kept:
        raise Invalid(_("%(code)s is already part of this matter.") % {"code": code})
    return code


# ---- what waits for what --------------------------------------------------------------


def flow_context(stage: Stage) -> dict[str, Any]:
    """The drawing, its text twin, and the dependencies as rows that read as sentences."""
    edges = list(_edges(stage.draft))
    names = [("", "—"), *((row.item, stage.catalogue.items[row.item].label) for row in stage.draft.items)]
    blank: list[tuple[str, str, str]] = [("", "", "hard")] * (BLANK_ROWS if len(stage.draft.items) > 1 else 0)
    return {
        "drawing": draw(stage.snapshot),
        "twin": flow_rows(stage.snapshot),
        "edges": [
            {
                "number": number,
                "given": bool(successor),
                "successor": Control(f"succ-{number}", _("this item"), successor, names),
                "predecessor": Control(f"pred-{number}", _("waits for"), predecessor, names),
                "kind": Control(f"kind-{number}", _("how"), kind, _kinds()),
            }
            for number, (successor, predecessor, kind) in enumerate([*edges, *blank])
        ],
        "edge_count": len(edges) + len(blank),
    }


def _kinds() -> list[tuple[str, str]]:
    return [("hard", _("must be approved first")), ("soft", _("may run at once, result provisional"))]


def _edges(draft: MatterDraft) -> Iterator[tuple[str, str, str]]:
    for row in draft.items:
        for kind, before in (("hard", row.needs), ("soft", row.soft)):
            for code in before:
                yield row.item, code, kind


def read_flow(stage: Stage, posted: QueryDict) -> MatterDraft:
    """The draft with these dependencies. Raises Invalid for one that cannot be."""
    codes = [row.item for row in stage.draft.items]
    wanted: dict[str, dict[str, list[str]]] = {code: {"hard": [], "soft": []} for code in codes}
    for number in range(_count(posted)):
        successor, predecessor = posted.get(f"succ-{number}") or "", posted.get(f"pred-{number}") or ""
        if not (successor and predecessor) or posted.get(f"remove-{number}"):
            continue
        if successor not in wanted or predecessor not in wanted:
            raise Invalid(_("Only items of this matter wait for one another."))
        if successor == predecessor:
            raise Invalid(_("An item cannot wait for itself. Choose another one."))
        kind = "soft" if posted.get(f"kind-{number}") == "soft" else "hard"
        if predecessor not in wanted[successor]["hard"] + wanted[successor]["soft"]:
            wanted[successor][kind].append(predecessor)
    items = tuple(
        replace(row, needs=tuple(wanted[row.item]["hard"]), soft=tuple(wanted[row.item]["soft"]))
        for row in stage.draft.items
    )
    return replace(stage.draft, items=items)


def _count(posted: QueryDict) -> int:
    raw = posted.get("edge_count") or "0"
    return min(int(raw), 400) if raw.isdecimal() else 0
