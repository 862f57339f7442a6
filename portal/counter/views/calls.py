"""Call-backs somebody asked for in the guide: made, and what came of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.counter.access import for_clerks
from services.guide.callbacks import note_call


@for_clerks
@require_POST
def note(request: HttpRequest, call_id: int) -> HttpResponse:
    """Raises what `note_call` raises: somebody was faster, or nothing was written down."""
    call = note_call(call_id, actor=request.user, outcome=request.POST.get("outcome", ""))
    messages.success(request, _("Noted: %(name)s was called.") % {"name": call.name})
    return redirect("counter:today")
