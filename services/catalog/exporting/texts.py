"""Documents as YAML text: always the same text for the same catalogue."""

from __future__ import annotations

from typing import Any

import yaml

from services.catalog.exporting.documents import Documents

WIDTH = 160


class _Dumper(yaml.SafeDumper):
    """One line for whatever holds nothing but plain values; entries of lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def files(documents: Documents) -> dict[str, str]:
    """{file name: text}: a folder that `loadcatalog` and `importcatalog` read."""
    one = documents
    found = {
        "data_elements.yaml": {"schema": "data_elements/1", "code_sets": one.code_sets, "elements": one.elements},
        "materials.yaml": {"schema": "materials/1", "materials": one.materials},
        "items.yaml": {"schema": "items/1", "items": one.items},
        "matters.yaml": {"schema": "matters-src/1", "facts": one.facts, "matters": one.matters},
        "english.yaml": {"schema": "english/1", **one.english},
        "presentation.yaml": {"schema": "presentation/1", **one.presentation},
    }
    return {name: text_of(content) for name, content in found.items()}


def bundle(documents: Documents) -> str:
    """Everything in one text: the keys of all files side by side, the two overlays under their own names."""
    one = documents
    content = {
        "schema": "catalogue/1",
        "facts": one.facts,
        "matters": one.matters,
        "items": one.items,
        "materials": one.materials,
        "code_sets": one.code_sets,
        "elements": one.elements,
        "english": one.english,
        "presentation": one.presentation,
    }
    return text_of({key: value for key, value in content.items() if value})


def text_of(content: Any) -> str:
    """The YAML text of plain values."""
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDTH)
