"""The duty list (职责清单): what rulings settled about who does which item, for everybody who works here (R57)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.desk.access import for_staff
from services.cases.models import DutyListEntry

PAGE_SIZE = 50


@for_staff
@require_safe
def show_duty_list(request: HttpRequest) -> HttpResponse:
    """Entries in force; with `?all=1` those that were replaced as well. Four statements, however many there are."""
    q, everything = request.GET.get("q", "").strip()[:100], request.GET.get("all") == "1"
    rows = DutyListEntry.objects.select_related("department", "source__document", "superseded_by__department")
    if not everything:
        rows = rows.filter(ended_at=None)
    if q:
        names = Q(item_name__icontains=q) | Q(item_name_en__icontains=q) | Q(item_code__iexact=q)
        rows = rows.filter(names | Q(department__name__icontains=q) | Q(basis__icontains=q))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    given = {"q": q, "all": "1" if everything else ""}
    query = urlencode({name: value for name, value in given.items() if value})
    context = {
        "q": q,
        "everything": everything,
        "page_obj": page,
        "entries": list(page.object_list),
        "query": f"{query}&" if query else "",
    }
    return render(request, "desk/duties.html", context)
