"""What items and matters are put together from: facts, materials, life events."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from services.catalog.admin.drafts import DraftAdmin, DraftParts
from services.catalog.models import Fact, FactOption, LifeEvent, Material, MaterialElement
from services.catalog.stakes import Departments, of_facts, of_life_events, of_materials


class VocabularyAdmin(DraftAdmin):
    """Words several departments share: whoever edits for all of those that use one changes it."""

    stakes: Callable[[Collection[str]], Departments]

    def departments_of(self, obj: Any) -> Departments:
        # Asked several times for one page; what the page shows stays what it was opened with.
        if "_stakes" not in obj.__dict__:
            obj._stakes = type(self).stakes([obj.code])
        found: Departments = obj._stakes
        return found


class OptionInline(DraftParts):
    model = FactOption
    fields = ["value", "name", "name_en", "position"]


@admin.register(Fact)
class FactAdmin(VocabularyAdmin):
    stakes = staticmethod(of_facts)
    list_display = ["code", "text", "type", "default", "position"]
    list_filter = ["type"]
    search_fields = ["code", "text", "text_en"]
    inlines = [OptionInline]


class MaterialElementInline(DraftParts):
    model = MaterialElement
    fields = ["element", "position"]
    autocomplete_fields = ["element"]


@admin.register(Material)
class MaterialAdmin(VocabularyAdmin):
    stakes = staticmethod(of_materials)
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
class LifeEventAdmin(VocabularyAdmin):
    stakes = staticmethod(of_life_events)
    list_display = ["code", "name", "name_en", "icon", "position"]
    search_fields = ["code", "name", "name_en"]
