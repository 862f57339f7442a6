"""Matters: what is asked, which items belong to them, what waits for what."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.admin_base import PartsInline
from services.catalog.admin.drafts import DraftAdmin
from services.catalog.models import FixedFact, Matter, MatterDependency, MatterItem, MatterQuestion


class QuestionInline(PartsInline):
    model = MatterQuestion
    fields = ["position", "fact", "reference"]
    autocomplete_fields = ["fact"]


class FixedFactInline(PartsInline):
    model = FixedFact
    fields = ["position", "fact", "value"]
    autocomplete_fields = ["fact"]


class ItemInline(PartsInline):
    model = MatterItem
    fields = ["position", "item", "include_when", "phase", "waits_for"]
    readonly_fields = ["waits_for"]
    autocomplete_fields = ["item"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatterItem]:
        return super().get_queryset(request).prefetch_related("dependencies__predecessor__item")

    @admin.display(description=gettext_lazy("waits for"))
    def waits_for(self, entry: MatterItem) -> str:
        return "、".join(waiting_words(one) for one in entry.dependencies.all()) if entry.pk else "—"


def waiting_words(dependency: MatterDependency) -> str:
    code = dependency.predecessor.item.code
    return _("%(code)s (soft)") % {"code": code} if dependency.kind == MatterDependency.Kind.SOFT else code


@admin.register(Matter)
class MatterAdmin(DraftAdmin):
    list_display = ["code", "name", "lead_department", "life_event", "items", "in_force", "position"]
    list_filter = ["lead_department__organisation", "life_event"]
    list_select_related = ["lead_department", "life_event", "published"]
    search_fields = ["code", "name", "name_en", "aliases"]
    search_help_text = gettext_lazy("Code, name or what people call it.")
    autocomplete_fields = ["lead_department", "life_event"]
    readonly_fields = ["in_force"]
    fieldsets = [
        (None, {"fields": ["code", ("name", "name_en"), "lead_department", "life_event", "position", "in_force"]}),
        (
            gettext_lazy("How people find it"),
            {"fields": ["audience", ("intro", "intro_en"), ("aliases", "aliases_en"), "extra_visits"]},
        ),
    ]
    inlines = [QuestionInline, FixedFactInline, ItemInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Matter]:
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.defer("published__snapshot").annotate(item_count=Count("matter_items"))

    @admin.display(description=gettext_lazy("items"), ordering="item_count")
    def items(self, matter: Matter) -> int:
        return matter.item_count  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("published version"))
    def in_force(self, matter: Matter) -> SafeString | str:
        version = matter.published
        if version is None:
            return _("never published")
        address = reverse("admin:catalog_matterversion_change", args=[version.pk])
        return format_html(
            '<a class="text-primary-600" href="{}">{}</a>',
            address,
            _("version %(number)d") % {"number": version.number},
        )


class DependencyInline(PartsInline):
    model = MatterDependency
    fk_name = "successor"
    fields = ["position", "predecessor", "kind"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatterDependency]:
        return super().get_queryset(request).select_related("predecessor__item")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Only items of the same matter can be waited for."""
        entry = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        if db_field.name == "predecessor" and entry:
            matter = MatterItem.objects.filter(pk=entry).values("matter")
            siblings = MatterItem.objects.filter(matter__in=matter).exclude(pk=entry)
            kwargs["queryset"] = siblings.select_related("item")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(MatterItem)
class MatterItemAdmin(DraftAdmin):
    """What one item of a matter waits for; the rest stands with the matter."""

    list_display = ["matter", "item", "include_when", "phase", "position"]
    list_filter = ["matter", "phase"]
    list_select_related = ["matter", "item"]
    search_fields = ["matter__code", "matter__name", "item__code", "item__name"]
    autocomplete_fields = ["matter", "item"]
    fields = ["matter", "item", "include_when", "phase", "position"]
    ordering = ["matter", "position"]
    inlines = [DependencyInline]
