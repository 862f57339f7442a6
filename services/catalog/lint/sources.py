"""Asked although it is known: data a department states, papers that data or a result replace (R16, R17, R82)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from services.catalog.catalogue import Catalogue
from services.catalog.lint.findings import HINT, WARNING, Finding
from services.catalog.lint.likeness import ALIKE, likeness, plain
from services.catalog.snapshot import ElementSnapshot, MaterialSnapshot


def lint_sources(catalogue: Catalogue) -> Iterator[Finding]:
    """Everything the applicant is asked for though the house knows it."""
    known = {one.key: one for one in catalogue.elements.values() if one.source}
    for element in catalogue.elements.values():
        if not element.source:
            yield from _asked_element(element, known, catalogue)
        elif element.from_fact in catalogue.facts:
            yield _asked_as_question(element, catalogue)
    for fact in catalogue.facts.values():
        other = next((one for one in known.values() if plain(one.name) == plain(fact.text)), None)
        if other:
            yield Finding(
                ("facts", fact.id),
                _("People are asked “%(question)s” though %(department)s states %(key)s.")
                % {"question": fact.text, "department": _department(other, catalogue), "key": other.key},
                _("Let a condition use the element, or fix the fact in the matter."),
                severity=WARNING,
                kind="asked_though_known",
            )
    for material in catalogue.materials.values():
        if material.source == "applicant":
            yield from _asked_paper(material, catalogue)


def _asked_element(
    element: ElementSnapshot, known: Mapping[str, ElementSnapshot], catalogue: Catalogue
) -> Iterator[Finding]:
    if element.derived:
        yield Finding(
            ("elements", element.key, "derived"),
            _("People are asked for %(name)s, which follows from %(other)s.")
            % {"name": element.name, "other": element.derived},
            _("Name the department that works it out as its source."),
            severity=WARNING,
            kind="asked_though_known",
        )
    other = next((one for one in known.values() if likeness(one.name, element.name) >= ALIKE), None)
    if other:
        yield Finding(
            ("elements", element.key, "src"),
            _("People are asked for %(name)s though %(department)s already states it as %(key)s.")
            % {"name": element.name, "department": _department(other, catalogue), "key": other.key},
            _("Let the items use %(key)s.") % {"key": other.key},
            severity=WARNING,
            kind="asked_though_known",
        )


def _asked_as_question(element: ElementSnapshot, catalogue: Catalogue) -> Finding:
    return Finding(
        ("elements", element.key, "from_fact"),
        _("A question asks for %(name)s though %(department)s is its source.")
        % {"name": element.name, "department": _department(element, catalogue)},
        _("Ask the source and drop the question, or take the source out."),
        severity=WARNING,
        kind="asked_though_known",
    )


def _department(element: ElementSnapshot, catalogue: Catalogue) -> str:
    found = catalogue.departments.get(element.source or "")
    return found.name if found else str(element.source)


def _asked_paper(material: MaterialSnapshot, catalogue: Catalogue) -> Iterator[Finding]:
    here = ("materials", material.code)
    proofs = [catalogue.elements.get(key) for key in material.from_elements]
    if proofs and all(one and one.source for one in proofs):
        yield Finding(
            (*here, "source"),
            _("%(name)s is asked for though departments state everything in it.") % {"name": material.name},
            _("Make it shared: nobody hands in what the house knows."),
            severity=WARNING,
            kind="paper_though_known",
        )
    twin = next(
        (one for one in catalogue.materials.values() if one.exempt and likeness(one.name, material.name) >= ALIKE), None
    )
    if twin:
        yield Finding(
            (*here, "name"),
            _("%(name)s is asked for though %(code)s %(other)s is never handed in.")
            % {"name": material.name, "code": twin.code, "other": twin.name},
            _("Let the items use %(code)s.") % {"code": twin.code},
            severity=WARNING,
            kind="paper_though_known",
        )
    producer = next((one for one in catalogue.items.values() if plain(one.result.name) == plain(material.name)), None)
    if producer:
        yield Finding(
            (*here, "source"),
            _("%(name)s is asked for though it is the result of %(item)s.")
            % {"name": material.name, "item": producer.code},
            _("Make it the result of that item: it then passes inside the house."),
            severity=HINT,
            kind="paper_though_known",
        )
