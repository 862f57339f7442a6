"""One search for staff: my tasks, cases, matters. An exact case number jumps straight in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.desk import reads
from portal.desk.access import for_staff
from portal.desk.place import Place
from portal.desk.presenters import cases as presenter
from portal.desk.presenters import lists
from portal.desk.views.cases import exact_case, with_standing
from services.catalog.models import Matter
from workflows.queries import inbox

FEW = 10


@for_staff
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Up to ten of each kind; the rest is one link away."""
    q = request.GET.get("q", "").strip()[:100]
    exact = exact_case(q, request.user)
    if exact:
        return redirect("desk:case", exact)
    now = timezone.now()
    context: dict[str, Any] = {"q": q, "tasks": [], "cases": [], "matters": []}
    if q:
        tasks = inbox.narrow(inbox.tasks(request.user, now=now), q=q, now=now)[:FEW]
        found = with_standing(reads.cases_of(request.user, q=q))[:FEW]
        context |= {
            "tasks": lists.rows(tasks, Place(), request.user, now, None),
            "cases": presenter.case_rows(list(found), now),
            "matters": list(Matter.objects.filter(name__icontains=q).exclude(published=None).order_by("code")[:FEW]),
            "few": FEW,
        }
    return render(request, "desk/search.html", context)
