"""The survey of the catalogue as it stands in the tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.catalog.drafts import read_catalogue
from services.catalog.lint import lint
from services.catalog.lint.findings import WARNING, Finding, Path
from services.catalog.lint.survey import survey
from services.catalog.loading.grants import missing_grants
from services.regulations.citing import REPEALED
from services.regulations.library import broken_citations


def house_survey() -> list[Finding]:
    """Everything worth saying about what is being edited now, worst first."""
    catalogue = read_catalogue()
    # Roles ask for papers too (authorisations); the tables do not say which: unused papers are hints here.
    return survey(
        catalogue, [*lint(catalogue, used_elsewhere=catalogue.materials), *_without_grants(), *_broken_citations()]
    )


def _without_grants() -> Iterator[Finding]:
    """Fields another department states and has not granted: their form asks the applicant (R82)."""
    for one in missing_grants():
        yield Finding(
            ("items", one.item.code, "data", one.position),
            _("%(element)s belongs to another department, which has not granted it: people are asked instead.")
            % {"element": one.element.name},
            _("Ask that department's data steward for a grant."),
            severity=WARNING,
            kind="no_grant",
        )


def _broken_citations() -> Iterator[Finding]:
    """Items that stand on a clause or a rule that is no longer valid (A18)."""
    for one in broken_citations():
        words = {"title": one.title, "clause": one.label}
        what = (
            _("It stands on “%(title)s” %(clause)s, which is repealed.")
            if one.state == REPEALED
            else _("It stands on “%(title)s” %(clause)s, which the edition in force does not have.")
        )
        path: Path = ("items", one.item, "steps", one.step) if one.step is not None else ("items", one.item, "basis")
        yield Finding(
            path,
            what % words,
            _("Cite the clause that holds now, or change what the item does."),
            severity=WARNING,
            kind="repealed_clause",
        )
