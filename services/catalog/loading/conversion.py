"""From documents of the right form to the catalogue in memory. Pure: no database, no judgement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.catalog.catalogue import (
    Catalogue,
    CodeSetEntry,
    DepartmentEntry,
    LifeEventEntry,
    condition_types,
    department_options,
)
from services.catalog.loading.matters import matter_draft
from services.catalog.snapshot import (
    ConditionSnapshot,
    CountersignSnapshot,
    ElementSnapshot,
    ItemMaterialSnapshot,
    ItemSnapshot,
    LimitSnapshot,
    MaterialSnapshot,
    OptionSnapshot,
    QuestionSnapshot,
    ResultSnapshot,
    SpecialProcedureSnapshot,
    StepSnapshot,
    TopicSnapshot,
)
from services.dictionary.models import DEPARTMENT_SET

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Sources:
    """The entries of all documents that are of the right form; `english` and `presentation` may be empty."""

    departments: Mapping[str, DepartmentEntry]
    code_sets: Mapping[str, Entry]
    elements: Iterable[Entry]
    materials: Iterable[Entry]
    items: Iterable[Entry]
    facts: Mapping[str, Entry]
    matters: Iterable[Entry]
    english: Entry
    presentation: Entry


def catalogue_of(sources: Sources) -> Catalogue:
    """The catalogue the documents describe. Names that lead nowhere are kept as they are, for `lint` to find."""
    english, presentation = sources.english, sources.presentation
    departments = dict(sources.departments)
    code_sets = {
        code: CodeSetEntry(code, options(entry["values"], english.get("code_sets", {}).get(code)), entry.get("std", ""))
        for code, entry in sources.code_sets.items()
    }
    code_sets[DEPARTMENT_SET] = CodeSetEntry(DEPARTMENT_SET, ())
    elements = {
        entry["key"]: _element(entry, code_sets, departments, english, presentation) for entry in sources.elements
    }
    keys = {element.code: key for key, element in elements.items()}
    events = presentation.get("life_events", ())
    life_event_of = {code: event["code"] for event in events for code in event["matters"]}
    return Catalogue(
        departments=departments,
        code_sets=code_sets,
        topics={
            topic["code"]: TopicSnapshot(topic["code"], topic["name"], topic.get("name_en", ""))
            for topic in presentation.get("topics", ())
        },
        elements=elements,
        materials={entry["code"]: _material(entry, keys) for entry in sources.materials},
        items={entry["code"]: _item(entry, keys, elements, english) for entry in sources.items},
        facts={key: fact(key, entry, english) for key, entry in sources.facts.items()},
        life_events={
            event["code"]: LifeEventEntry(event["code"], event["name"], event.get("name_en", ""), event.get("icon", ""))
            for event in events
        },
        matters={entry["code"]: matter_draft(entry, english, life_event_of) for entry in sources.matters},
    )


def options(values: Mapping[Any, str], english: Mapping[Any, str] | None) -> tuple[OptionSnapshot, ...]:
    names_en = english or {}
    return tuple(OptionSnapshot(str(value), name, names_en.get(value, "")) for value, name in values.items())


def _element(
    entry: Entry,
    code_sets: Mapping[str, CodeSetEntry],
    departments: Mapping[str, DepartmentEntry],
    english: Entry,
    presentation: Entry,
) -> ElementSnapshot:
    key, code_set = entry["key"], entry.get("set", "")
    fact_of = presentation.get("from_facts", {}).get(key, {})
    form = presentation.get("forms", {}).get(key, {})
    length = [*form.get("length", ()), None, None]
    if code_set == DEPARTMENT_SET:
        choices = department_options(departments.values())
    else:
        choices = code_sets[code_set].options if code_set in code_sets else ()
    return ElementSnapshot(
        code=entry["code"],
        key=key,
        name=entry["name"],
        name_en=entry.get("name_en") or english.get("elements", {}).get(key, ""),
        type=entry["type"],
        pattern=entry.get("pattern", ""),
        min=amount(entry.get("min")),
        max=amount(entry.get("max")),
        min_len=entry.get("min_len", length[0]),
        max_len=entry.get("max_len", length[1]),
        check=entry.get("check", ""),
        after=entry.get("after", ""),
        derived=entry.get("derived", ""),
        source=entry.get("src"),
        sensitivity=entry.get("sens", "I"),
        self_service=entry.get("self_service", False),
        code_set=code_set,
        options=choices,
        from_fact=fact_of.get("fact", ""),
        from_fact_values={answer_key(answer): value for answer, value in fact_of.get("values", {}).items()},
        topic=next((topic["code"] for topic in presentation.get("topics", ()) if key in topic["elements"]), ""),
        format_hint=form.get("hint", ""),
        format_hint_en=form.get("hint_en", ""),
        asked_if_unknown=key in presentation.get("asked_if_unknown", ()),
        example=form.get("example", ""),
        note=entry.get("note", ""),
    )


def answer_key(answer: object) -> str:
    """An answer as the key of a JSON table: true, 12, roster."""
    return answer if isinstance(answer, str) else json.dumps(answer)


def amount(value: float | int | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _material(entry: Entry, keys: Mapping[str, str]) -> MaterialSnapshot:
    return MaterialSnapshot(
        code=entry["code"],
        name=entry["name"],
        name_en=entry.get("name_en", ""),
        source=entry["source"],
        essential=entry["essential"],
        exempt=entry["exempt"],
        deferrable=entry["deferrable"],
        defer_days=entry.get("defer_days"),
        commitment=entry.get("commit", False),
        validity_days=entry.get("validity_days"),
        of_item=entry.get("of_item"),
        from_elements=tuple(keys.get(code, code) for code in entry.get("from_data", ())),
    )


def fact(key: str, entry: Entry, english: Entry) -> QuestionSnapshot:
    return QuestionSnapshot(
        id=key,
        type=entry["type"],
        text=entry["text"],
        text_en=entry.get("text_en") or english.get("facts", {}).get(key, ""),
        default=entry["default"],
        options=options(entry.get("options", {}), english.get("options", {}).get(key)),
        min=entry.get("min"),
        max=entry.get("max"),
    )


def _item(
    entry: Entry, keys: Mapping[str, str], elements: Mapping[str, ElementSnapshot], english: Entry
) -> ItemSnapshot:
    words = english.get("items", {}).get(entry["code"], {})
    limit, visits, result = entry["limit"], entry.get("visits", {}), entry["result"]
    steps_en = [*words.get("steps", ()), *[""] * len(entry["steps"])]
    return ItemSnapshot(
        code=entry["code"],
        name=entry["name"],
        name_en=entry.get("name_en", ""),
        department=entry["dept"],
        type=entry["type"],
        promised=LimitSnapshot(Decimal(str(limit["promised"])), limit["unit"]),
        statutory=LimitSnapshot(Decimal(str(limit["statutory"])), limit["unit"]),
        steps=tuple(_step(step, name_en) for step, name_en in zip(entry["steps"], steps_en, strict=False)),
        result=ResultSnapshot(
            result["name"],
            result.get("name_en") or words.get("result", ""),
            result.get("material"),
            result.get("validity_days"),
        ),
        audience=tuple(entry.get("audience", ())),
        countersigns=tuple(_countersign(one) for one in entry.get("countersign", ())),
        conditions=tuple(_condition(one, words.get("conditions", {}), elements) for one in entry.get("conditions", ())),
        materials=tuple(ItemMaterialSnapshot(one["m"], one.get("when", "")) for one in entry["materials"]),
        elements=tuple(keys.get(code, code) for code in entry["data"]),
        special_procedures=tuple(
            SpecialProcedureSnapshot(
                one["code"],
                one["name"],
                one["max_days"],
                one.get("name_en") or words.get("special", {}).get(one["code"], ""),
            )
            for one in entry.get("special", ())
        ),
        basis=entry.get("basis", ""),
        yellow_threshold=Decimal(str(entry.get("yellow", "0.8"))),
        resupply_days=entry.get("resupply_days", 10),
        legacy_amount=Decimal(str(limit.get("legacy", 0))),
        legacy_steps=entry.get("steps_legacy", 0),
        legacy_visits=visits.get("legacy", 0),
        promised_visits=visits.get("promised", 0),
        aliases=tuple(entry.get("aliases", ())),
    )


def _step(step: Entry, name_en: str) -> StepSnapshot:
    return StepSnapshot(
        name=step["n"],
        role=step["r"],
        name_en=step.get("n_en") or name_en,
        of_applicant=step.get("of") == "applicant",
        days=Decimal(str(step["d"])),
    )


def _countersign(one: Entry) -> CountersignSnapshot:
    return CountersignSnapshot(
        one["policy"],
        tuple(one["depts"]),
        Decimal(str(one["d"])),
        one["on_timeout"],
        one.get("k"),
        {code: weight for code, weight in one.get("weights", {}).items() if weight != 1},
    )


def _condition(one: Entry, words: Entry, elements: Mapping[str, ElementSnapshot]) -> ConditionSnapshot:
    check = one.get("check") or ""
    return ConditionSnapshot(
        one["id"], one["text"], one.get("text_en") or words.get(one["id"], ""), check, condition_types(check, elements)
    )
