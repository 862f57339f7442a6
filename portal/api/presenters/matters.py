"""Published matters and their resolution for one set of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from services.cases.models import KeptPaper
from services.catalog.models import Matter
from services.catalog.resolution import ResolvedItem, ResolvedMaterial
from services.catalog.snapshot import (
    ElementSnapshot,
    MaterialSnapshot,
    MatterItemSnapshot,
    MatterSnapshot,
    OptionSnapshot,
    QuestionSnapshot,
)
from services.guide.search import Hit
from workflows.applying.application import ApplicationForm, FormField

Json = dict[str, Any]
# Two matters closer than this fit about equally well: better ask than guess.
CLOSE_SHARE = 0.93


def matter_row(matter: MatterSnapshot) -> Json:
    return {
        "code": matter.code,
        "name": matter.name,
        "name_en": matter.name_en,
        "lead_department": matter.lead_department,
        "departments": list(dict.fromkeys(one.item.department for one in matter.items)),
        "promised": matter.promised,
        "audience": list(matter.audience),
        "version": matter.version,
    }


def matter_page(matter: MatterSnapshot) -> Json:
    return {
        **matter_row(matter),
        "intro": matter.introduction,
        "statutory": matter.statutory,
        "questions": [question(one) for one in matter.questions],
        "items": [matter_item(one) for one in matter.items],
        "materials": [material(one, users_of(one.code, matter)) for one in matter.materials.values()],
        "before_after": matter.figures,
    }


def question(one: QuestionSnapshot) -> Json:
    shape: Json = {"id": one.id, "type": one.type, "text": one.label, "default": one.default}
    if one.options:
        shape["options"] = options(one.options)
    if one.min is not None:
        shape["min"] = one.min
    if one.max is not None:
        shape["max"] = one.max
    return shape


def options(given: tuple[OptionSnapshot, ...]) -> list[Json]:
    return [{"value": one.value, "label": one.label} for one in given]


def matter_item(one: MatterItemSnapshot) -> Json:
    return {
        "code": one.item.code,
        "name": one.item.name,
        "name_en": one.item.name_en,
        "department": one.item.department,
        "needs": list(one.needs),
        "soft": list(one.soft),
        "phase": one.phase,
        "condition": one.include_when or None,
        "promised": one.item.promised,
        "statutory": one.item.statutory,
    }


def users_of(code: str, matter: MatterSnapshot) -> list[str]:
    """Items that may ask for the material."""
    return [one.item.code for one in matter.items if any(asked.code == code for asked in one.item.materials)]


def material(one: MaterialSnapshot, used_by: list[str]) -> Json:
    shape: Json = {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "handling": "exempt" if one.exempt else "deferrable" if one.deferrable else "upload",
        "essential": one.essential,
        "used_by": used_by,
    }
    if one.deferrable and one.defer_days is not None:
        shape["defer_days"] = one.defer_days
    return shape


# ---- resolving ----------------------------------------------------------------------


def resolution(form: ApplicationForm, kept: Mapping[str, KeptPaper]) -> Json:
    """`kept`: what the caller's locker has, by material; such a paper need not be uploaded again."""
    found = form.resolution
    return {
        "matter": form.matter.code,
        "version": form.matter.version,
        "answers": found.answers,
        "items": [resolved_item(one) for one in found.items],
        "fields": [resolved_field(one) for one in form.fields],
        "materials": [resolved_material(one, kept.get(one.code)) for one in found.materials],
        "promised": found.promised,
        "statutory": found.statutory,
        "promised_because": [{"line": line} for line in found.promised_because],
        "excluded": [{"code": one.code, "because": one.because} for one in found.excluded],
    }


def resolved_item(one: ResolvedItem) -> Json:
    return {
        "code": one.code,
        "name": one.item.name,
        "name_en": one.item.name_en,
        "department": one.item.department,
        "needs": list(one.needs),
        "soft": list(one.soft),
        "phase": one.phase,
        "promised": one.item.promised,
        "because": one.because,
    }


def resolved_field(one: FormField) -> Json:
    element = one.resolved.element
    shape: Json = {
        "key": one.key,
        "element": element.code,
        "label": element.label,
        "type": element.type,
        "hint": element.hint,
        "min": element.min,
        "max": element.max,
        "required": one.required,
        "value": one.value,
        "source": source(one),
        "readonly": one.readonly,
        "owed": one.owed,
        "phase": one.resolved.phase,
        "topic": one.resolved.topic,
        "used_by": list(one.resolved.used_by),
    }
    return {**shape, "options": element_options(element)} if element.options else shape


def element_options(element: ElementSnapshot) -> list[Json]:
    return options(element.options)


def source(one: FormField) -> Json | None:
    if one.source is None:
        return None
    return {"department": one.source.source_department, "system": one.source.system, "as_of": one.source.as_of}


def resolved_material(one: ResolvedMaterial, kept: KeptPaper | None) -> Json:
    shape = material(one.material, list(one.used_by))
    shape = {**shape, "handling": one.handling, "essential": one.essential, "phase": one.phase}
    if kept is None or one.handling == "exempt":
        return shape
    return {**shape, "handling": "reuse", "file": str(kept.upload_id), "valid_until": kept.valid_until}


# ---- guidance -----------------------------------------------------------------------


def guidance(hits: list[Hit], matters: dict[str, Matter]) -> Json:
    """The hits best first, and a question back when the best two are about equally good."""
    known = [one for one in hits if one.matter_code in matters]
    close = [one for one in known if one.score >= known[0].score * CLOSE_SHARE]
    return {
        "results": [hit(one, matters[one.matter_code]) for one in known],
        "ask": ask([matters[one.matter_code] for one in close]) if len(close) > 1 else None,
    }


def hit(one: Hit, matter: Matter) -> Json:
    return {
        "matter": one.matter_code,
        "name": matter.name,
        "name_en": matter.name_en,
        "score": one.score,
        "because": one.because,
    }


def ask(matters: list[Matter]) -> Json:
    return {
        "question": _("Which of these do you mean?"),
        "options": [{"matter": one.code, "name": one.label} for one in matters],
    }
