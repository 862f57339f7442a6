"""智能导办: one question a page, everything in the address; nothing that fits leads to a call-back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from departments.org.duties import NoWindow, primary_department, window_department
from departments.org.models import Department
from portal.errors import Invalid, NotFound, TooMany
from portal.hall.presenters.guide import call_fields, page_of
from portal.hall.views.cases import person
from services.catalog.models import Matter
from services.catalog.queries import published
from services.guide.callbacks import ask_for_call
from services.guide.interview import Interview, interview

CALLS_AN_HOUR = 5


@never_cache
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The next question, or what fits. For htmx only what fits with the answer just chosen."""
    found = interview(published(), {key: str(value) for key, value in request.GET.items()})
    page = page_of(found)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "hall/guide/fits.html", {"page": page})
    return show(request, found)


@never_cache
@require_POST
def call_me(request: HttpRequest) -> HttpResponse:
    """Leave name, number and wish. Raises TooMany for an address that asks without end."""
    matters = published()
    found = interview(matters, {key: str(value) for key, value in request.POST.items()})
    count_call(request)
    typed = {name: str(request.POST.get(name, "")) for name in ("name", "phone", "text")}
    trail = [f"{one.question.text} {one.words}" for one in found.trail]
    caller = person(request) if request.user.is_authenticated else None
    try:
        ask_for_call(window_for(request, found, matters), **typed, trail=trail, person=caller)
    except Invalid as error:
        return show(request, found, typed, error)
    messages.success(request, _("Thank you. The window calls you within one working day."))
    return redirect("hall:home")


def show(
    request: HttpRequest, found: Interview, typed: Mapping[str, str] | None = None, error: Invalid | None = None
) -> HttpResponse:
    fields = call_fields(typed or known(request, found), error.fields if error else {})
    context = {
        "page": page_of(found),
        "call": fields,
        "calling": error is not None or not found.fits or (found.asked is None and found.only is None),
        "errors": [(f"id_{name}", texts[0]) for name, texts in error.fields.items()] if error else [],
    }
    return render(request, "hall/guide/page.html", context, status=error.status if error else 200)


def known(request: HttpRequest, found: Interview) -> dict[str, str]:
    """Name and number of who signed in, and the answers so far as the beginning of the wish."""
    said = "\n".join(f"{one.question.text} {one.words}" for one in found.trail)
    if not request.user.is_authenticated:
        return {"text": said}
    return {"name": person(request).name, "phone": person(request).mobile, "text": said}


def window_for(request: HttpRequest, found: Interview, matters: Sequence[Matter]) -> Department:
    """The window of the house that leads what fits; where nothing does, the caller's own, then the first there is."""
    own = primary_department(person(request)) if request.user.is_authenticated else None
    leading = [one.lead_department for one in found.fits[:1]]
    for department in [*leading, *([own] if own else []), *(one.lead_department for one in matters[:1])]:
        try:
            return window_department(department.organisation)
        except NoWindow:
            continue
    raise NotFound(_("There is no window that could call you. Please call the hotline."))


def count_call(request: HttpRequest) -> None:
    key = f"callbacks:{request.META.get('REMOTE_ADDR', '')}:{request.user.pk or ''}"
    try:
        cache.add(key, 0, 3600)
        count = cache.incr(key)
    except Exception:  # the edge to another server: without it we cannot count, and keep nobody out
        return
    if count > CALLS_AN_HOUR:
        raise TooMany(_("You have asked for several calls already. Please wait an hour, or call the hotline."))
