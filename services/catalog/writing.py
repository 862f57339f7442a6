"""Writes a catalogue from memory into the tables. May be run again: what is the same is left alone.

What the catalogue does not name stays as it is; what belongs to a named parent (steps of an item,
questions of a matter) becomes exactly what the catalogue says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from departments.org.models import Department
from services.catalog.catalogue import Catalogue
from services.catalog.matter_writing import write_matters
from services.catalog.models import (
    Countersign,
    CountersignDepartment,
    Fact,
    FactOption,
    ItemCondition,
    ItemElement,
    ItemMaterial,
    ItemStep,
    Material,
    MaterialElement,
    ServiceItem,
    SpecialProcedure,
)
from services.catalog.snapshot import ElementSnapshot, ItemSnapshot, OptionSnapshot, QuestionSnapshot
from services.catalog.syncing import Ids, Rows, sync, upsert
from services.dictionary.models import CodeSet, CodeValue, DataElement, Topic


def write_catalogue(catalogue: Catalogue) -> None:
    """Create or update everything the catalogue names. Expects departments to exist already."""
    departments: Ids = dict(Department.objects.values_list("code", "pk"))
    elements = _write_dictionary(catalogue, departments)
    materials = _write_materials(catalogue, elements)
    facts = write_facts(catalogue.facts.values())
    items = _write_items(catalogue, departments, elements, materials)
    write_matters(catalogue, departments, facts, items)


def _write_dictionary(catalogue: Catalogue, departments: Ids) -> Ids:
    topics = upsert(
        Topic,
        "code",
        [
            {"code": one.code, "name": one.name, "name_en": one.name_en, "position": place}
            for place, one in enumerate(catalogue.topics.values())
        ],
    )
    sets = upsert(
        CodeSet, "code", [{"code": one.code, "standard": one.standard} for one in catalogue.code_sets.values()]
    )
    sync(CodeValue, "code_set_id", {sets[one.code]: _options(one.options) for one in catalogue.code_sets.values()})
    rows = [_element_row(one, departments, sets, topics) for one in catalogue.elements.values()]
    by_code = upsert(DataElement, "code", rows)
    ids = {one.key: by_code[one.code] for one in catalogue.elements.values()}
    # The links between elements follow once all of them exist.
    links = [
        {"code": one.code, "after_id": ids.get(one.after), "derived_from_id": ids.get(one.derived)}
        for one in catalogue.elements.values()
    ]
    upsert(DataElement, "code", links)
    return ids


def _options(options: Iterable[OptionSnapshot]) -> list[dict[str, Any]]:
    return [{"value": one.value, "name": one.name, "name_en": one.name_en} for one in options]


def _element_row(one: ElementSnapshot, departments: Ids, sets: Ids, topics: Ids) -> dict[str, Any]:
    return {
        "code": one.code,
        "key": one.key,
        "name": one.name,
        "name_en": one.name_en,
        "type": one.type,
        "code_set_id": sets[one.code_set] if one.code_set else None,
        "pattern": one.pattern,
        "min_value": one.min,
        "max_value": one.max,
        "min_length": one.min_len,
        "max_length": one.max_len,
        "check_rule": one.check,
        "source_id": departments[one.source] if one.source else None,
        "sensitivity": one.sensitivity,
        "self_service": one.self_service,
        "asked_if_unknown": one.asked_if_unknown,
        "from_fact": one.from_fact,
        "from_fact_values": one.from_fact_values,
        "topic_id": topics.get(one.topic),
        "format_hint": one.format_hint,
        "format_hint_en": one.format_hint_en,
        "example": one.example,
        "note": one.note,
    }


def _write_materials(catalogue: Catalogue, elements: Ids) -> Ids:
    same = ["code", "name", "name_en", "source", "exempt", "essential", "deferrable", "defer_days"]
    same += ["commitment", "validity_days"]
    ids = upsert(
        Material, "code", [{name: getattr(one, name) for name in same} for one in catalogue.materials.values()]
    )
    sync(
        MaterialElement,
        "material_id",
        {
            ids[one.code]: [{"element_id": elements[key]} for key in one.from_elements]
            for one in catalogue.materials.values()
        },
    )
    return ids


def write_facts(facts: Collection[QuestionSnapshot], *, first: int = 0) -> Ids:
    """Create or update facts, whose places begin at `first`."""
    ids = upsert(
        Fact,
        "code",
        [
            {
                "code": one.id,
                "type": one.type,
                "text": one.text,
                "text_en": one.text_en,
                "min_value": one.min,
                "max_value": one.max,
                "default": one.default,
                "position": place,
            }
            for place, one in enumerate(facts, start=first)
        ],
    )
    sync(FactOption, "fact_id", {ids[one.id]: _options(one.options) for one in facts})
    return ids


def _write_items(catalogue: Catalogue, departments: Ids, elements: Ids, materials: Ids) -> Ids:
    items = catalogue.items.values()
    ids = upsert(ServiceItem, "code", [_item_row(one, departments, materials) for one in items])
    parts: dict[type[models.Model], Rows] = {
        ItemStep: {
            ids[one.code]: [
                {
                    "name": step.name,
                    "name_en": step.name_en,
                    "role": step.role,
                    "of_applicant": step.of_applicant,
                    "days": step.days,
                }
                for step in one.steps
            ]
            for one in items
        },
        ItemCondition: {
            ids[one.code]: [
                {"code": row.id, "text": row.text, "text_en": row.text_en, "check_expression": row.check}
                for row in one.conditions
            ]
            for one in items
        },
        ItemMaterial: {
            ids[one.code]: [{"material_id": materials[row.code], "when": row.when} for row in one.materials]
            for one in items
        },
        ItemElement: {ids[one.code]: [{"element_id": elements[key]} for key in one.elements] for one in items},
        SpecialProcedure: {
            ids[one.code]: [
                {"code": row.code, "name": row.name, "name_en": row.name_en, "max_days": row.max_days}
                for row in one.special_procedures
            ]
            for one in items
        },
    }
    for model, rows in parts.items():
        sync(model, "item_id", rows)
    _write_countersigns(catalogue, ids, departments)
    return ids


def _item_row(one: ItemSnapshot, departments: Ids, materials: Ids) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "department_id": departments[one.department],
        "type": one.type,
        "audience": list(one.audience),
        "unit": one.unit,
        "statutory": one.statutory.amount,
        "promised": one.promised.amount,
        "legacy": one.legacy_amount,
        "legacy_visits": one.legacy_visits,
        "promised_visits": one.promised_visits,
        "legacy_steps": one.legacy_steps,
        "basis": one.basis,
        "result_name": one.result.name,
        "result_name_en": one.result.name_en,
        "result_material_id": materials[one.result.material] if one.result.material else None,
        "result_validity_days": one.result.validity_days,
        "yellow_threshold": one.yellow_threshold,
        "resupply_days": one.resupply_days,
        "aliases": list(one.aliases),
        # What the catalogue names is offered: an import that brings a merged code back lets it stand by itself.
        "merged_into_id": None,
    }


def _write_countersigns(catalogue: Catalogue, items: Ids, departments: Ids) -> None:
    groups = {
        items[one.code]: [
            {"policy": row.policy, "quorum": row.quorum, "days": row.days, "on_timeout": row.on_timeout}
            for row in one.countersigns
        ]
        for one in catalogue.items.values()
    }
    sync(Countersign, "item_id", groups)
    found = {
        (item, position): pk
        for item, position, pk in Countersign.objects.filter(item_id__in=groups).values_list(
            "item_id", "position", "pk"
        )
    }
    sync(
        CountersignDepartment,
        "countersign_id",
        {
            found[items[one.code], place]: [
                {"department_id": departments[code], "weight": row.weight_of(code)} for code in row.departments
            ]
            for one in catalogue.items.values()
            for place, row in enumerate(one.countersigns)
        },
    )
