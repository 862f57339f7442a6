"""english.yaml and presentation.yaml: what the other documents do not say."""

from __future__ import annotations

from typing import Any

from services.catalog.catalogue import Catalogue
from services.catalog.exporting.entries import all_in_english, answer_of, counted_places, filled
from services.catalog.snapshot import ElementSnapshot, ItemSnapshot
from services.dictionary.models import DEPARTMENT_SET

Entry = dict[str, Any]


def english_of(catalogue: Catalogue) -> Entry:
    """The English words, by section and code; entries without any are left out."""
    facts = catalogue.facts.items()
    return {
        "code_sets": filled(
            {
                code: filled({option.value: option.name_en for option in one.options})
                for code, one in catalogue.code_sets.items()
                if code != DEPARTMENT_SET
            }
        ),
        "elements": filled({key: one.name_en for key, one in catalogue.elements.items()}),
        "facts": filled({key: one.text_en for key, one in facts}),
        "options": filled({key: filled({row.value: row.name_en for row in one.options}) for key, one in facts}),
        "matters": filled(
            {
                code: filled({"intro": one.intro_en, "aliases": list(one.aliases_en)})
                for code, one in catalogue.matters.items()
            }
        ),
        "items": filled({code: _item(one) for code, one in catalogue.items.items()}),
    }


def _item(one: ItemSnapshot) -> Entry:
    return filled(
        {
            "result": one.result.name_en,
            "steps": [step.name_en for step in one.steps] if all_in_english(one) else [],
            "conditions": filled({row.id: row.text_en for row in one.conditions}),
            "special": filled({row.code: row.name_en for row in one.special_procedures}),
        }
    )


def presentation_of(catalogue: Catalogue) -> Entry:
    """Headings of the form, cards of the home page, hints beside fields."""
    elements = catalogue.elements
    return {
        "topics": [
            {
                "code": topic.code,
                "name": topic.name,
                **filled({"name_en": topic.name_en}),
                "elements": [key for key, one in elements.items() if one.topic == topic.code],
            }
            for topic in catalogue.topics.values()
        ],
        "life_events": [
            {
                "code": event.code,
                "name": event.name,
                **filled({"name_en": event.name_en, "icon": event.icon}),
                "matters": [code for code, one in catalogue.matters.items() if one.life_event == event.code],
            }
            for event in catalogue.life_events.values()
        ],
        "from_facts": {key: _from_fact(one) for key, one in elements.items() if one.from_fact},
        "asked_if_unknown": [key for key, one in elements.items() if one.asked_if_unknown],
        "forms": filled({key: _form(one) for key, one in elements.items()}),
    }


def _from_fact(one: ElementSnapshot) -> Entry:
    values = {answer_of(answer): value for answer, value in one.from_fact_values.items()}
    return {"fact": one.from_fact, **filled({"values": values})}


def _form(one: ElementSnapshot) -> Entry:
    length = [one.min_len, one.max_len] if counted_places(one) else []
    return filled({"hint": one.format_hint, "hint_en": one.format_hint_en, "example": one.example, "length": length})
