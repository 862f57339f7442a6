"""Maps the expected failures of the domain to what a person sees. The API maps them by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from portal.errors import Conflict, DomainError, Forbidden, NotFound, TooLarge, lost_race
from portal.ui.shell import Shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

INBOX = "/desk/inbox/"


logger = logging.getLogger(__name__)


class DomainErrorMiddleware:
    """A DomainError raised by a view becomes a page, or a notice for htmx, with the error's status.

    A stranger who may not do something is asked to sign in first. htmx notices go to `#toasts`, or to
    the `[data-notices]` place of the form that was sent (app.js), so what was typed stays where it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and _leads_to_sign_in(response):
            return _to_sign_in(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        error = exception if isinstance(exception, DomainError) else self.race(request, exception)
        if error is None:
            return None
        if isinstance(exception, Forbidden) and not request.user.is_authenticated:
            return _to_sign_in(request)
        if getattr(request, "htmx", False):
            return _notice(request, error)
        return _page(request, error)

    def race(self, request: HttpRequest, exception: Exception) -> DomainError | None:
        """Somebody else was faster, in a place where no operation says so in words of its own."""
        error = lost_race(exception) if isinstance(exception, DatabaseError) else None
        if error is not None:
            logger.warning("%s lost a race: %s", request.path, exception)
        return error


def _leads_to_sign_in(response: HttpResponseBase) -> bool:
    # htmx would follow the redirect and put the sign-in page into a panel.
    location = response.headers.get("Location", "")
    return response.status_code == 302 and location.startswith(resolve_url(settings.LOGIN_URL))


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back here afterwards; htmx requests move the whole page."""
    if not getattr(request, "htmx", False):
        return redirect_to_login(request.get_full_path())
    here = urlsplit(request.htmx.current_url or "/")  # type: ignore[attr-defined]
    path = f"{here.path}?{here.query}" if here.query else here.path
    return HttpResponseClientRedirect(redirect_to_login(path).url)


def _notice(request: HttpRequest, error: DomainError) -> HttpResponse:
    sentences = [one for texts in error.fields.values() for one in texts if one != error.detail]
    response = render(request, "errors/notice.html", {"error": error, "sentences": sentences}, status=error.status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    response["HX-Push-Url"] = "false"
    return response


def _page(request: HttpRequest, error: DomainError) -> HttpResponse:
    # Who has no inbox is not sent to one: that page would refuse them as well.
    in_staff_space = request.path.startswith(("/desk/", "/counter/"))
    at_desk = in_staff_space and any(item.url == INBOX for item in Shell(request).desk_nav)
    context = {
        "error": error,
        "heading": _heading(error),
        "back": _back(request),
        "home": INBOX if at_desk else "/",
        "home_words": _("To my inbox") if at_desk else _("To the service hall"),
        "sign_in": "" if request.user.is_authenticated else redirect_to_login(request.get_full_path()).url,
    }
    return render(request, "errors/domain.html", context, status=error.status)


def _heading(error: DomainError) -> str:
    match error:
        case Forbidden():
            return _("This is not for you to do")
        case NotFound():
            return _("Not found, or not yours to see")
        case Conflict():
            return _("Things have moved on")
        case TooLarge():
            return _("That is too large")
        case _anything_else:
            return _("This did not go through")


def _back(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours and not this very address."""
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(came_from)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "" if request.method == "GET" and path == request.get_full_path() else path
