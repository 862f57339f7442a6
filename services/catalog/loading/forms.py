"""The forms of the catalogue's documents, as portal/demo/catalogue/README.md describes them for people."""

from __future__ import annotations

from services.catalog.loading.form import (
    Form,
    answer,
    anything,
    code,
    listed,
    mapping,
    natural,
    number,
    optional,
    table,
    text,
    truth,
    whole,
)

ELEMENT = mapping(
    {"code": code, "key": code, "name": text, "type": code},
    {
        "name_en": text,
        "pattern": text,
        "min": number,
        "max": number,
        "min_len": natural,
        "max_len": natural,
        "check": code,
        "after": code,
        "derived": code,
        "set": code,
        "src": optional(code),
        "sens": code,
        "self_service": truth,
        "note": text,
    },
)
CODE_SET = mapping({"values": table(text)}, {"std": text})
MATERIAL = mapping(
    {"code": code, "name": text, "source": code, "exempt": truth, "essential": truth, "deferrable": truth},
    {
        "name_en": text,
        "defer_days": optional(natural),
        "commit": truth,
        "validity_days": optional(natural),
        "from_data": listed(code),
        "of_item": code,
    },
)
ITEM = mapping(
    {
        "code": code,
        "name": text,
        "dept": code,
        "type": code,
        "limit": mapping({"unit": code, "statutory": number, "promised": number}, {"legacy": number}),
        "materials": listed(mapping({"m": code}, {"when": text})),
        "data": listed(code),
        "steps": listed(mapping({"n": text, "r": code, "d": number}, {"of": code, "n_en": text})),
        "result": mapping(
            {"name": text}, {"name_en": text, "material": optional(code), "validity_days": optional(natural)}
        ),
    },
    {
        "name_en": text,
        "audience": listed(code),
        "visits": mapping({"legacy": natural, "promised": natural}),
        "steps_legacy": natural,
        "basis": text,
        "conditions": listed(mapping({"id": code, "text": text}, {"check": optional(text), "text_en": text})),
        "countersign": listed(
            mapping(
                {"policy": code, "depts": listed(code), "d": number, "on_timeout": code},
                {"k": natural, "weights": table(natural)},
            )
        ),
        "special": listed(mapping({"code": code, "name": text, "max_days": natural}, {"name_en": text})),
        "aliases": listed(text),
        "yellow": number,
        "resupply_days": natural,
    },
)
FACT = mapping(
    {"type": code, "text": text, "default": answer},
    {"text_en": text, "options": table(text), "min": whole, "max": whole},
)
MATTER = mapping(
    {
        "code": code,
        "name": text,
        "lead_dept": code,
        "questions": listed(anything),
        "items": listed(
            mapping({"item": code}, {"include_when": text, "needs": listed(code), "soft": listed(code), "phase": code})
        ),
    },
    {
        "name_en": text,
        "audience": listed(code),
        "intro": text,
        "intro_en": text,
        "set": table(answer),
        "reference": table(answer),
        "aliases": listed(text),
        "extra_visits": natural,
        "life_event": code,
    },
    # What a generated document adds; it is computed anew from the rest.
    ignored=("promised", "merged_form", "figures"),
)

DATA_ELEMENTS = mapping({"code_sets": table(CODE_SET), "elements": listed(ELEMENT)}, {"schema": text})
MATERIALS = mapping({"materials": listed(MATERIAL)}, {"schema": text})
ITEMS = mapping({"items": listed(ITEM)}, {"schema": text})
MATTERS = mapping({"facts": table(FACT), "matters": listed(MATTER)}, {"schema": text}, ignored=("note",))
ENGLISH = mapping(
    {},
    {
        "schema": text,
        "code_sets": table(table(text)),
        "elements": table(text),
        "facts": table(text),
        "options": table(table(text)),
        "matters": table(mapping({}, {"intro": text, "aliases": listed(text)})),
        "items": table(
            mapping({}, {"result": text, "steps": listed(text), "conditions": table(text), "special": table(text)})
        ),
    },
)
PRESENTATION = mapping(
    {},
    {
        "schema": text,
        "topics": listed(mapping({"code": code, "name": text, "elements": listed(code)}, {"name_en": text})),
        "life_events": listed(
            mapping({"code": code, "name": text, "matters": listed(code)}, {"name_en": text, "icon": code})
        ),
        "from_facts": table(mapping({"fact": code}, {"values": table(answer)})),
        "asked_if_unknown": listed(code),
        "forms": table(mapping({}, {"hint": text, "hint_en": text, "example": text, "length": listed(natural)})),
    },
)

FORMS: dict[str, Form] = {
    "data_elements": DATA_ELEMENTS,
    "materials": MATERIALS,
    "items": ITEMS,
    "matters": MATTERS,
    "english": ENGLISH,
    "presentation": PRESENTATION,
}
