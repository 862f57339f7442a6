"""A paper the house issued, ready to print; and the case file: form and materials."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.errors import Forbidden, NotFound
from portal.hall.presenters.casefile import document_name
from portal.hall.presenters.file import file_groups, file_papers
from portal.hall.presenters.papers_issued import issued_paper
from portal.hall.qr import qr
from portal.hall.views.cases import case_of, is_applicant, person, view_of
from portal.hall.views.progress import crumbs_of
from services.cases.models import Document
from workflows.operations.conversation.viewing import note_reading
from workflows.queries.casefile import CaseView, case_view
from workflows.queries.fileparts import CORRECTIONS, MATERIALS, OBJECTIONS, OPINIONS, visible_documents

# What the wording of a paper is taken from.
NEEDED: dict[str, tuple[str, ...]] = {
    Document.Kind.RESULT: (OPINIONS,),
    Document.Kind.CORRECTION: (CORRECTIONS,),
    Document.Kind.DEFERRAL: (MATERIALS,),
}


@login_required
@never_cache
@require_safe
def document(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Raises NotFound for a paper that was not handed over yet."""
    case = case_of(request, number)
    found = next((one for one in visible_documents(case, person(request)) if one.code == code), None)
    view = case_view(case, person(request), parts=NEEDED.get(found.kind if found else "", ()))
    require_file(view)
    if found is None:
        raise NotFound(_("This paper has not been handed over yet, or it belongs to another case."))
    if is_applicant(request, case):
        note_reading(found)
    context = {
        "case": case,
        "paper": issued_paper(view, found),
        "verify_url": reverse("hall:verify", args=[code]),
        "qr": qr(reverse("hall:verify", args=[code])),
        "crumbs": crumbs_of(view, document_name(found), applicant=is_applicant(request, case)),
    }
    return render(request, "hall/case/document.html", context)


@login_required
@never_cache
@require_safe
def case_file(request: HttpRequest, number: str) -> HttpResponse:
    """The form and the papers as they were handed in; `?wrong=<key>` says that a register's value is wrong."""
    view = view_of(request, number, MATERIALS, OBJECTIONS)
    require_file(view)
    context: dict[str, Any] = {
        "case": view.case,
        "groups": file_groups(view),
        "papers": file_papers(view),
        "wrong": request.GET.get("wrong", ""),
        "may_object": is_applicant(request, view.case) and "objections" in view.actions,
        "crumbs": crumbs_of(view, _("Application"), applicant=is_applicant(request, view.case)),
    }
    return render(request, "hall/case/file.html", context)


def require_file(view: CaseView) -> None:
    if view.may_read_file:
        return
    departments = view.case.lead_department.title
    raise Forbidden(
        _("%(department)s leads this case. You can see its progress, but not the form and the papers.")
        % {"department": departments}
    )
