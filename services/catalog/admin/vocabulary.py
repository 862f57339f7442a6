"""What items and matters are put together from: facts, materials, life events."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from services.catalog.admin.drafts import DraftAdmin, DraftParts
from services.catalog.models import Fact, FactOption, LifeEvent, Material, MaterialElement


class OptionInline(DraftParts):
    model = FactOption
    fields = ["value", "name", "name_en", "position"]


@admin.register(Fact)
class FactAdmin(DraftAdmin):
    list_display = ["code", "text", "type", "default", "position"]
    list_filter = ["type"]
    search_fields = ["code", "text", "text_en"]
    inlines = [OptionInline]


class MaterialElementInline(DraftParts):
    model = MaterialElement
    fields = ["element", "position"]
    autocomplete_fields = ["element"]


@admin.register(Material)
class MaterialAdmin(DraftAdmin):
    list_display = ["code", "name", "source", "exempt", "essential", "deferrable", "defer_days", "validity_days"]
    list_filter = ["source", "exempt", "essential", "deferrable"]
    search_fields = ["code", "name", "name_en"]
    fieldsets = [
        (None, {"fields": ["code", "name", "name_en", "source"]}),
        (
            _("Who has to bring it"),
            {"fields": ["exempt", "essential", "deferrable", "defer_days", "commitment", "validity_days"]},
        ),
    ]
    inlines = [MaterialElementInline]


@admin.register(LifeEvent)
class LifeEventAdmin(DraftAdmin):
    list_display = ["code", "name", "name_en", "icon", "position"]
    search_fields = ["code", "name", "name_en"]
