"""办事指南: one matter, to decide and to prepare."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.hall.presenters.matter_page import page_of
from portal.hall.views.cases import person
from portal.ui import moments
from services.catalog.actuals import of_matter
from services.catalog.models import MatterVersion
from services.catalog.queries import published_version
from services.catalog.snapshot import MatterSnapshot
from services.regulations.citing import Cited, cited_by
from workflows.operations.entry.submission import open_twin
from workflows.queries.drafts import draft_for


@require_safe
def matter_page(request: HttpRequest, code: str) -> HttpResponse:
    """Raises NotFound for a matter that is not published."""
    version = published_version(code)
    signed_in = request.user.is_authenticated
    context = {
        "page": page_of(version.typed),
        "version": version,
        "usual": usual_time(version),
        "lead": version.matter.lead_department,
        "rules": rules_of(version.typed),
        "draft": draft_for(person(request), code) if signed_in else None,
        "twin": open_twin(person(request), code) if signed_in else None,
        "start_url": reverse("hall:new", args=[code]),
        "crumbs": [(_("Home"), reverse("hall:home")), (version.typed.label, "")],
    }
    return render(request, "hall/matter/page.html", context)


def rules_of(matter: MatterSnapshot) -> list[Cited]:
    """The clauses its items stand on today, each once, in the order of the library."""
    found = cited_by([one.item.code for one in matter.items])
    each = {(one.regulation, one.anchor): one for cited in found.values() for one in cited}
    return [each[place] for place in sorted(each)]


def usual_time(version: MatterVersion) -> str:
    """What the last 90 days really took (median of working time), "" for fewer than five cases (R79)."""
    if version.typed.unit == "ch":
        return ""
    found = of_matter(version.matter, "wd")
    return moments.duration_words(*divmod(found.minutes, found.day_minutes)) if found else ""
