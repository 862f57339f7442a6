"""Step 2, 一张表: the merged form, saved while one types, checked when one goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.errors import Invalid
from portal.hall.presenters.form import merged_form
from portal.hall.presenters.wizard import address
from portal.hall.views.apply import form_of, open_step, paused_at, receipt_instead, step_context, summary_of
from services.cases.models import Draft
from workflows.applying.application import ApplicationForm, read_form
from workflows.operations.entry import drafting
from workflows.operations.entry.drafting import AlreadySubmitted
from workflows.queries.drafts import given_fields

LONGEST_VALUE = 6000


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form_step(request: HttpRequest, key: UUID) -> HttpResponse:
    """GET shows the form; POST keeps what was typed, then goes where the pressed button says."""
    try:
        draft = open_step(request, key)
    except AlreadySubmitted:
        return receipt_instead(key)
    if request.method != "POST":
        return show(request, draft, form_of(draft))
    drafting.keep_fields(draft, typed_values(request, draft))
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    where = request.POST.get("go", "next")
    if where == "back":
        return redirect(address(draft, "questions" if draft.version.typed.questions else "form"))
    if where == "later":
        return redirect(paused_at(draft))
    if where in ("all", "mine"):
        return redirect(f"{address(draft, 'form')}?show={where}")
    form = form_of(draft)
    try:
        read_form(form, given_fields(draft, form))
    except Invalid as error:
        return show(request, draft, form, error.fields)
    return redirect(address(draft, "materials"))


def typed_values(request: HttpRequest, draft: Draft) -> dict[str, str]:
    """What the request says to elements of this matter; nothing else is kept."""
    elements = draft.version.typed.elements
    return {key: str(request.POST[key])[:LONGEST_VALUE] for key in request.POST if key in elements}


def show(
    request: HttpRequest,
    draft: Draft,
    form: ApplicationForm,
    problems: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    wrong = request.GET.get("wrong", "")
    whole = request.GET.get("show") == "all" or bool(wrong)
    asks = bool(draft.version.typed.questions)
    merged = merged_form(
        form,
        draft,
        errors=problems or {},
        save_url=address(draft, "form"),
        wrong=wrong,
        questions_url=address(draft, "questions") if asks else "",
    )
    known = {one.key: one.anchor for group in merged.groups for one in group.known}
    asked = {field.name: field.html_id for group in merged.groups for field in group.asked}
    context = {
        **step_context(draft, "form"),
        "form": merged,
        "whole": whole or not merged.asked or any(name in known for name in problems or {}),
        "failures": form.prefill.failures,
        "errors": summary_of(problems or {}, {**asked, **known}),
    }
    return render(request, "hall/apply/form.html", context, status=422 if problems else 200)
