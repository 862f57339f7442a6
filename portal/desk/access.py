"""Who the desk is for. What somebody may do with a task is the operations' to say, not ours."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.errors import Forbidden

# Duties tasks are addressed to (R3); the deputy stands in, so that the desk is theirs too.
WORK_DUTIES = ("handle", "review", "approve", "countersign", "deputise", "accept", "coordinate", "arbitrate", "lead")
READING_DUTIES = (*WORK_DUTIES, "supervise", "audit")

View = Callable[..., HttpResponseBase]


def works(user: Any) -> bool:
    """Whether tasks can wait for this person."""
    return any(duties_of(user).reaches(duty) for duty in WORK_DUTIES)


def reads(user: Any) -> bool:
    """Whether this person may look into cases of others."""
    return any(duties_of(user).reaches(duty) for duty in READING_DUTIES)


def for_staff(view: View) -> View:
    """Signed-in people with a duty; others read who the page is for (R1, R4)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not reads(request.user):
            raise Forbidden(_("The desk is for people who work on cases. Your own cases are in the service hall."))
        return view(request, *args, **kwargs)

    return login_required(guarded)
