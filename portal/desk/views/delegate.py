"""委托: who acts for whom, giving it, taking it back; and being away (R51, R52)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments.org.models import Absence, Delegation
from portal.desk import delegations as reading
from portal.desk.access import for_staff
from portal.desk.presenters import delegations as presenter
from portal.errors import DomainError
from workflows.operations.absence import covering, delegating
from workflows.queries import delegations

PAST = 20


@for_staff
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return render_page(request)


def render_page(
    request: HttpRequest, *, leave: reading.LeaveForm | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    """Given, received, those of my departments, what is over, and whether I am away."""
    user: Any = request.user
    now = timezone.now()
    rows = delegations.concerning(user)
    current = list(rows.filter(revoked_at=None, ends__gt=now))
    past = Paginator(rows.exclude(pk__in=[one.pk for one in current]), PAST).get_page(request.GET.get("page"))
    names = delegations.item_names([*current, *past.object_list])

    def of(*found: Delegation) -> list[presenter.Line]:
        return presenter.lines(found, user, names, now)

    given = [one for one in current if one.giver_id == user.pk]
    received = [one for one in current if one.delegate_id == user.pk]
    context = {
        "headline": presenter.headline(current, user),
        "given": of(*given),
        "received": of(*received),
        "others": of(*(one for one in current if one not in given and one not in received)),
        "past": of(*past.object_list),
        "page_obj": past,
        "query": "",
        "may_give": bool(reading.own_duties(user)),
        "absences": list(Absence.objects.filter(person=user, ends__gt=now)),
        "leave": leave or reading.LeaveForm(initial={"starts": timezone.localdate()}),
        "error": error,
    }
    return render(request, "desk/delegate.html", context, status=status)


# ---- giving ---------------------------------------------------------------------------


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose the person, then the rest, then read what it means, then give it."""
    duties = reading.own_duties(request.user)
    to = reading.colleague(request.user, request.GET.get("to", ""))
    if to is None or not duties:
        return choose_person(request, bool(duties))
    if request.method != "POST":
        today = timezone.localdate()
        initial = {"starts": today, "duties": [f"{one.code}:{duty}" for one, duty in duties]}
        return draw(request, to, reading.DelegationForm(initial=initial, duties=duties))
    form = reading.DelegationForm(request.POST, duties=duties)
    if "change" in request.POST or not form.is_valid():
        return draw(request, to, form, status=200 if "change" in request.POST else 400)
    return confirm(request, to, form)


def choose_person(request: HttpRequest, may_give: bool) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    found = reading.colleagues(request.user, q) if may_give else []
    context = {"q": q, "found": found, "may_give": may_give, "crumbs": crumbs()}
    return render(request, "desk/delegate_person.html", context)


def draw(
    request: HttpRequest, to: Any, form: reading.DelegationForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {"to": to, "form": form, "error": error, "crumbs": crumbs()}
    return render(request, "desk/delegate_new.html", context, status=status)


def confirm(request: HttpRequest, to: Any, form: reading.DelegationForm) -> HttpResponse:
    """What it means in words; with `given` the operation. A refusal comes back with every word typed."""
    wishes = form.wishes()
    try:
        if "given" in request.POST:
            delegating.delegate(actor=request.user, to=to, wishes=wishes)
            messages.success(request, _("%(name)s can act for you now, and has been told.") % {"name": to.name})
            return HttpResponseRedirect(reverse("desk:delegate"))
        for wish in wishes:
            delegating.check(request.user, to, wish, timezone.now())
    except DomainError as error:
        return draw(request, to, form, error=error.detail, status=error.status)
    waiting = sum(delegations.waiting_now(request.user, wish) for wish in wishes)
    told = presenter.consequences(request.user, to, wishes, form.item_names, waiting)
    kept = [(name, value) for name in form.fields for value in request.POST.getlist(name) if value]
    context = {"to": to, "told": told, "kept": kept, "crumbs": crumbs()}
    return render(request, "desk/delegate_check.html", context)


def crumbs() -> list[tuple[str, str]]:
    return [(_("Delegation"), reverse("desk:delegate")), (_("Let somebody act for me"), "")]


# ---- taking back, being away --------------------------------------------------------------


@for_staff
@require_POST
def revoke(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """One click, at once."""
    found = delegations.find(delegation_id, request.user)
    try:
        delegating.revoke(found, actor=request.user)
        words = _("Revoked: %(name)s can no longer act for %(giver)s. What was done stands.")
        messages.success(request, words % {"name": found.delegate.name, "giver": found.giver.name})
    except DomainError as error:
        return render_page(request, error=error.detail, status=error.status)
    return HttpResponseRedirect(reverse("desk:delegate"))


@for_staff
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """I am away in these days: my B-role has what is meant for me."""
    form = reading.LeaveForm(request.POST)
    if not form.is_valid():
        return render_page(request, leave=form, status=400)
    starts, ends = form.period()
    try:
        covering.leave(request.user, starts=starts, ends=ends, reason=form.cleaned_data["reason"], actor=request.user)
    except DomainError as error:
        return render_page(request, leave=form, error=error.detail, status=error.status)
    messages.success(request, _("Noted. What is meant for you alone goes to your B-role while you are away."))
    return HttpResponseRedirect(reverse("desk:delegate"))


@for_staff
@require_POST
def back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """I am back: it ends now."""
    user: Any = request.user
    absence = get_object_or_404(Absence, pk=absence_id, person=user)
    try:
        covering.end_absence(absence, actor=user)
        messages.success(request, _("Welcome back. New work comes to you again."))
    except DomainError as error:
        return render_page(request, error=error.detail, status=error.status)
    return HttpResponseRedirect(reverse("desk:delegate"))
