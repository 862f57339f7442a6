"""Objections to what my department states: the list, and the answer (R83)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from departments.org.duties import duties_of
from portal.casefile.values import shown
from portal.errors import Forbidden
from services.cases.models import Objection
from workflows.operations.conversation.objections import answer_objection
from workflows.queries import objections


@dataclass(frozen=True)
class Row:
    """One objection as the list shows it; `light` is ok, warn or bad, done once answered."""

    objection: Objection
    held: str
    corrected: str
    light: str


@login_required
@require_safe
def list_objections(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the soonest due first, and what was answered lately."""
    require_answering(request.user)
    return render(
        request,
        "desk/objections.html",
        {
            "waiting": [row_of(one) for one in objections.waiting(request.user)[:50]],
            "answered": [row_of(one) for one in objections.answered(request.user)],
        },
    )


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    require_answering(request.user)
    found = objections.find(pk, request.user)
    answer_objection(
        found,
        actor=request.user,
        verdict=request.POST.get("verdict", ""),
        answer=request.POST.get("answer", ""),
        value=request.POST.get("value", "").strip(),
    )
    messages.success(request, _("Answered. %(person)s was told.") % {"person": found.case.applicant.name})
    return redirect("desk:objections")


def require_answering(user: Any) -> None:
    if not answers(user):
        raise Forbidden(_("Objections are answered by the data stewards of the departments."))


def answers(user: Any) -> bool:
    held = duties_of(user)
    return bool(held.departments("steward") or held.departments("approve"))


def row_of(one: Objection) -> Row:
    element = one.case.version.typed.elements.get(one.element)

    def words(value: Any) -> str:
        return shown(element, value)

    if one.answered_at is not None:
        light = "done"
    elif one.due_at is None:
        light = "wait"
    else:
        left = (one.due_at - timezone.now()).total_seconds()
        light = "bad" if left < 0 else "warn" if left < 86_400 else "ok"
    return Row(one, words(one.held_value), words(one.corrected_value), light)
