"""The survey of the catalogue as it stands in the tables."""

from __future__ import annotations

from services.catalog.drafts import read_catalogue
from services.catalog.lint import lint
from services.catalog.lint.findings import Finding
from services.catalog.lint.survey import survey


def house_survey() -> list[Finding]:
    """Everything worth saying about what is being edited now, worst first."""
    catalogue = read_catalogue()
    # Roles ask for papers too (authorisations); the tables do not say which: unused papers are hints here.
    return survey(catalogue, lint(catalogue, used_elsewhere=catalogue.materials))
