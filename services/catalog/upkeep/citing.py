"""The page on which a clause found in the library becomes the basis of an item or of one step."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.accounts.models import User
from portal.errors import DomainError, Invalid, NotFound
from portal.ui.admin_pages import admin_page, show
from services.catalog.models import ServiceItem
from services.catalog.operations.citing import cite, quotation
from services.catalog.permission import EDIT


@admin_page("catalog.change_serviceitem")
def cite_clause(request: HttpRequest) -> HttpResponse:
    """Choose the item, then the step: `regulation` and `anchor` stand in the address, `item` once it is chosen."""
    user = cast(User, request.user)
    what = quotation(request.GET.get("regulation", ""), request.GET.get("anchor", ""))
    mine = editable_items(user)
    chosen = mine.filter(code=request.GET.get("item", "")).prefetch_related("steps").first()
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            item = _item(mine, request.POST.get("item", ""))
            new = cite(item, what, actor=user, step=_step(request.POST.get("step", "")))
            messages.success(request, _done(new) % {"item": item.label, "clause": what.words})
            return redirect("admin:catalog_serviceitem_change", item.pk)
        except DomainError as error:
            problem = error
    return show(
        request,
        "admin/workbench/cite.html",
        title=_("Cite %(clause)s") % {"clause": what.words},
        status=problem.status if problem else 200,
        what=what,
        items=list(mine.select_related("department")),
        chosen=chosen,
        steps=[(place, step.label) for place, step in enumerate(chosen.steps.all())] if chosen else [],
        problem=problem,
    )


def editable_items(user: User) -> QuerySet[ServiceItem]:
    """Items whose drafts the person edits, by code."""
    rows = ServiceItem.objects.filter(merged_into=None).order_by("code")
    return rows if user.is_superuser else rows.filter(department__in=duties_of(user).departments(EDIT))


def _item(mine: QuerySet[ServiceItem], code: str) -> ServiceItem:
    found = mine.filter(code=code).first()
    if found is None:
        raise NotFound(_("This is no item you edit. Choose one of the list."))
    return found


def _step(raw: str) -> int | None:
    if not raw:
        return None
    if not raw.isdecimal() or len(raw) > 3:
        raise Invalid(_("The item has no such step. Choose one of the list."))
    return int(raw)


def _done(new: bool) -> str:
    if new:
        return _("“%(item)s” stands on %(clause)s from its next version on.")
    return _("“%(item)s” stood on %(clause)s already; nothing was changed.")
