"""Service items with their steps, conditions, papers, fields and countersigns."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ui.admin_base import length
from services.catalog.admin.drafts import DraftAdmin, DraftParts
from services.catalog.admin.forms import CitationForm, CitationFormSet, CountersignForm, ItemForm, StepForm
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
from services.catalog.operations.drafting import add_item
from services.catalog.places import design_url
from services.regulations.citing import cited_by
from services.regulations.models import Citation


class StepInline(DraftParts):
    model = ItemStep
    form = StepForm
    fields = ["position", "name", "name_en", "role", "of_applicant", "days"]
    rows_to_begin_with = 2


class CountersignInline(DraftParts):
    model = Countersign
    form = CountersignForm
    fields = ["position", "policy", "quorum", "days", "on_timeout", "departments"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Countersign]:
        return super().get_queryset(request).prefetch_related("asked")


class ConditionInline(DraftParts):
    model = ItemCondition
    fields = ["position", "code", "text", "text_en", "check_expression"]


class MaterialInline(DraftParts):
    model = ItemMaterial
    rows_to_begin_with = 1
    fields = ["position", "material", "when"]
    autocomplete_fields = ["material"]


class ElementInline(DraftParts):
    model = ItemElement
    rows_to_begin_with = 3
    fields = ["position", "element"]
    autocomplete_fields = ["element"]


class CitationInline(DraftParts):
    """Clauses the item stands on; whoever edits the item cites."""

    model = Citation
    form = CitationForm
    formset = CitationFormSet
    fields = ["regulation", "anchor", "for_step", "holds"]
    readonly_fields = ["for_step", "holds"]
    autocomplete_fields = ["regulation"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("catalog.change_serviceitem")

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("catalog.view_serviceitem")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        return super().get_queryset(request).select_related("item").prefetch_related("item__steps")

    @admin.display(description=_("what stands on it"))
    def for_step(self, citation: Citation) -> str:
        if citation.pk is None or citation.step is None:
            return gettext("the whole item")
        steps = citation.item.steps.all()
        return steps[citation.step].label if citation.step < len(steps) else "—"

    @admin.display(description=_("holds today"))
    def holds(self, citation: Citation) -> str:
        if citation.pk is None:
            return "—"
        # An inline lives for one page: read once for all its rows.
        if not hasattr(self, "_cited"):
            self._cited = {one.key: one for one in cited_by([citation.item.code]).get(citation.item.code, [])}
        found = self._cited[citation.pk]
        return found.words if found.holds else gettext("▲ repealed or amended away")


class ProcedureInline(DraftParts):
    model = SpecialProcedure
    fields = ["position", "code", "name", "name_en", "max_days"]


@admin.register(ServiceItem)
class ServiceItemAdmin(DraftAdmin):
    form = ItemForm
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
    inlines = [
        StepInline,
        CountersignInline,
        ConditionInline,
        MaterialInline,
        ElementInline,
        ProcedureInline,
        CitationInline,
    ]

    def department_of(self, obj: ServiceItem) -> int | None:
        return obj.department_id

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was merged into another code is history."""
        return super().has_change_permission(request, obj) and (obj is None or obj.merged_into_id is None)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ServiceItem], search_term: str
    ) -> tuple[QuerySet[ServiceItem], bool]:
        """The list finds merged codes, too; to choose from there are only those that are offered."""
        rows, doubled = super().get_search_results(request, queryset, search_term)
        choosing = request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"
        return rows.filter(merged_into=None) if choosing else rows, doubled

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            for row in formset.forms:
                if isinstance(row, CountersignForm) and row.instance.pk and row not in formset.deleted_forms:
                    row.save_departments()

    def response_add(
        self, request: HttpRequest, obj: ServiceItem, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._back_to_design(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: ServiceItem) -> HttpResponse:
        return self._back_to_design(request, obj) or super().response_change(request, obj)

    def _back_to_design(self, request: HttpRequest, obj: ServiceItem) -> HttpResponse | None:
        """Whoever came from a matter's design goes back there; a new item has joined the matter."""
        matter = request.GET.get("for_matter", "")
        if not matter.isdecimal() or "_save" not in request.POST:
            return None
        add_item(int(matter), obj.code, actor=request.user)  # type: ignore[arg-type]
        messages.success(request, gettext("Item %(item)s is saved and part of the matter.") % {"item": obj})
        return HttpResponseRedirect(design_url(int(matter), "items"))

    @admin.display(description=_("promised / statutory"), ordering="promised")
    def limits(self, item: ServiceItem) -> str:
        return f"{item.promised.normalize():f} / {length(item.statutory, item.unit)}"

    @admin.display(description=_("before the reform"), ordering="legacy")
    def legacy_in_words(self, item: ServiceItem) -> str:
        return length(item.legacy, item.unit)


class AskedInline(DraftParts):
    model = CountersignDepartment
    fields = ["position", "department", "weight"]
    autocomplete_fields = ["department"]


@admin.register(Countersign)
class CountersignAdmin(DraftAdmin):
    """Which departments are asked; the rest stands with the item."""

    def department_of(self, obj: Countersign) -> int | None:
        return obj.item.department_id

    list_display = ["item", "policy", "quorum", "days", "on_timeout"]
    list_filter = ["policy", "on_timeout"]
    list_select_related = ["item"]
    search_fields = ["item__code", "item__name"]
    autocomplete_fields = ["item"]
    fields = ["item", "policy", "quorum", "days", "on_timeout"]
    inlines = [AskedInline]
