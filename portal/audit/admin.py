"""The record in the administration: to be searched and read. The database refuses every change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from portal.audit.models import Checkpoint, CheckpointHead, Entry


class ReadOnly:
    """Whoever it is: what happened is not edited."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "event", "subject", "person", "department", "text", "place"]
    list_filter = ["at", "department"]
    search_fields = ["=subject", "=stream", "event", "actor_name"]
    search_help_text = _("Case number, stream, event or person.")
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("at", "event"),
                    ("subject", "department"),
                    ("person", "on_behalf_of"),
                    "text",
                    "further_facts",
                ]
            },
        ),
        (_("Place in the chain"), {"fields": [("stream", "seq"), "previous_hash", "hash"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Entry | None = None) -> list[str]:
        return flatten_fieldsets(self.get_fieldsets(request, obj))

    @admin.display(description=_("person"), ordering="actor_name")
    def person(self, entry: Entry) -> str:
        return entry.actor_name or str(_("the system"))

    @admin.display(description=_("on behalf of"))
    def on_behalf_of(self, entry: Entry) -> str:
        return entry.acting_for_name or "—"

    @admin.display(description=_("place in the chain"))
    def place(self, entry: Entry) -> str:
        return f"{entry.stream} #{entry.seq}"

    @admin.display(description=_("further facts"))
    def further_facts(self, entry: Entry) -> SafeString | str:
        return format_html_join("", "<div><code>{}</code>：{}</div>", entry.data.items()) or "—"


class HeadInline(ReadOnly, TabularInline):
    model = CheckpointHead
    fields = ["stream", "seq", "hash"]
    extra = 0
    per_page = 50
    ordering = ["stream"]
    hide_title = True


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnly, ModelAdmin):
    list_display = ["day", "taken_at", "streams", "entries", "short_hash"]
    ordering = ["-day"]
    search_fields = ["root", "hash"]
    inlines = [HeadInline]
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in Checkpoint._meta.fields]

    @admin.display(description=_("hash"))
    def short_hash(self, checkpoint: Checkpoint) -> str:
        return checkpoint.hash[:16]
