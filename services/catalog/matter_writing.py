"""Writes matters, their questions, items and dependencies into the tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from departments.org.models import Department
from services.catalog.catalogue import Catalogue, MatterDraft
from services.catalog.models import (
    Fact,
    FixedFact,
    LifeEvent,
    Matter,
    MatterDependency,
    MatterItem,
    MatterQuestion,
    ServiceItem,
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
    rows = [_matter_row(one, place, departments, events) for place, one in enumerate(matters)]
    _write(matters, rows, facts, items)


def write_matter(draft: MatterDraft, position: int) -> None:
    """Make one matter exactly what the draft says; whatever it refers to exists already."""
    departments = dict(Department.objects.filter(code=draft.lead_department).values_list("code", "pk"))
    events = dict(LifeEvent.objects.filter(code=draft.life_event).values_list("code", "pk"))
    facts = dict(Fact.objects.filter(code__in=[*draft.question_ids, *draft.fixed]).values_list("code", "pk"))
    items = dict(ServiceItem.objects.filter(code__in=[row.item for row in draft.items]).values_list("code", "pk"))
    _write([draft], [_matter_row(draft, position, departments, events)], facts, items)


def _write(
    matters: Collection[MatterDraft], rows: list[dict[str, Any]], facts: Mapping[str, int], items: Mapping[str, int]
) -> None:
    ids = upsert(Matter, "code", rows)
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


def _write_dependencies(matters: Collection[MatterDraft], ids: Ids) -> None:
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
