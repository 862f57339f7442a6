"""A head asks for a result to be voided: what it does first, then the reason (R9)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.desk.access import for_staff
from portal.desk.presenters.consequences import reason_fields, void_rows
from portal.desk.views.cases import read_case
from portal.errors import DomainError
from services.cases.models import Case, CaseItem
from workflows.operations.second_thoughts import voiding
from workflows.queries.voiding import consequences


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def void_item(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """GET shows what falls with the result; POST puts the request before the legal department."""
    case = read_case(number, request.user)
    item = voiding.find_item(case, code)
    voiding.require_head(item, case, request.user)
    voiding.require_voidable(item)
    if request.method != "POST":
        return show(request, case, item)
    given = {name: str(request.POST.get(name, "")) for name in ("reason_code", "reason")}
    try:
        task = voiding.ask(case, code, actor=request.user, **given)
    except DomainError as error:
        return show(request, case, item, given=given, error=error)
    where = task.department.title if task.department else ""
    messages.success(
        request, _("Asked: %(department)s confirms it or not. Until then the result stands.") % {"department": where}
    )
    return HttpResponseRedirect(reverse("desk:case", args=[case.number]) + "?tab=opinions")


def show(
    request: HttpRequest,
    case: Case,
    item: CaseItem,
    *,
    given: dict[str, str] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    back = reverse("desk:case", args=[case.number]) + "?tab=opinions"
    context = {
        "case": case,
        "title": _("Void the result of “%(item)s”?") % {"item": item.title},
        "lead": _("Two people void a result: you ask, the legal department confirms. Until then nothing changes."),
        "rows": void_rows(consequences(item, case)),
        "fields": reason_fields(voiding.REASONS, given or {}, error),
        "submit": _("Ask the legal department"),
        "back": back,
        "error": error.detail if error and not error.fields else "",
        "crumbs": [(_("All cases"), reverse("desk:cases")), (case.title, back), (_("Void"), "")],
    }
    return render(request, "desk/confirm.html", context, status=error.status if error else 200)
