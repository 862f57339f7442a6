"""Entries of the catalogue's documents: the contrary of loading/conversion.py."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from services.catalog.catalogue import CodeSetEntry, MatterDraft
from services.catalog.snapshot import (
    ConditionSnapshot,
    CountersignSnapshot,
    ElementSnapshot,
    ItemSnapshot,
    MaterialSnapshot,
    OptionSnapshot,
    QuestionSnapshot,
    StepSnapshot,
)

Entry = dict[str, Any]


def number(amount: Decimal | None) -> int | float | None:
    """As YAML writes it: 5, 0.5."""
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def filled(entry: Mapping[str, Any]) -> Entry:
    """Without what says nothing: absent, empty, no."""
    return {key: value for key, value in entry.items() if value not in (None, "", (), [], {}, False)}


def options_of(options: Iterable[OptionSnapshot]) -> Entry:
    return {one.value: one.name for one in options}


def code_set(one: CodeSetEntry) -> Entry:
    return {**filled({"std": one.standard}), "values": options_of(one.options)}


def element(one: ElementSnapshot) -> Entry:
    lengths = {} if counted_places(one) else {"min_len": one.min_len, "max_len": one.max_len}
    more = {"pattern": one.pattern, "check": one.check, "set": one.code_set, "min": number(one.min)}
    present = {**more, "max": number(one.max), **lengths}
    return {
        "code": one.code,
        "key": one.key,
        "name": one.name,
        "type": one.type,
        # 0 is a bound, not an absence.
        **{key: value for key, value in present.items() if value not in (None, "")},
        "src": one.source,
        "sens": one.sensitivity,
        **filled(
            {"self_service": one.self_service, "after": one.after, "derived": one.derived, "note": one.note},
        ),
    }


def counted_places(one: ElementSnapshot) -> bool:
    """Whether its length goes with the hint beside the field (presentation), not with the element."""
    return bool(one.pattern) and one.min_len is not None and one.max_len is not None


def material(one: MaterialSnapshot, codes: Mapping[str, str]) -> Entry:
    """`codes` are the codes of elements by key."""
    entry = {"code": one.code, "name": one.name, **filled({"name_en": one.name_en})}
    entry |= {"source": one.source, "exempt": one.exempt}
    entry |= filled({"from_data": [codes[key] for key in one.from_elements]})
    entry |= {"essential": one.essential, "deferrable": one.deferrable}
    entry |= filled({"commit": one.commitment, "defer_days": one.defer_days})
    entry["validity_days"] = one.validity_days
    # The item that gives it says so as well; kept for readers.
    return entry | filled({"of_item": one.of_item})


def fact(one: QuestionSnapshot) -> Entry:
    entry: Entry = {"type": one.type, "text": one.text}
    if one.options:
        entry["options"] = options_of(one.options)
    entry |= {key: value for key, value in (("min", one.min), ("max", one.max)) if value is not None}
    return entry | {"default": one.default}


def item(one: ItemSnapshot, codes: Mapping[str, str]) -> Entry:
    """`codes` are the codes of elements by key."""
    entry: Entry = {"code": one.code, "name": one.name, **filled({"name_en": one.name_en})}
    entry |= {"dept": one.department, "type": one.type, "audience": list(one.audience)}
    entry["limit"] = {
        "unit": one.unit,
        "statutory": number(one.statutory.amount),
        "promised": number(one.promised.amount),
        "legacy": number(one.legacy_amount),
    }
    entry["visits"] = {"legacy": one.legacy_visits, "promised": one.promised_visits}
    entry |= {"steps_legacy": one.legacy_steps, **filled({"basis": one.basis})}
    entry["conditions"] = [_condition(row) for row in one.conditions]
    entry["materials"] = [{"m": row.code, **filled({"when": row.when})} for row in one.materials]
    entry["data"] = [codes[key] for key in one.elements]
    entry["steps"] = [_step(row, in_place=not all_in_english(one)) for row in one.steps]
    entry["countersign"] = [_countersign(row) for row in one.countersigns]
    entry["special"] = [
        {"code": row.code, "name": row.name, "max_days": row.max_days} for row in one.special_procedures
    ]
    entry["result"] = {
        "name": one.result.name,
        "material": one.result.material,
        "validity_days": one.result.validity_days,
    }
    entry["aliases"] = list(one.aliases)
    if one.yellow_threshold != Decimal("0.8"):
        entry["yellow"] = number(one.yellow_threshold)
    if one.resupply_days != 10:
        entry["resupply_days"] = one.resupply_days
    return entry


def _condition(one: ConditionSnapshot) -> Entry:
    return {"id": one.id, "text": one.text, **filled({"check": one.check})}


def all_in_english(one: ItemSnapshot) -> bool:
    """Whether every step has an English name: they are listed by position in the overlay then."""
    return all(step.name_en for step in one.steps)


def _step(one: StepSnapshot, *, in_place: bool) -> Entry:
    whose = {"of": "applicant"} if one.of_applicant else {}
    english = {"n_en": one.name_en} if in_place and one.name_en else {}
    return {"n": one.name, **english, "r": one.role, **whose, "d": number(one.days)}


def _countersign(one: CountersignSnapshot) -> Entry:
    entry = {"policy": one.policy, "depts": list(one.departments), "d": number(one.days), "on_timeout": one.on_timeout}
    entry |= {"k": one.quorum} if one.quorum is not None else {}
    return entry | ({"weights": dict(one.weights)} if one.weights else {})


def matter(one: MatterDraft) -> Entry:
    entry: Entry = {"code": one.code, "name": one.name, **filled({"name_en": one.name_en})}
    entry |= {"lead_dept": one.lead_department, "audience": list(one.audience), **filled({"intro": one.intro})}
    entry |= {"questions": list(one.question_ids), "set": dict(one.fixed)}
    entry["items"] = [
        {
            "item": row.item,
            **filled({"include_when": row.include_when, "needs": list(row.needs), "soft": list(row.soft)}),
            **({"phase": row.phase} if row.phase != "main" else {}),
        }
        for row in one.items
    ]
    entry["reference"] = dict(one.reference)
    return entry | filled({"extra_visits": one.extra_visits}) | {"aliases": list(one.aliases)}


def answer_of(key: str) -> Any:
    """An answer from the key of a JSON table: true, 12, roster."""
    try:
        value = json.loads(key)
    except ValueError:
        return key
    return value if isinstance(value, bool | int) else key
