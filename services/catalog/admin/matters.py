"""Matters: what is asked, which items belong to them, what waits for what."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, ForeignKey, Max, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.decorators import action

from services.catalog.admin.design import acts, exchange, views
from services.catalog.admin.drafts import DraftAdmin, DraftParts
from services.catalog.admin.forms import NewMatterForm
from services.catalog.models import FixedFact, Matter, MatterDependency, MatterItem, MatterQuestion, ServiceItem
from services.catalog.operations.drafting import begin_from
from services.catalog.places import design_url


class QuestionInline(DraftParts):
    model = MatterQuestion
    fields = ["position", "fact", "reference"]
    autocomplete_fields = ["fact"]


class FixedFactInline(DraftParts):
    model = FixedFact
    fields = ["position", "fact", "value"]
    autocomplete_fields = ["fact"]


class OfferedItems:
    """Rows of a matter: what was merged into another code joins none."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "item":
            kwargs["queryset"] = ServiceItem.objects.filter(merged_into=None)
        found: ModelChoiceField | None = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        return found


class ItemInline(OfferedItems, DraftParts):
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
    list_display = ["code", "name", "designer", "lead_department", "life_event", "items", "in_force"]
    list_filter = ["lead_department__organisation", "life_event"]
    list_select_related = ["lead_department", "life_event", "published"]
    search_fields = ["code", "name", "name_en", "aliases"]
    search_help_text = gettext_lazy("Code, name or what people call it.")
    autocomplete_fields = ["lead_department", "life_event"]
    readonly_fields = ["in_force", "designer"]
    fieldsets = [
        (None, {"fields": ["designer", "code", ("name", "name_en"), "lead_department", "life_event"]}),
        (pgettext_lazy("administration", "In force"), {"fields": ["position", "in_force"]}),
        (
            gettext_lazy("How people find it"),
            {"fields": ["audience", ("intro", "intro_en"), ("aliases", "aliases_en"), "extra_visits"]},
        ),
    ]
    inlines = [QuestionInline, FixedFactInline, ItemInline]
    actions_list = ["to_exchange"]

    def department_of(self, obj: Matter) -> int | None:
        return obj.lead_department_id

    def get_urls(self) -> list[Any]:
        site = self.admin_site.admin_view
        here = [
            path("exchange/", site(exchange.exchange), name="catalog_matter_exchange"),
            path("exchange/catalogue.zip", site(exchange.export_all), name="catalog_matter_export_all"),
            path("<int:matter_id>/design/", site(views.section), name="catalog_matter_begin"),
            path("<int:matter_id>/design/try/", site(views.try_out), name="catalog_matter_try"),
            path("<int:matter_id>/design/check/", site(views.check_rule), name="catalog_matter_check"),
            path("<int:matter_id>/design/act/<str:name>/", site(acts.act), name="catalog_matter_act"),
            path("<int:matter_id>/design/export/", site(acts.export), name="catalog_matter_export"),
            path("<int:matter_id>/design/<str:section>/", site(views.section), name="catalog_matter_design"),
        ]
        return [*here, *super().get_urls()]

    @action(description=gettext_lazy("Export and import"), url_path="to-exchange")
    def to_exchange(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:catalog_matter_exchange"))

    def get_fieldsets(self, request: HttpRequest, obj: Matter | None = None) -> Any:
        """A new matter begins with its name and who leads it; everything else is put together in the designer."""
        if obj is not None:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ["code", "name", "name_en", "lead_department", "template", "audience", "intro"]})]

    def get_form(self, request: HttpRequest, obj: Matter | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **({} if obj else {"form": NewMatterForm}), **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Matter | None) -> Any:
        return super().get_inlines(request, obj) if obj is not None else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.position = (Matter.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        super().save_model(request, obj, form, change)
        if not change and form.cleaned_data.get("template"):
            begin_from(obj, form.cleaned_data["template"].code, actor=request.user)  # type: ignore[arg-type]

    def response_add(self, request: HttpRequest, obj: Matter, post_url_continue: str | None = None) -> HttpResponse:
        """From a name straight into the designer."""
        if "_save" not in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("The matter is begun. Now choose its items."))
        return HttpResponseRedirect(design_url(obj.pk, "items"))

    @admin.display(description=gettext_lazy("designer"))
    def designer(self, matter: Matter) -> SafeString | str:
        if matter.pk is None:
            return "—"
        link = '<a class="text-primary-600" href="{}">{}</a>'
        return format_html(link, design_url(matter.pk), _("Open the designer"))

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


class DependencyInline(DraftParts):
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
class MatterItemAdmin(OfferedItems, DraftAdmin):
    """What one item of a matter waits for; the rest stands with the matter."""

    def department_of(self, obj: MatterItem) -> int | None:
        return obj.matter.lead_department_id

    list_display = ["matter", "item", "include_when", "phase", "position"]
    list_filter = ["matter", "phase"]
    list_select_related = ["matter", "item"]
    search_fields = ["matter__code", "matter__name", "item__code", "item__name"]
    autocomplete_fields = ["matter", "item"]
    fields = ["matter", "item", "include_when", "phase", "position"]
    ordering = ["matter", "position"]
    inlines = [DependencyInline]
