"""The acceptance slip, to be printed and handed to the applicant (受理单)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.counter import reads
from portal.counter.access import for_clerks, windows_of
from portal.errors import NotFound
from services.cases.models import Case, CaseMaterial
from workflows.models import TaskKind


@for_clerks
@require_safe
def show_slip(request: HttpRequest, number: str) -> HttpResponse:
    """Number, check code, promise, departments, papers still to come; one A4 page."""
    clerk: Any = request.user
    rows = Case.objects.visible_to(clerk).filter(window_id__in=windows_of(clerk))
    case = (
        rows.select_related("applicant", "applicant_department", "window", "registered_by")
        .filter(number=number)
        .first()
    )
    if case is None:
        raise NotFound(_("There is no case %(number)s at your window.") % {"number": number})
    items = list(case.items.select_related("department").order_by("position"))
    materials = list(case.materials.all())
    context = {
        "case": case,
        "items": [one for one in items if one.phase == "main"],
        "later": [one for one in materials if one.status in (CaseMaterial.Status.DEFERRED, CaseMaterial.Status.LATER)],
        "handed": [one for one in materials if one.status == CaseMaterial.Status.HANDED_IN],
        "departments": len({one.department_id for one in items}),
        "document": case.documents.filter(kind="SL").first(),
        "next": reads.queue(clerk, TaskKind.INTAKE).first(),
    }
    return render(request, "counter/slip.html", context)
