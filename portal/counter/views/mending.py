"""Mend what the applicant stated on the spot, beside them, before acceptance (R38)."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from portal.counter import reads
from portal.counter.access import for_clerks
from portal.counter.presenters import mending as presenter
from portal.counter.views.intake import flat, render_intake
from portal.errors import DomainError
from portal.files import store
from workflows.acting import get_task
from workflows.models import TaskKind
from workflows.operations import acts


@for_clerks
@require_POST
def mend(request: HttpRequest, task_id: int) -> HttpResponse:
    """One operation for every change; what is not accepted comes back with every word typed."""
    file = reads.read_intake(reads.find_window_task(task_id, request.user, TaskKind.INTAKE))
    typed = flat(request)
    try:
        case = acts.act(
            get_task(task_id),
            actor=request.user,
            action="mend_on_the_spot",
            payload={
                "fields": presenter.changes(file, typed),
                "materials": papers(request),
                "reason": typed.get("reason", ""),
                "confirmation": typed.get("confirmation", ""),
            },
            key=typed.get("key", ""),
        )
    except DomainError as error:
        return render_intake(request, task_id, "mend", typed=typed, error=error)
    words = _("Mended: %(number)s stands as you and %(name)s agreed. Nothing was sent.")
    messages.success(request, words % {"number": case.number, "name": case.applicant.name})
    return HttpResponseRedirect(reverse("counter:task", args=[task_id]))


def papers(request: HttpRequest) -> dict[str, str]:
    """{code of the paper: id of the file the clerk has just chosen or scanned}. Raises FileRefused."""
    assert isinstance(request.user, User)
    chosen = {name: file for name, file in request.FILES.items() if isinstance(file, UploadedFile)}
    return {
        name.removeprefix(presenter.PAPER): str(store(file, request.user).pk)
        for name, file in chosen.items()
        if name.startswith(presenter.PAPER)
    }
