"""Ratings in the administration: what was said, never who said it (R4, R67).

The case number would lead to its applicant, so it is not shown either.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.admin_base import ReadOnlyAdmin, ReadOnlyInline, column, titled
from services.ratings.models import DepartmentScore, Rating, Reason


class ScoreInline(ReadOnlyInline):
    model = DepartmentScore
    fields = ["of_department", "given"]
    related = ["department"]
    verbose_name_plural = gettext_lazy("scores of departments")

    of_department = column("department.title", gettext_lazy("department"))
    given = column("get_level_display", gettext_lazy("level"))


@admin.register(Rating)
class RatingAdmin(ReadOnlyAdmin):
    list_display = ["day", "stars", "matter", "lead", "why", "words"]
    list_filter = [
        ("level", titled(admin.ChoicesFieldListFilter, gettext_lazy("level"))),
        ("case__matter", titled(admin.RelatedFieldListFilter, gettext_lazy("matter"))),
    ]
    list_select_related = ["case__lead_department"]
    search_fields = ["text", "case__matter_name"]
    ordering = ["-created_at"]
    fieldsets = [(None, {"fields": [("matter", "lead"), ("day", "stars"), ("why", "words")]})]
    inlines = [ScoreInline]

    matter = column("case.title", gettext_lazy("matter"), ordering="case__matter_name")
    lead = column("case.lead_department.title", gettext_lazy("lead department"), ordering="case__lead_department__name")
    stars = column("get_level_display", gettext_lazy("level"), ordering="level")
    words = column("text", gettext_lazy("in words"), ordering="")

    @admin.display(description=gettext_lazy("day"), ordering="created_at")
    def day(self, rating: Rating) -> object:
        return rating.created_at.date()

    @admin.display(description=gettext_lazy("about"))
    def why(self, rating: Rating) -> str:
        return "、".join(str(Reason(one).label) for one in rating.reasons) or "—"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": _("Rating"), "subtitle": None, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)
