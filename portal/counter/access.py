"""Who the window's pages are for (R2). What a grade may accept is the operation's to say (R6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.errors import Forbidden

View = Callable[..., HttpResponseBase]


def windows_of(user: Any) -> frozenset[int]:
    """Departments this person accepts applications for."""
    return duties_of(user).departments("accept")


def for_clerks(view: View) -> View:
    """Signed-in people who accept applications; others read who the page is for."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not windows_of(request.user):
            raise Forbidden(_("This page is for the integrated window and the hotline."))
        return view(request, *args, **kwargs)

    return login_required(guarded)
