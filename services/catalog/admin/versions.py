"""Published versions: never changed, shown the way an editor reads them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.ui.admin_base import ReadOnlyAdmin
from services.catalog.admin.reading import sections
from services.catalog.models import MatterVersion


@admin.register(MatterVersion)
class MatterVersionAdmin(ReadOnlyAdmin):
    list_display = ["matter", "number", "published_at", "published_by", "reviewed_by", "is_in_force", "note"]
    list_filter = ["matter", "published_at"]
    list_select_related = ["matter", "published_by", "reviewed_by"]
    search_fields = ["matter__code", "matter__name", "note"]
    fieldsets = [
        (None, {"fields": [("matter", "number"), ("is_in_force", "note"), ("published_at", "effective_from")]}),
        (_("Four eyes"), {"fields": [("published_by", "reviewed_by"), "checksum"]}),
        (_("Retirement"), {"fields": [("retired_at", "retired_reason")]}),
    ]
    # Below the form, in the full width of the page.
    change_form_outer_after_template = "admin/catalog/snapshot.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatterVersion]:
        rows = super().get_queryset(request)
        match = request.resolver_match
        return rows if match and match.kwargs.get("object_id") else rows.defer("snapshot")

    @admin.display(description=_("in force"), boolean=True)
    def is_in_force(self, version: MatterVersion) -> bool:
        return version.matter.published_id == version.pk

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        version = self.get_object(request, unquote(object_id))
        shown = [(one.title, one.table) for one in sections(version.typed)] if version else []
        return super().change_view(request, object_id, form_url, {"sections": shown, **(extra_context or {})})
