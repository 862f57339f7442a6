"""The rule library in the administration: editions with their clauses, and what stands on them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from portal.ui.admin_base import PartsInline
from portal.ui.admin_help import Helped, explain
from services.regulations.help import HELP
from services.regulations.library import index
from services.regulations.models import Citation, Clause, Edition, Regulation

explain(HELP)


class EditionInline(Helped, PartsInline):
    model = Edition
    fields = ["number", "effective_from", "ends_on", "note"]
    show_change_link = True


class CitationInline(Helped, PartsInline):
    model = Citation
    fields = ["item", "step", "anchor"]
    autocomplete_fields = ["item"]


@admin.register(Regulation)
class RegulationAdmin(Helped, ModelAdmin):
    list_display = ["code", "title", "kind", "owner"]
    list_filter = ["kind", "owner"]
    list_select_related = ["owner"]
    search_fields = ["code", "title"]
    autocomplete_fields = ["owner"]
    inlines = [EditionInline, CitationInline]


class ClauseInline(Helped, PartsInline):
    model = Clause
    fields = ["position", "anchor", "label", "text", "repealed"]


@admin.register(Edition)
class EditionAdmin(Helped, ModelAdmin):
    list_display = ["regulation", "number", "effective_from", "ends_on", "note"]
    list_select_related = ["regulation"]
    search_fields = ["regulation__title", "regulation__code"]
    autocomplete_fields = ["regulation"]
    inlines = [ClauseInline]

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        edition: Any = form.instance
        index(edition.clauses.select_related("edition__regulation"))
