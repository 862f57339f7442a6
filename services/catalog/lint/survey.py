"""Everything worth saying about a catalogue: what is wrong, what seems so, and what could be better."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from services.catalog.catalogue import Catalogue
from services.catalog.lint.atomic import lint_atomic
from services.catalog.lint.findings import ERROR, SEVERITIES, Finding
from services.catalog.lint.reach import lint_checks, lint_papers, lint_reach
from services.catalog.lint.sources import lint_sources
from services.catalog.lint.upkeep import lint_upkeep
from services.catalog.lint.variants import lint_variants


def survey(catalogue: Catalogue, errors: Collection[Finding]) -> list[Finding]:
    """The errors `lint` found and everything else, worst first.

    Answers are tried only in matters whose items and conditions are sound: a doubtful expression
    is never evaluated.
    """
    found = list(errors)
    broken = {finding.path[1] for finding in found if _stops_trying(finding)}
    found += lint_variants(catalogue)
    found += lint_sources(catalogue)
    found += lint_upkeep(catalogue)
    for item in catalogue.items.values():
        found += lint_atomic(item)
        if not broken:
            found += lint_checks(catalogue, item)
    if not broken:
        found += _reach(catalogue, found)
    if not any(one.severity == ERROR for one in found):
        found += lint_papers(catalogue)
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    return sorted(dict.fromkeys(found), key=lambda one: rank[one.severity])


def _stops_trying(finding: Finding) -> bool:
    return finding.severity == ERROR and finding.path[0] in ("items", "elements", "facts")


def _reach(catalogue: Catalogue, found: list[Finding]) -> Iterator[Finding]:
    faulty = {one.path[1] for one in found if one.path[0] == "matters" and one.severity == ERROR}
    for draft in catalogue.matters.values():
        if draft.code not in faulty:
            yield from lint_reach(catalogue, draft)
