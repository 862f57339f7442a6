"""The applicant's acts on a running case: urge, write, confirm, withdraw, object. One operation each."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.errors import Conflict, Forbidden, Invalid
from portal.hall.presenters.ending import effects_of
from portal.hall.presenters.words import listed
from portal.hall.views.cases import case_of, is_applicant, person, view_of
from portal.hall.views.progress import crumbs_of
from services.cases.models import Case
from workflows.models import Task, TaskKind
from workflows.operations.conversation import applicant
from workflows.operations.second_thoughts import withdrawing
from workflows.operations.second_thoughts.withdrawing import EffectsChanged
from workflows.operations.window.delivery import confirm
from workflows.queries.casefile import CaseView
from workflows.queries.withdrawal import withdrawal_of


@login_required
@require_POST
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """Remind whoever the case waits for; too early is explained, not refused with an error page."""
    case = case_of(request, number)
    try:
        names = applicant.urge(case, actor=person(request))
    except Conflict as error:
        messages.info(request, error.detail)
    else:
        messages.success(request, _("Reminded: %(departments)s.") % {"departments": listed(names, most=8)})
    return redirect("hall:case", number)


@login_required
@require_POST
def write(request: HttpRequest, number: str) -> HttpResponse:
    """One message to whoever works on the case."""
    case = case_of(request, number)
    require_applicant(request, case)
    text = request.POST.get("text", "")
    try:
        applicant.write_message(case, actor=person(request), text=text, to=request.POST.get("to", ""))
    except Invalid as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Sent. The answer comes here and as a message."))
    return redirect(f"{reverse('hall:case', args=[number])}#talk")


@login_required
@require_POST
def confirm_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The applicant has the results: the case closes, the rating opens (R9, R65)."""
    case = case_of(request, number)
    task = Task.objects.filter(case=case, kind=TaskKind.CONFIRM).order_by("-pk").first()
    if task is None:
        raise Conflict(_("There is nothing to confirm yet: the results have not been handed over."))
    confirm(task, actor=person(request))
    messages.success(request, _("Thank you. The case is closed; if you like, tell us how it went."))
    return redirect("hall:rating", number)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """GET says what withdrawing does to every department's part; POST withdraws, if that is still what it does."""
    view = view_of(request, number)
    require_applicant(request, view.case)
    if request.method == "POST":
        given, seen = request.POST.get("reason", ""), request.POST.get("seen", "")
        try:
            withdrawing.withdraw(view.case, actor=person(request), reason=given, seen=seen)
        except EffectsChanged as error:
            return show_withdrawal(request, view_of(request, number), error=error, reason=given)
        messages.success(request, _("Withdrawn. All departments have been told; what you filled in is kept."))
        return redirect("hall:case", number)
    if "withdraw" not in view.actions:
        raise Conflict(
            _("This case is decided already and can no longer be withdrawn. What was decided stays on file.")
        )
    return show_withdrawal(request, view)


def show_withdrawal(
    request: HttpRequest, view: CaseView, *, error: EffectsChanged | None = None, reason: str = ""
) -> HttpResponse:
    plan = withdrawal_of(view.case, [one.item for one in view.items])
    context = {
        "case": view.case,
        "effects": effects_of(view, plan),
        "seen": plan.seen,
        "error": error.detail if error else "",
        "reason": reason,
        "crumbs": crumbs_of(view, _("Withdraw")),
    }
    return render(request, "hall/case/withdraw.html", context, status=error.status if error else 200)


@login_required
@require_POST
def object_to(request: HttpRequest, number: str) -> HttpResponse:
    """The applicant says a value from a register is wrong (R83)."""
    case = case_of(request, number)
    element = request.POST.get("element", "")
    try:
        applicant.object_to_value(case, actor=person(request), element=element, claim=request.POST.get("claim", ""))
    except (Invalid, Conflict) as error:
        messages.error(request, error.detail)
    else:
        messages.success(
            request, _("Noted. The department in charge answers within three working days; the case goes on.")
        )
    return redirect("hall:file", number)


def require_applicant(request: HttpRequest, case: Case) -> None:
    if not is_applicant(request, case):
        raise Forbidden(
            _("You see this case as a colleague. Only %(applicant)s can do this; your own part is on your desk.")
            % {"applicant": case.applicant.name}
        )
