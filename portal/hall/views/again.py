"""A denied item handed in again under the same number: a short form with what of it may change (R12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.errors import Invalid
from portal.hall.presenters.again import Again, again_of
from portal.hall.views.acts import require_applicant
from portal.hall.views.cases import person, view_of
from portal.hall.views.correct import LONGEST_VALUE, take_files
from portal.hall.views.progress import crumbs_of
from workflows.operations.second_thoughts.resubmission import NotAgain, resubmit
from workflows.operations.second_thoughts.voiding import find_item
from workflows.queries.casefile import CaseView
from workflows.queries.fileparts import MATERIALS
from workflows.queries.resubmission import resubmission_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, number: str, code: str) -> HttpResponse:
    view = view_of(request, number, MATERIALS)
    require_applicant(request, view.case)
    offer = resubmission_of(find_item(view.case, code), view.case, view.now)
    if offer.problem:
        raise NotAgain(offer.problem)
    form = again_of(view, offer, typed={}, uploads={}, errors={})
    if request.method != "POST":
        return show(request, view, form)
    names = [*form.demand.fields, "explanation"]
    typed = {key: str(request.POST.get(key, ""))[:LONGEST_VALUE] for key in names}
    uploads, errors = take_files(request, form.demand)
    if not errors:
        try:
            resubmit(
                view.case,
                code,
                actor=person(request),
                fields=changed(form, typed),
                materials={paper: str(upload.pk) for paper, upload in uploads.items()},
                explanation=typed["explanation"],
            )
        except Invalid as error:
            errors = error.fields or {"": [error.detail]}
        else:
            messages.success(request, _("Handed in again. The department has it; its clock runs from now on."))
            return redirect("hall:case", number)
    return show(request, view, again_of(view, offer, typed=typed, uploads=uploads, errors=errors), errors)


def changed(form: Again, typed: Mapping[str, str]) -> dict[str, str]:
    """What differs from what stood there; a field left as it was is not a change."""
    shown = {point.name: point.field.value for point in form.demand.points if point.field is not None}
    return {key: typed[key] for key, value in shown.items() if typed.get(key, "").strip() not in ("", str(value))}


def show(
    request: HttpRequest, view: CaseView, form: Again, errors: Mapping[str, Sequence[str]] | None = None
) -> HttpResponse:
    ids = {point.name: point.id for point in form.demand.points}
    context = {
        "case": view.case,
        "form": form,
        "demand": form.demand,
        "errors": [(ids.get(name, "id_explanation"), text) for name, texts in (errors or {}).items() for text in texts],
        "crumbs": crumbs_of(view, form.demand.title),
    }
    return render(request, "hall/case/again.html", context, status=422 if errors else 200)
