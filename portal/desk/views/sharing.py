"""Internal notes and copies on the case page: each form is one operation, then the same tab again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.desk.access import for_staff
from portal.desk.views.cases import read_case, render_case
from portal.errors import Conflict, Invalid
from services.cases.models import Case
from workflows.operations.conversation import sharing


@for_staff
@require_POST
def write_note(request: HttpRequest, number: str) -> HttpResponse:
    text, pinned = request.POST.get("text", ""), request.POST.get("pinned") == "1"

    def write(case: Case) -> str:
        sharing.write_note(case, actor=request.user, text=text, pinned=pinned)
        return _("Noted: colleagues read it, the applicant does not.")

    return answered(request, number, write)


@for_staff
@require_POST
def pin_note(request: HttpRequest, number: str, note_id: int) -> HttpResponse:
    pinned = request.POST.get("pinned") == "1"

    def pin(case: Case) -> str:
        sharing.pin_note(case, note_id, actor=request.user, pinned=pinned)
        return _("Pinned on top.") if pinned else _("No longer pinned.")

    return answered(request, number, pin)


@for_staff
@require_POST
def give_copy(request: HttpRequest, number: str) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("department", "user", "reason")}

    def give(case: Case) -> str:
        copy = sharing.give_copy(case, actor=request.user, **given)
        return _("%(name)s was told and may read this case now.") % {"name": copy.name}

    return answered(request, number, give)


@for_staff
@require_POST
def revoke_copy(request: HttpRequest, number: str, copy_id: int) -> HttpResponse:
    def revoke(case: Case) -> str:
        copy = sharing.revoke_copy(case, copy_id, actor=request.user)
        return _("%(name)s can no longer read this case by this copy.") % {"name": copy.name}

    return answered(request, number, revoke)


def answered(request: HttpRequest, number: str, act: Callable[[Case], str]) -> HttpResponse:
    """Do it and show the tab; what is not accepted comes back with every word typed."""
    case = read_case(number, request.user)
    try:
        done = act(case)
    except (Invalid, Conflict) as error:
        return render_case(
            request, case, tab="notes", error=error.detail, draft=request.POST.get("text", ""), status=error.status
        )
    messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:case", args=[number]) + "?tab=notes")
