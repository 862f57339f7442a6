"""Copies of shared values that say something else than their source: in open cases, and in other registers (C05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from departments.org import registry
from departments.org.contract import DataProvider
from departments.org.models import Department
from services.cases.models import Case
from services.cases.states import CASE_OPEN
from services.dictionary.display import masked
from services.dictionary.models import DataElement
from services.dictionary.snapshot import ElementSnapshot
from services.dictionary.validation import clean

MOST_CASES = 300


@dataclass(frozen=True)
class Copy:
    """One value in two places. `place` is a case number or another department; values are
    masked where they are personal (R84). `url` leads to the case."""

    element: str
    person: str
    source: str
    stated: str
    place: str
    copied: str
    url: str = ""


def conflicting_copies() -> list[Copy]:
    """Bounded: the 300 latest open cases; each register is asked once for all their applicants."""
    rows = Case.objects.filter(state__in=CASE_OPEN).select_related("applicant", "version").order_by("-submitted_at")
    cases = list(rows.defer("version__snapshot")[:MOST_CASES])
    known = answers_of(registry.providers(), {case.applicant.username for case in cases})
    sources = dict(DataElement.objects.exclude(source=None).values_list("key", "source__code"))
    names = {one.code: one.title for one in Department.objects.all()}
    found = [*_in_cases(cases, known, sources), *_in_registers(cases, known, sources)]
    return [
        replace(one, source=names.get(one.source, one.source), place=names.get(one.place, one.place)) for one in found
    ]


Known = Mapping[str, Mapping[tuple[str, str], Any]]


def answers_of(providers: Iterable[DataProvider], usernames: set[str]) -> Known:
    """{department: {(username, element): value}} of the local registers; remote ones are not asked in bulk."""
    known: dict[str, dict[tuple[str, str], Any]] = defaultdict(dict)
    for provider in providers:
        if provider.remote or not usernames:
            continue
        for username, values in provider.fetch(sorted(usernames)).items():
            for key, found in values.items():
                if found.value is not None:
                    known[provider.source][username, key] = found.value
    return known


def _in_cases(cases: list[Case], known: Known, sources: Mapping[str, str]) -> Iterator[Copy]:
    for case in cases:
        elements = case.version.typed.elements
        for key, entry in case.form.items():
            source = (entry.get("source") or {}).get("department", "")
            element = elements.get(key)
            stated = known.get(source, {}).get((case.applicant.username, key))
            if element is None or stated is None or source != sources.get(key, source):
                continue
            now = clean(element, stated)
            if now != entry["value"]:
                found = _copy(element, case.applicant.name, source, now, case.number, entry["value"])
                yield replace(found, url=f"/desk/case/{case.number}/?tab=form")


def _in_registers(cases: list[Case], known: Known, sources: Mapping[str, str]) -> Iterator[Copy]:
    """A department that is not the source answers with another value than the source."""
    names = {case.applicant.username: case.applicant.name for case in cases}
    elements = {key: element for case in cases for key, element in case.version.typed.elements.items()}
    for department, values in known.items():
        for (username, key), copied in values.items():
            source = sources.get(key, department)
            stated = known.get(source, {}).get((username, key))
            if source == department or stated is None or key not in elements:
                continue
            element = elements[key]
            if clean(element, stated) != clean(element, copied):
                yield _copy(element, names[username], source, stated, department, copied)


def _copy(element: ElementSnapshot, person: str, source: str, stated: Any, place: str, copied: Any) -> Copy:
    return Copy(element.label, person, source, masked(element, stated), place, masked(element, copied))
