"""Without signing in: is this paper genuine (R87), and how does my case stand (R86)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.hall.presenters.papers_issued import standing
from portal.hall.presenters.words import listed
from portal.ui import lights
from services.cases.models import Case, Document
from services.cases.states import CaseState
from workflows.models import ASIDE_KINDS, Task
from workflows.operations.conversation.viewing import note_reading
from workflows.queries.casefile import case_light, item_view

# Guessing six characters must take longer than a life.
TRIES = 10
TRIES_WITHIN_SECONDS = 15 * 60


@dataclass(frozen=True)
class PublicProgress:
    """State, desk and due date; never a name (R86)."""

    number: str
    matter: str
    state: str
    light: str
    desks: str
    due_at: datetime | None


@never_cache
@require_safe
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether the paper with this verification code was issued here and still holds."""
    asked = (code or request.GET.get("code", "")).replace(" ", "").replace("-", "").upper()[:20]
    if asked and not code:
        return redirect("hall:verify", asked)
    rows = Document.objects.select_related("issued_by", "item", "case").filter(released_at__isnull=False)
    found = rows.filter(code=asked).first() if asked else None
    if found is not None:
        note_reading(found)
    now = timezone.now()
    context = {
        "asked": asked,
        "paper": found,
        "valid": found is not None and found.valid_at(now) and not found.provisional,
        "standing": standing(found, now) if found else "",
    }
    return render(request, "hall/public/verify.html", context, status=404 if asked and found is None else 200)


@never_cache
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """`?number=&check=`: the case number and its six-character check code."""
    number = request.GET.get("number", "").strip().upper()[:40]
    check = request.GET.get("check", "").strip().upper()[:6]
    context: dict[str, object] = {"number": number, "check": check, "found": None, "error": ""}
    if not number and not check:
        return render(request, "hall/public/progress.html", context)
    if wrong_tries(number) >= TRIES:
        context["error"] = _("Too many tries with this number. Please wait 15 minutes, or call the hotline.")
        return render(request, "hall/public/progress.html", context, status=429)
    relations = ("window", "lead_department")
    case = Case.objects.select_related(*relations).filter(number=number, check_code=check).first()
    if case is None:
        count_wrong_try(number)
        context["error"] = _("Number and check code do not belong together. Both stand on the receipt; please compare.")
        return render(request, "hall/public/progress.html", context, status=404)
    context["found"] = public_progress(case)
    return render(request, "hall/public/progress.html", context)


def wrong_tries(number: str) -> int:
    """Wrong check codes tried for this number lately; counted by number, so that a shared address locks nobody out."""
    try:
        return int(cache.get(tries_key(number), 0))
    except Exception:  # the edge to another server: without it we cannot count, and keep nobody out
        return 0


def count_wrong_try(number: str) -> None:
    try:
        cache.add(tries_key(number), 0, TRIES_WITHIN_SECONDS)
        cache.incr(tries_key(number))
    except Exception:  # as above
        return


def tries_key(number: str) -> str:
    return f"public-progress:{hashlib.sha256(number.encode()).hexdigest()}"


def public_progress(case: Case) -> PublicProgress:
    now = timezone.now()
    tasks = list(
        Task.objects.filter(case=case, finished=None)
        .exclude(kind__in=["", *ASIDE_KINDS])
        .select_related("department", "owner", "acting_for")
    )
    items = list(case.items.select_related("department"))
    views = [item_view(item, items, tasks, case, now) for item in items]
    desks = dict.fromkeys(task.department.title for task in tasks if task.department is not None)
    waiting = case.state == CaseState.SUBMITTED
    return PublicProgress(
        number=case.number,
        matter=case.title,
        state=str(case.get_state_display()),
        light=lights.state_of(case_light(case, views, now)),
        desks=listed(list(desks)),
        due_at=case.intake_due_at if waiting else case.due_at,
    )
