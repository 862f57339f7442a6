"""The page of conflicting copies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.ui.admin_pages import admin_page, show
from workflows.copies.comparison import MOST_CASES, conflicting_copies


@admin_page("dictionary.view_sharingread")
def conflicts(request: HttpRequest) -> HttpResponse:
    return show(
        request,
        "admin/workbench/copies.html",
        title=_("Conflicting copies"),
        copies=conflicting_copies(),
        most=MOST_CASES,
    )
