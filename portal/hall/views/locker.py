"""材料库: what is kept for next time, until when, who has seen it; a newer file, or out of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import DomainError, Invalid
from portal.files import store
from portal.hall.presenters.locker import rows_of
from portal.hall.views.cases import person
from workflows.operations.entry import locker as operations
from workflows.queries.locker import cases_using, find_kept, locker_of


@login_required
@never_cache
@require_safe
def locker(request: HttpRequest) -> HttpResponse:
    return show(request)


def show(request: HttpRequest, wrong: int = 0, error: DomainError | None = None) -> HttpResponse:
    rows = rows_of(locker_of(person(request)), timezone.localdate(), {wrong: error.detail} if error else {})
    errors = [(f"file-{wrong}", error.detail)] if error else []
    context = {"rows": rows, "errors": errors}
    return render(request, "hall/locker/page.html", context, status=error.status if error else 200)


@login_required
@require_POST
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """A newer file in the place of the older one. Raises NotFound."""
    find_kept(pk, person(request))
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid(_("Please choose a file first."))
        paper = operations.replace(pk, store(file, person(request)), actor=person(request))
    except Invalid as error:
        return show(request, pk, error)
    messages.success(request, _("“%(paper)s” is up to date.") % {"paper": paper.title})
    return redirect("hall:locker")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says which running cases still use it; POST takes it out. Raises NotFound."""
    if request.method == "POST":
        paper = operations.remove(pk, actor=person(request))
        messages.success(request, _("“%(paper)s” is no longer kept.") % {"paper": paper.title})
        return redirect("hall:locker")
    paper = find_kept(pk, person(request))
    return render(request, "hall/locker/remove.html", {"paper": paper, "cases": cases_using(paper)})
