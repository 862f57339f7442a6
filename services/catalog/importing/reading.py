"""Reads what somebody hands in: YAML files of the catalogue, one or several, or one bundle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml
from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.lint.findings import Finding
from services.catalog.loading.documents import parse_document
from services.catalog.loading.form import listed, table
from services.catalog.loading.forms import CODE_SET, ELEMENT, ENGLISH, FACT, ITEM, MATERIAL, MATTER, PRESENTATION

LARGEST_BYTES = 4 * 1024 * 1024
SECTIONS = {
    "code_sets": table(CODE_SET),
    "elements": listed(ELEMENT),
    "materials": listed(MATERIAL),
    "items": listed(ITEM),
    "facts": table(FACT),
    "matters": listed(MATTER),
    "english": ENGLISH,
    "presentation": PRESENTATION,
}
# Whole files that are overlays have their keys at the top.
OVERLAYS = {"english/1": "english", "presentation/1": "presentation"}


class Upload(NamedTuple):
    """One file: its name, for messages, and its text."""

    name: str
    text: str


class UnreadableImport(Invalid):
    """The files are not of the catalogue's form; `findings` lists every fault with its line."""

    code = "unreadable_import"

    def __init__(self, findings: list[tuple[str, Finding]]):
        first = findings[0]
        super().__init__(
            _("The import has %(count)d faults; nothing was changed. First: %(first)s")
            % {"count": len(findings), "first": f"{first[0]}: {first[1].what} {first[1].how_to_mend}"},
            fields={"files": [f"{place}: {one.what} {one.how_to_mend}" for place, one in findings]},
        )
        self.findings = findings


def read_uploads(uploads: Iterable[Upload]) -> dict[str, Any]:
    """{section: entries} of all files together; a section named by two files is put together.

    Raises UnreadableImport with every fault.
    """
    found: dict[str, Any] = {}
    faults: list[tuple[str, Finding]] = []
    for upload in uploads:
        content, wrong = _read(upload)
        faults += wrong
        for name, entries in content.items():
            if isinstance(entries, Mapping):
                found[name] = {**found.get(name, {}), **entries}
            else:
                found[name] = [*found.get(name, []), *entries]
    if not faults and not found:
        faults.append(("", Finding(("files",), _("The files hold nothing to import."), _("Choose an exported file."))))
    if faults:
        raise UnreadableImport(faults)
    return found


def _read(upload: Upload) -> tuple[dict[str, Any], list[tuple[str, Finding]]]:
    too_much = _too_much(upload)
    if too_much:
        return {}, [(upload.name, too_much)]
    document = parse_document(upload.text, upload.name)
    content = document.content
    if isinstance(content, Mapping) and content.get("schema") in OVERLAYS:
        content = {OVERLAYS[str(content["schema"])]: {key: one for key, one in content.items() if key != "schema"}}
    findings = [*document.findings, *_faults(content, upload.name, readable=not document.findings)]
    placed = [(f"{upload.name}:{document.line_of(one.path[1:])}", one) for one in findings]
    if placed or not isinstance(content, Mapping):
        return {}, placed
    return {name: content[name] for name in SECTIONS if content.get(name)}, []


def _too_much(upload: Upload) -> Finding | None:
    if len(upload.text.encode()) > LARGEST_BYTES:
        return Finding((upload.name,), _("The file is larger than 4 MB."), _("Import it in parts."))
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(upload.text, Loader=yaml.SafeLoader)):
            # A few lines of references to references would unfold into more than any memory holds.
            return Finding((upload.name,), _("The file uses references (*name)."), _("Write the values out."))
    except yaml.YAMLError:
        return None  # told with its line by the reader of documents
    return None


def _faults(content: Any, name: str, *, readable: bool) -> Iterator[Finding]:
    if not isinstance(content, Mapping):
        if readable:
            yield Finding((name,), _("This is no file of the catalogue."), _("Choose an exported file."))
        return
    for key, entries in content.items():
        if key in SECTIONS:
            yield from SECTIONS[str(key)](entries, (name, key))
        elif key not in ("schema", "note"):
            known = ", ".join(SECTIONS)
            yield Finding(
                (name, key),
                _("The key %(key)s is not known here.") % {"key": key},
                _("Use one of: %(codes)s.") % {"codes": known},
            )
