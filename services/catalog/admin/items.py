"""Service items with their steps, conditions, papers, fields and countersigns."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.ui.admin_base import PartsInline, length
from services.catalog.admin.drafts import DraftAdmin
from services.catalog.models import (
    Countersign,
    CountersignDepartment,
    ItemCondition,
    ItemElement,
    ItemMaterial,
    ItemStep,
    ServiceItem,
    SpecialProcedure,
)


class StepInline(PartsInline):
    model = ItemStep
    fields = ["position", "name", "name_en", "role", "of_applicant", "days"]


class CountersignInline(PartsInline):
    model = Countersign
    fields = ["position", "policy", "quorum", "days", "on_timeout", "asked_departments"]
    readonly_fields = ["asked_departments"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Countersign]:
        return super().get_queryset(request).prefetch_related("asked__department")

    @admin.display(description=_("departments asked"))
    def asked_departments(self, countersign: Countersign) -> str:
        if countersign.pk is None:
            return "—"
        return "、".join(one.department.title for one in countersign.asked.all())


class ConditionInline(PartsInline):
    model = ItemCondition
    fields = ["position", "code", "text", "text_en", "check_expression"]


class MaterialInline(PartsInline):
    model = ItemMaterial
    fields = ["position", "material", "when"]
    autocomplete_fields = ["material"]


class ElementInline(PartsInline):
    model = ItemElement
    fields = ["position", "element"]
    autocomplete_fields = ["element"]


class ProcedureInline(PartsInline):
    model = SpecialProcedure
    fields = ["position", "code", "name", "name_en", "max_days"]


@admin.register(ServiceItem)
class ServiceItemAdmin(DraftAdmin):
    list_display = ["code", "name", "department", "type", "limits", "legacy_in_words"]
    list_filter = ["type", "unit", "department__organisation", "department"]
    list_select_related = ["department"]
    search_fields = ["code", "name", "name_en", "department__name"]
    search_help_text = _("Code, name or department.")
    autocomplete_fields = ["department", "result_material"]
    fieldsets = [
        (None, {"fields": ["code", "name", "name_en", "department", "type", "audience", "aliases", "basis"]}),
        (
            _("Limits"),
            {"fields": ["unit", ("promised", "statutory"), ("yellow_threshold", "resupply_days")]},
        ),
        (
            _("Result"),
            {"fields": [("result_name", "result_name_en"), "result_material", "result_validity_days"]},
        ),
        (
            _("Before and after"),
            {"fields": ["legacy", ("legacy_steps", "legacy_visits"), "promised_visits"]},
        ),
    ]
    inlines = [StepInline, CountersignInline, ConditionInline, MaterialInline, ElementInline, ProcedureInline]

    @admin.display(description=_("promised / statutory"), ordering="promised")
    def limits(self, item: ServiceItem) -> str:
        return f"{item.promised.normalize():f} / {length(item.statutory, item.unit)}"

    @admin.display(description=_("before the reform"), ordering="legacy")
    def legacy_in_words(self, item: ServiceItem) -> str:
        return length(item.legacy, item.unit)


class AskedInline(PartsInline):
    model = CountersignDepartment
    fields = ["position", "department"]
    autocomplete_fields = ["department"]


@admin.register(Countersign)
class CountersignAdmin(DraftAdmin):
    """Which departments are asked; the rest stands with the item."""

    list_display = ["item", "policy", "quorum", "days", "on_timeout"]
    list_filter = ["policy", "on_timeout"]
    list_select_related = ["item"]
    search_fields = ["item__code", "item__name"]
    autocomplete_fields = ["item"]
    fields = ["item", "policy", "quorum", "days", "on_timeout"]
    inlines = [AskedInline]
