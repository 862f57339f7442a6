"""Today's queue: to be accepted, to be handed over, with the applicant."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.counter import reads
from portal.counter.access import for_clerks
from portal.counter.presenters import today as presenter
from portal.counter.presenters.today import QueueList
from services.guide.callbacks import open_calls

PAGE_SIZE = 50


@for_clerks
@require_safe
def show_today(request: HttpRequest) -> HttpResponse:
    """Three short lists, or one of them whole (`?list=intake`), most urgent first."""
    name = request.GET.get("list", "")
    if name in reads.LISTS:
        return show_list(request, name)
    now = timezone.now()
    counts = reads.queue_counts(request.user, now)
    lists = [column(request, one, counts[one]) for one in reads.LISTS]
    following = next((one.rows[0] for one in lists[:2] if one.rows), None)
    calls = list(open_calls(request.user)[: reads.FEW])
    context = {"calls": calls, "lists": lists, "counts": counts, "next": following, "now": now}
    return render(request, "counter/today.html", context)


def column(request: HttpRequest, name: str, count: int) -> QueueList:
    title, empty = presenter.list_words(name)
    tasks = reads.queue(request.user, name)[: reads.FEW]
    rows = presenter.queue_rows(tasks, request.user.pk or 0, timezone.now())
    more = f"{reverse('counter:today')}?list={name}" if count > len(rows) else ""
    return QueueList(name, title, empty, count, rows, more)


def show_list(request: HttpRequest, name: str) -> HttpResponse:
    title, empty = presenter.list_words(name)
    page_obj = Paginator(reads.queue(request.user, name), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = presenter.queue_rows(page_obj.object_list, request.user.pk or 0, timezone.now())
    whole = QueueList(name, title, empty, page_obj.paginator.count, rows, "")
    return render(request, "counter/list.html", {"queue": whole, "page_obj": page_obj, "query": f"list={name}&"})
