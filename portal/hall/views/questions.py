"""Step 1, 情形问答: a few questions, and what they make of the matter while one answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.errors import Invalid
from portal.hall.presenters.questions import controls_of, outcome_of
from portal.hall.presenters.wizard import address
from portal.hall.views.apply import open_step, receipt_instead, resolution_of, step_context, summary_of
from services.cases.models import Draft
from services.catalog.answers import read_answer
from services.catalog.resolution import resolve
from services.catalog.snapshot import MatterSnapshot
from workflows.operations.entry import drafting
from workflows.operations.entry.drafting import AlreadySubmitted


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        draft = open_step(request, key)
    except AlreadySubmitted:
        return receipt_instead(key)
    matter = draft.version.typed
    if request.method != "POST":
        return show(request, draft, draft.answers)
    typed = {one.id: request.POST.get(one.id, "") for one in matter.questions if one.id in request.POST}
    right, problems = read(matter, typed)
    drafting.keep_answers(draft, right)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "hall/apply/outcome.html", {"outcome": outcome_of(resolution_of(draft))})
    if problems:
        return show(request, draft, {**draft.answers, **typed}, problems)
    return redirect(address(draft, "form"))


def read(matter: MatterSnapshot, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """(answers that are right, sentences for the others)."""
    right: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for question in matter.questions:
        try:
            value = read_answer(question, typed.get(question.id))
        except Invalid as error:
            problems[question.id] = [error.detail]
            continue
        if value is not None:
            right[question.id] = value
    return right, problems


def show(
    request: HttpRequest, draft: Draft, answers: Mapping[str, Any], problems: Mapping[str, Sequence[str]] | None = None
) -> HttpResponse:
    matter = draft.version.typed
    known = {one.id for one in matter.questions}
    context = {
        **step_context(draft, "questions"),
        "controls": controls_of(matter, answers, problems or {}),
        "outcome": outcome_of(resolve(matter, {key: value for key, value in draft.answers.items() if key in known})),
        "errors": summary_of(problems or {}, {one.id: f"id_{one.id}" for one in matter.questions}),
    }
    return render(request, "hall/apply/questions.html", context, status=422 if problems else 200)
