"""The page of findings in the administration."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.admin_pages import admin_page, show
from services.catalog.lint.findings import ERROR, HINT, SEVERITIES, WARNING
from services.catalog.lint.house import house_survey
from services.catalog.lint.places import MODELS, placed

WORDS: dict[str, str | Promise] = {
    ERROR: gettext_lazy("must be mended"),
    WARNING: gettext_lazy("should be looked at"),
    HINT: gettext_lazy("could be better"),
}


@admin_page("catalog.view_matter")
def findings(request: HttpRequest) -> HttpResponse:
    """Every finding, worst first; `severity` and `section` narrow the list."""
    severity, section = request.GET.get("severity", ""), request.GET.get("section", "")
    every = house_survey()
    shown = [
        one
        for one in every
        if (not severity or one.severity == severity) and (not section or str(one.path[0]) == section)
    ]
    counts = [(kind, WORDS[kind], sum(one.severity == kind for one in every)) for kind in SEVERITIES]
    sections = [(code, title) for code, (_model, _field, title) in MODELS.items()]
    return show(
        request,
        "admin/workbench/findings.html",
        title=_("Check of the catalogue"),
        counts=counts,
        sections=sections,
        total=len(every),
        severity=severity,
        section=section,
        rows=[(one, WORDS[one.finding.severity]) for one in placed(shown)],
    )
