"""Help: how it works, what the lights mean, whom to call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.hall.views.home import hours_of
from portal.ui.lights import STATES
from services.catalog.queries import published


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "hall/help.html", {"states": STATES, "hours": hours_of(published())})
