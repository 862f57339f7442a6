"""Messages: the list, the way to what one tells of, and "all read"."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from portal.accounts.models import User
from portal.notices import reading
from portal.notices.queries import messages_of

PAGE_SIZE = 50


@login_required
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """Context: `page_obj`, a page of Notice, newest first."""
    messages = Paginator(messages_of(cast(User, request.user)), PAGE_SIZE)
    return render(request, "notices/list.html", {"page_obj": messages.get_page(request.GET.get("page"))})


@login_required
@never_cache
@require_GET
def open_message(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark one message read and go where it leads."""
    return HttpResponseRedirect(reading.open_message(notice_id, reader=cast(User, request.user)).url)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    reading.read_all(reader=cast(User, request.user))
    return redirect("notices:list")
