"""Gathers the documents a catalogue is made of, and says where each entry stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from departments.org import registry
from services.catalog.lint.findings import Finding
from services.catalog.loading.documents import Document, read_document
from services.catalog.loading.forms import FORMS

REQUIRED = ("organisation", "roles", "calendar", "data_elements", "materials")
OPTIONAL = ("english", "presentation")
MATTER_FILES = (Path("matters.yaml"), Path("src") / "matters.src.yaml")


@dataclass
class Section:
    """Entries of one kind: those of the right form, and where each code stands."""

    entries: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


@dataclass
class Gathered:
    """All documents by label. `sections` are elements, materials, items, facts, matters and code_sets."""

    documents: dict[str, Document] = field(default_factory=dict)
    items: list[Document] = field(default_factory=list)
    sections: dict[str, Section] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def content(self, name: str) -> Any:
        """The content of NAME.yaml, an empty mapping where it is absent or unreadable."""
        document = self.documents.get(f"{name}.yaml")
        return document.content if document and isinstance(document.content, Mapping) else {}

    def place(self, path: tuple[Any, ...]) -> tuple[Any, ...]:
        """A finding's path with file name and positions: ("items", "OF-HR-001", …) where that entry stands."""
        section = self.sections.get(str(path[0])) if path else None
        prefix = section.places.get(str(path[1])) if section and len(path) > 1 else None
        return (*prefix, *path[2:]) if prefix else path


def gather(directory: Path) -> Gathered:
    """Read everything and check its form; nothing is judged yet."""
    found = Gathered()
    for name in REQUIRED:
        _add(found, directory / f"{name}.yaml", f"{name}.yaml", name)
    for name in OPTIONAL:
        if (directory / f"{name}.yaml").exists():
            _add(found, directory / f"{name}.yaml", f"{name}.yaml", name)
    for path, label in _items_files(directory):
        found.items.append(_add(found, path, label, "items"))
    relative = next((path for path in MATTER_FILES if (directory / path).exists()), MATTER_FILES[0])
    matters = _add(found, directory / relative, str(relative), "matters")
    dictionary, materials = found.documents["data_elements.yaml"], found.documents["materials.yaml"]
    _fill(found, "code_sets", dictionary)
    _fill(found, "elements", dictionary, by="key")
    _fill(found, "materials", materials, by="code")
    for document in found.items:
        _fill(found, "items", document, by="code")
    _fill(found, "facts", matters)
    _fill(found, "matters", matters, by="code")
    return found


def _add(found: Gathered, path: Path, label: str, form: str) -> Document:
    """Reads one file and checks its form. Organisation, roles and calendar have checks of their own."""
    document = read_document(path, label)
    if document.content is None and not document.findings:
        document.findings.append(Finding((label,), _("The file is empty."), _("Start from the demo catalogue's file.")))
    elif document.content is not None and form in FORMS:
        wrong = list(FORMS[form](document.content, (label,)))
        document.findings += wrong
        document.faulty = {finding.path[1:3] for finding in wrong}
        if wrong and form in OPTIONAL:
            # An overlay says something about other entries: half of one is worse than none.
            document.content = {}
    found.documents[label] = document
    found.findings += document.findings
    return document


def _items_files(directory: Path) -> Iterator[tuple[Path, str]]:
    """The folder's own items, or else those of every department app."""
    if (directory / "items.yaml").exists():
        yield directory / "items.yaml", "items.yaml"
        return
    for app in registry.apps():
        path = Path(app.items_path)
        inside = path.is_relative_to(settings.BASE_DIR)
        yield path, str(path.relative_to(settings.BASE_DIR)) if inside else str(path)


def _fill(found: Gathered, name: str, document: Document, by: str = "") -> None:
    """Sorts one part of a document into its section; a code that was there before is a finding."""
    section = found.sections.setdefault(name, Section())
    content = document.content.get(name) if isinstance(document.content, Mapping) else None
    for code, place, entry in _entries(content, name, by):
        where = (document.label, *place)
        if code in section.places:
            first = section.places[code]
            what = _("%(code)s is already used in %(file)s, line %(line)d.") % {
                "code": code,
                "file": first[0],
                "line": found.documents[first[0]].line_of(first[1:]),
            }
            found.findings.append(Finding((*where, by), what, _("Give every entry a code of its own.")))
            continue
        section.places[code] = where
        if place in document.faulty:
            section.broken.add(code)
        else:
            section.entries[code] = entry


def _entries(content: Any, name: str, by: str) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    """(code, place in the document, entry) of a table, or of a list whose entries carry their code under `by`."""
    if isinstance(content, Mapping) and not by:
        for key, entry in content.items():
            yield str(key), (name, key), entry
    elif isinstance(content, list) and by:
        for position, entry in enumerate(content):
            if isinstance(entry, Mapping) and isinstance(entry.get(by), str):
                yield entry[by], (name, position), entry
