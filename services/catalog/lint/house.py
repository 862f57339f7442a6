"""The survey of the catalogue as it stands in the tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.catalog.drafts import read_catalogue
from services.catalog.lint import lint
from services.catalog.lint.findings import WARNING, Finding
from services.catalog.lint.survey import survey
from services.catalog.loading.grants import missing_grants


def house_survey() -> list[Finding]:
    """Everything worth saying about what is being edited now, worst first."""
    catalogue = read_catalogue()
    # Roles ask for papers too (authorisations); the tables do not say which: unused papers are hints here.
    return survey(catalogue, [*lint(catalogue, used_elsewhere=catalogue.materials), *_without_grants()])


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
