"""The papers of a case: answers, form with sources, materials, opinions, objections (R16, R84)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.utils.dateparse import parse_datetime

from portal.api.presenters.cases import code_of
from portal.api.presenters.matters import element_options
from portal.api.reading import FileReading
from services.cases.models import Case, CaseMaterial, Objection, Opinion, OwedValue
from services.dictionary import display
from services.dictionary.shapes import localised
from services.dictionary.snapshot import ElementSnapshot

Json = dict[str, Any]
# Turns the id of an upload into the address of its content.
ContentUrl = Callable[[Any], str]


def file_shape(case: Case, reading: FileReading, content_url: ContentUrl, *, plain: Collection[str] = ()) -> Json:
    """`plain` are the element keys this reader sees unmasked."""
    return {
        "readable": reading.readable,
        "answers": case.answers if reading.readable else {},
        "fields": form_fields(case, plain) if reading.readable else [],
        "materials": [material_shape(one, content_url) for one in reading.materials],
        "opinions": [opinion_shape(one) for one in reading.opinions],
        "objections": [objection_shape(one) for one in reading.objections],
        "owed": [owed_shape(one) for one in reading.owed],
    }


def form_fields(case: Case, plain: Collection[str]) -> list[Json]:
    elements = case.version.typed.elements
    return [field_shape(key, entry, elements.get(key), key in plain) for key, entry in case.form.items()]


def field_shape(key: str, entry: Json, element: ElementSnapshot | None, plain: bool) -> Json:
    value = entry["value"]
    if element is None:
        # The version does not know it, so nobody can say how sensitive it is.
        element = ElementSnapshot(code=entry["element"], key=key, name=entry["name"], type="string", sensitivity="X")
    words = display.shown(element, value)
    masked = words if plain else display.masked(element, value)
    shape: Json = {
        "key": key,
        "element": element.code,
        "label": element.label,
        "type": element.type,
        "value": value if masked == words else masked,
        "shown": masked,
        "masked": masked != words,
        "source": source_shape(entry.get("source")),
    }
    return {**shape, "options": element_options(element)} if element.options and masked == words else shape


def source_shape(source: Json | None) -> Json | None:
    if not source:
        return None
    system = localised(source["system"], source.get("system_en", ""))
    return {"department": source["department"], "system": system, "as_of": parse_datetime(source["as_of"])}


def material_shape(one: CaseMaterial, content_url: ContentUrl) -> Json:
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "handling": one.handling,
        "status": one.status,
        "essential": one.essential,
        "used_by": one.used_by,
        "deferred_until": one.deferred_until,
        "check_due_at": one.check_due_at,
        "checked_at": one.checked_at,
        "false_at": one.false_at,
        "supplied_at": one.supplied_at,
        "file": one.upload,
        "content_url": content_url(one.upload_id) if one.upload_id else None,
    }


def opinion_shape(one: Opinion) -> Json:
    return {
        "at": one.created_at,
        "item": one.item.code if one.item else None,
        "step": one.step,
        "kind": one.kind,
        "action": one.action,
        "department": code_of(one.department),
        "author": one.author.username if one.author else None,
        "author_name": one.author.name if one.author else None,
        "acting_for": one.acting_for.username if one.acting_for else None,
        "text": one.text,
        "reason_code": one.reason_code,
        "basis": one.basis,
        "cure": one.cure,
        "conditions": one.conditions,
        "suggest": one.suggest,
        "tacit": one.tacit,
        "review_points": one.review_points,
    }


def owed_shape(one: OwedValue) -> Json:
    """What a silent register owes, and whether its department has supplied it (R44)."""
    return {
        "element": one.element,
        "label": one.label,
        "department": one.department.code,
        "system": one.source,
        "since": one.since,
        "supplied_at": one.supplied_at,
    }


def objection_shape(one: Objection) -> Json:
    return {
        "element": one.element,
        "label": one.label,
        "claim": one.claim,
        "source": code_of(one.source),
        "at": one.created_at,
        "due_at": one.due_at,
        "verdict": one.verdict or None,
        "answer": one.answer,
        "answered_at": one.answered_at,
    }


def waiting_objection_shape(one: Objection) -> Json:
    return {"id": one.pk, "case": one.case.number, **objection_shape(one)}
