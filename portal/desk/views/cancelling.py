"""The coordination office cancels a case that should not exist: what it does first, then the reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.desk.access import for_staff
from portal.desk.presenters.consequences import cancel_rows, reason_fields
from portal.desk.views.cases import read_case
from portal.errors import DomainError
from services.cases.models import Case
from workflows.operations.second_thoughts import cancelling
from workflows.queries.withdrawal import withdrawal_of


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_case(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows what becomes of every item; POST cancels, if nothing has moved since."""
    case = read_case(number, request.user)
    cancelling.require_may_cancel(case, request.user)
    if request.method != "POST":
        return show(request, case)
    given = {name: str(request.POST.get(name, "")) for name in ("reason_code", "reason", "seen")}
    try:
        cancelling.cancel(case, actor=request.user, **given)
    except DomainError as error:
        return show(request, read_case(number, request.user), given=given, error=error)
    messages.success(request, _("Case %(number)s is cancelled.") % {"number": case.number})
    return HttpResponseRedirect(reverse("desk:case", args=[case.number]))


def show(
    request: HttpRequest, case: Case, *, given: dict[str, str] | None = None, error: DomainError | None = None
) -> HttpResponse:
    back = reverse("desk:case", args=[case.number])
    plan = withdrawal_of(case)
    if not plan.possible and error is None:
        error = cancelling.too_late(case)
    context = {
        "case": case,
        "title": _("Cancel “%(case)s”?") % {"case": case.title},
        "lead": _("It goes no further. Everybody reads the reason, the applicant first. Nothing is decided by this."),
        "rows": cancel_rows(plan),
        "fields": reason_fields(cancelling.REASONS, given or {}, error) if plan.possible else [],
        "seen": plan.seen,
        "submit": _("Cancel this case") if plan.possible else "",
        "back": back,
        "error": error.detail if error and not error.fields else "",
        "crumbs": [(_("All cases"), reverse("desk:cases")), (case.title, back), (_("Cancel"), "")],
    }
    return render(request, "desk/confirm.html", context, status=error.status if error else 200)
