"""Writes matters, their questions, items and dependencies into the tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.catalog.catalogue import Catalogue, MatterDraft
from services.catalog.models import (
    FixedFact,
    LifeEvent,
    Matter,
    MatterDependency,
    MatterItem,
    MatterQuestion,
)
from services.catalog.syncing import Ids, sync, upsert


def write_matters(catalogue: Catalogue, departments: Ids, facts: Ids, items: Ids) -> None:
    """Create or update the matters the catalogue names; the ids are those of what they refer to, by code."""
    events = upsert(
        LifeEvent,
        "code",
        [
            {"code": one.code, "name": one.name, "name_en": one.name_en, "icon": one.icon, "position": place}
            for place, one in enumerate(catalogue.life_events.values())
        ],
    )
    matters = catalogue.matters.values()
    ids = upsert(Matter, "code", [_matter_row(one, place, departments, events) for place, one in enumerate(matters)])
    sync(
        MatterQuestion,
        "matter_id",
        {
            ids[one.code]: [{"fact_id": facts[key], "reference": one.reference[key]} for key in one.question_ids]
            for one in matters
        },
    )
    sync(
        FixedFact,
        "matter_id",
        {
            ids[one.code]: [{"fact_id": facts[key], "value": value} for key, value in one.fixed.items()]
            for one in matters
        },
    )
    sync(
        MatterItem,
        "matter_id",
        {
            ids[one.code]: [
                {"item_id": items[row.item], "include_when": row.include_when, "phase": row.phase} for row in one.items
            ]
            for one in matters
        },
    )
    _write_dependencies(matters, ids)


def _matter_row(one: MatterDraft, place: int, departments: Ids, events: Ids) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "lead_department_id": departments[one.lead_department],
        "audience": list(one.audience),
        "intro": one.intro,
        "intro_en": one.intro_en,
        "aliases": list(one.aliases),
        "aliases_en": list(one.aliases_en),
        "life_event_id": events.get(one.life_event),
        "extra_visits": one.extra_visits,
        "position": place,
    }


def _write_dependencies(matters: Iterable[MatterDraft], ids: Ids) -> None:
    rows = MatterItem.objects.filter(matter_id__in=ids.values()).values_list("matter__code", "item__code", "pk")
    places = {(matter, item): pk for matter, item, pk in rows}
    sync(
        MatterDependency,
        "successor_id",
        {
            places[one.code, row.item]: [
                {"predecessor_id": places[one.code, before], "kind": kind}
                for kind, codes in (("hard", row.needs), ("soft", row.soft))
                for before in codes
            ]
            for one in matters
            for row in one.items
        },
    )
