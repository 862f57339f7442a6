"""The data dictionary in the administration.

One department alone states a value (R82): its steward edits the element.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from departments.org.duties import duties_of
from portal.ui.admin_base import PartsInline
from services.dictionary.models import CodeSet, CodeValue, DataElement, Topic

LENGTHS = [("min_length", "max_length"), ("min_value", "max_value")]
HINTS = ["format_hint", "format_hint_en", "example"]


class ValueInline(PartsInline):
    model = CodeValue
    fields = ["value", "name", "name_en", "position"]


@admin.register(CodeSet)
class CodeSetAdmin(ModelAdmin):
    list_display = ["code", "standard"]
    search_fields = ["code", "standard", "values_in_order__name"]
    inlines = [ValueInline]


@admin.register(Topic)
class TopicAdmin(ModelAdmin):
    list_display = ["code", "name", "name_en", "position"]
    search_fields = ["code", "name", "name_en"]
    ordering = ["position"]


@admin.register(DataElement)
class DataElementAdmin(ModelAdmin):
    list_display = ["code", "key", "name", "type", "source", "sensitivity", "topic", "self_service"]
    list_filter = ["type", "sensitivity", "topic", "source", "self_service"]
    list_select_related = ["source", "topic", "code_set"]
    search_fields = ["code", "key", "name", "name_en"]
    search_help_text = _("Code, key or name.")
    autocomplete_fields = ["code_set", "source", "topic", "after", "derived_from"]
    list_per_page = 50
    fieldsets = [
        (None, {"fields": ["code", "key", "name", "name_en", "topic", "note"]}),
        (_("Form"), {"fields": ["type", "code_set", *LENGTHS, "pattern", "check_rule", "after", *HINTS]}),
        (
            _("Where the value comes from"),
            {"fields": ["source", "self_service", "asked_if_unknown", "derived_from", "from_fact", "from_fact_values"]},
        ),
        (_("Protection"), {"fields": ["sensitivity"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: DataElement | None = None) -> bool:
        """Stewards change the elements of their own department, catalogue editors all (R82)."""
        if not super().has_change_permission(request, obj):
            return False
        user = request.user
        if obj is None or user.has_perm("catalog.change_matter"):
            return True
        return duties_of(user).holds("steward", obj.source_id)  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: DataElement | None = None) -> bool:
        """Published matters name their elements for ever."""
        return False
