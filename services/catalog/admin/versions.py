"""Published versions: never changed, shown the way an editor reads them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
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
        (None, {"fields": ["matter", "number", "is_in_force", "published_at", "effective_from", "note"]}),
        (_("Four eyes"), {"fields": ["published_by", "reviewed_by", "checksum"]}),
        (_("Retirement"), {"fields": ["retired_at", "retired_reason"]}),
        (_("What was published"), {"fields": ["in_words"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatterVersion]:
        rows = super().get_queryset(request)
        match = request.resolver_match
        return rows if match and match.kwargs.get("object_id") else rows.defer("snapshot")

    @admin.display(description=_("in force"), boolean=True)
    def is_in_force(self, version: MatterVersion) -> bool:
        return version.matter.published_id == version.pk

    @admin.display(description="")
    def in_words(self, version: MatterVersion) -> SafeString:
        shown = [(section.title, section.table) for section in sections(version.typed)]
        return render_to_string("admin/catalog/snapshot.html", {"sections": shown})
