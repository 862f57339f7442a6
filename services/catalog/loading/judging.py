"""Judges gathered documents: everything wrong with them, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from departments.org.documents import check_organisation
from departments.org.loading import with_registered
from portal.worktime.documents import check_calendars
from services.catalog.catalogue import Catalogue, DepartmentEntry
from services.catalog.lint import Finding, lint
from services.catalog.lint.findings import unknown
from services.catalog.loading.conversion import Sources, catalogue_of
from services.catalog.loading.gathering import Gathered

EDITOR, REVIEWER = "catalogue_admin", "catalogue_reviewer"


class Problem(NamedTuple):
    """One thing wrong, as it is told: where, what, and how to mend it."""

    file: str
    line: int
    what: str
    how_to_mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.how_to_mend}"


def judge(found: Gathered) -> tuple[Catalogue, list[Problem]]:
    """The catalogue the documents describe, and every problem in the order of the files."""
    catalogue = catalogue_of(_sources(found))
    findings = [*found.findings, *_house(found)]
    if all(isinstance(document.content, Mapping) for document in found.documents.values()):
        # With a whole file missing, everything that refers to it would only be told once more.
        findings += [*_people(found), *_overlays(found, catalogue)]
        wrong = lint(catalogue, used_elsewhere=_asked_by_roles(found))
        findings += [one for one in wrong if not _follows(found, one)]
    problems = {_located(found, finding) for finding in findings}
    order = {label: place for place, label in enumerate(found.documents)}
    return catalogue, sorted(problems, key=lambda one: (order.get(one.file, len(order)), one.line, one.what))


def _sources(found: Gathered) -> Sources:
    def entries(name: str) -> Mapping[str, Any]:
        return found.sections[name].entries

    return Sources(
        departments=_departments(found),
        code_sets=entries("code_sets"),
        elements=entries("elements").values(),
        materials=entries("materials").values(),
        items=entries("items").values(),
        facts=entries("facts"),
        matters=entries("matters").values(),
        english=found.content("english"),
        presentation=found.content("presentation"),
    )


def _departments(found: Gathered) -> dict[str, DepartmentEntry]:
    """The departments that have at least a code; whatever else is wrong with them is told elsewhere."""
    document = found.content("organisation")
    lists = {
        key: [one for one in document.get(key) or () if isinstance(one, Mapping)] for key in ("orgs", "departments")
    }
    calendars = {one.get("code"): str(one.get("calendar")) for one in lists["orgs"]}
    return {
        one["code"]: DepartmentEntry(
            one["code"],
            str(one.get("name")),
            one.get("name_en") or "",
            one.get("org", ""),
            calendars.get(one.get("org"), ""),
        )
        for one in with_registered({**document, **lists})["departments"]
        if isinstance(one.get("code"), str)
    }


def _house(found: Gathered) -> Iterator[Finding]:
    """Organisation, roles and calendar, by the rules of those who keep them."""
    documents = found.documents
    if not documents["calendar.yaml"].findings:
        yield from (Finding(*one[:3]) for one in check_calendars(documents["calendar.yaml"].content))
    if documents["organisation.yaml"].findings or documents["roles.yaml"].findings:
        return
    wrong = check_organisation(documents["organisation.yaml"].content, documents["roles.yaml"].content)
    yield from (Finding(*one[:3]) for one in wrong)
    if wrong:
        return
    calendars = {one["code"] for one in _listed(found, "calendar", "calendars")}
    for position, entry in enumerate(_listed(found, "organisation", "orgs")):
        if calendars and entry["calendar"] not in calendars:
            path = ("organisation.yaml", "orgs", position, "calendar")
            yield unknown(path, _("Calendar"), entry["calendar"], calendars)


def _listed(found: Gathered, document: str, key: str) -> list[Mapping[str, Any]]:
    return [one for one in found.content(document).get(key) or () if isinstance(one, Mapping) and "code" in one]


def _people(found: Gathered) -> Iterator[Finding]:
    """Two different people must be able to publish (R5), and roles ask for materials that exist."""
    document = found.content("roles")
    materials = found.sections["materials"].places
    for position, role in enumerate(_listed(found, "roles", "roles")):
        if role.get("needs") and role["needs"] not in materials:
            yield unknown(("roles.yaml", "roles", position, "needs"), _("Material"), role["needs"], materials)
    if document and publishers(document) is None and not found.documents["roles.yaml"].findings:
        yield Finding(
            ("roles.yaml", "users"),
            _("Nobody can publish: it takes a %(editor)s and another person as %(reviewer)s.")
            % {"editor": EDITOR, "reviewer": REVIEWER},
            _("Give the two roles to two people."),
        )


def publishers(roles_document: Mapping[str, Any]) -> tuple[str, str] | None:
    """User ids of an editor and another person who reviews; None when there are not both."""
    users = [one for one in roles_document.get("users") or () if isinstance(one, Mapping)]
    editors = [str(one.get("id")) for one in users if EDITOR in (one.get("roles") or ())]
    reviewers = [str(one.get("id")) for one in users if REVIEWER in (one.get("roles") or ())]
    pairs = ((editor, reviewer) for editor in editors for reviewer in reviewers if editor != reviewer)
    return next(pairs, None)


def _asked_by_roles(found: Gathered) -> set[str]:
    return {role["needs"] for role in _listed(found, "roles", "roles") if role.get("needs")}


def _overlays(found: Gathered, catalogue: Catalogue) -> Iterator[Finding]:
    """English words and presentation speak only of what exists."""
    sections = found.sections
    known = {
        "code_sets": sections["code_sets"].places,
        "elements": sections["elements"].places,
        "facts": sections["facts"].places,
        "options": sections["facts"].places,
        "matters": sections["matters"].places,
        "items": sections["items"].places,
    }
    english = found.content("english")
    for section, names in known.items():
        for name in english.get(section) or ():
            # Items of a department that is not installed here keep their words.
            if name not in names and section != "items":
                yield unknown(("english.yaml", section, name), _("Entry"), name, names)
    for code, words in (english.get("items") or {}).items():
        item = catalogue.items.get(code)
        if item and len(words.get("steps", item.steps)) != len(item.steps):
            yield Finding(
                ("english.yaml", "items", code, "steps"),
                _("%(item)s has %(count)d steps.") % {"item": code, "count": len(item.steps)},
                _("Name every step, in order."),
            )
    yield from _presentation(found.content("presentation"), known)


def _presentation(document: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    file = "presentation.yaml"
    for section, inner, names in (("topics", "elements", "elements"), ("life_events", "matters", "matters")):
        for position, entry in enumerate(document.get(section) or ()):
            for place, name in enumerate(entry[inner]):
                if name not in known[names]:
                    yield unknown((file, section, position, inner, place), _("Entry"), name, known[names])
    for section in ("from_facts", "forms"):
        for name in document.get(section) or ():
            if name not in known["elements"]:
                yield unknown((file, section, name), _("Entry"), name, known["elements"])
    for position, name in enumerate(document.get("asked_if_unknown") or ()):
        if name not in known["elements"]:
            yield unknown((file, "asked_if_unknown", position), _("Entry"), name, known["elements"])


def _follows(found: Gathered, finding: Finding) -> bool:
    """Whether something only seems absent because its own entry is broken, which is told already."""
    if not finding.about:
        return False
    codes = {code for section in found.sections.values() for code in section.broken}
    return finding.about in codes or finding.about in _element_codes(found)


def _element_codes(found: Gathered) -> set[str]:
    """DE codes of broken elements: items name these, the section goes by key."""
    section = found.sections["elements"]
    content = found.content("data_elements").get("elements") or ()
    return {str(one.get("code")) for one in content if isinstance(one, Mapping) and one.get("key") in section.broken}


def _located(found: Gathered, finding: Finding) -> Problem:
    file, *steps = found.place(finding.path)
    document = found.documents.get(str(file))
    line = document.line_of(tuple(steps)) if document else 1
    return Problem(str(file), line, finding.what, finding.how_to_mend)
