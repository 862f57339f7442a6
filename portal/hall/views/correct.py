"""补正, 事后材料, 后补材料: a short form with exactly what is awaited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.errors import Conflict, DomainError, Invalid
from portal.files import store
from portal.files.models import Upload
from portal.hall.papers import is_uuid
from portal.hall.presenters.correction import Demand, demand_of
from portal.hall.views.acts import require_applicant
from portal.hall.views.cases import person, view_of
from portal.hall.views.progress import crumbs_of
from workflows.casework.corrections import EXTENSION_DAYS
from workflows.operations.owed.correcting import extend_correction
from workflows.operations.owed.resupply import resupply
from workflows.queries.casefile import CaseView
from workflows.queries.fileparts import CORRECTIONS, MATERIALS

LONGEST_VALUE = 6000


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    view = view_of(request, number, MATERIALS, CORRECTIONS)
    require_applicant(request, view.case)
    demand = demand_of(view, typed={}, uploads={}, errors={})
    if demand is None:
        messages.info(request, _("Nothing is being waited for from you right now."))
        return redirect("hall:case", number)
    if request.method != "POST":
        return show(request, view, demand)
    typed = {key: str(request.POST.get(key, ""))[:LONGEST_VALUE] for key in demand.fields}
    uploads, errors = take_files(request, demand)
    if not errors:
        try:
            hand_in(request, view, typed, uploads)
        except Invalid as error:
            errors = error.fields or {"": [error.detail]}
        else:
            messages.success(request, thanks(demand))
            return redirect("hall:case", number)
    again = demand_of(view, typed=typed, uploads=uploads, errors=errors)
    return show(request, view, again or demand, errors)


@login_required
@require_POST
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """Ten more working days for the answer, once (R38)."""
    view = view_of(request, number)
    require_applicant(request, view.case)
    try:
        extend_correction(view.case, actor=person(request))
    except Conflict as error:
        messages.info(request, error.detail)
    else:
        messages.success(request, _("Extended by ten working days."))
    return redirect("hall:correct", number)


def hand_in(request: HttpRequest, view: CaseView, typed: Mapping[str, str], uploads: Mapping[str, Upload]) -> None:
    fields = {key: value for key, value in typed.items() if value.strip()}
    papers = {code: str(upload.pk) for code, upload in uploads.items()}
    key = request.POST.get("key", "")
    resupply(view.case, actor=person(request), fields=fields, materials=papers, key=key if is_uuid(key) else "")


def take_files(request: HttpRequest, demand: Demand) -> tuple[dict[str, Upload], dict[str, list[str]]]:
    """({material: upload}, {material: sentences}); a file taken before is kept when another one is refused."""
    uploads: dict[str, Upload] = {}
    errors: dict[str, list[str]] = {}
    for code in demand.papers:
        file = request.FILES.get(f"file-{code}")
        kept = request.POST.get(f"kept-{code}", "")
        if isinstance(file, UploadedFile):
            try:
                uploads[code] = store(file, person(request))
            except DomainError as error:
                errors[code] = [error.detail]
        elif is_uuid(kept):
            found = Upload.objects.filter(pk=kept, owner=person(request)).first()
            if found is not None:
                uploads[code] = found
    return uploads, errors


def thanks(demand: Demand) -> str:
    """Says which clocks go on."""
    if demand.kind == "correction":
        return _("Handed in. The window goes on with it now and answers within one working day.")
    if demand.kind == "second":
        return _("Handed in. The clock of this item goes on, and the department reads your answer now.")
    if demand.kind == "papers":
        return _("Handed in. The clock of this item runs from now on.")
    return _("Handed in. The departments see it at once; their clocks never stopped.")


def show(
    request: HttpRequest, view: CaseView, demand: Demand, errors: Mapping[str, Sequence[str]] | None = None
) -> HttpResponse:
    ids = {point.name: point.id for point in demand.points}
    context = {
        "case": view.case,
        "demand": demand,
        "more_days": EXTENSION_DAYS if "extend-correction" in view.actions else 0,
        "key": request.POST.get("key") or str(uuid4()),
        "errors": [(ids.get(name, ""), text) for name, texts in (errors or {}).items() for text in texts],
        "crumbs": crumbs_of(view, demand.title),
    }
    return render(request, "hall/case/correct.html", context, status=422 if errors else 200)
