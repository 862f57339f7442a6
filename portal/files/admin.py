"""Uploads in the administration: that they exist and whose they are. What is in them stays with the case."""

from __future__ import annotations

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from portal.files.models import Upload
from portal.ui.admin_base import ReadOnlyAdmin


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "length", "owner", "created_at"]
    list_filter = ["created_at", "media_type"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__username", "owner__name", "=sha256"]
    fieldsets = [(None, {"fields": ["name", ("kind", "length"), ("owner", "created_at"), "sha256"]})]

    @admin.display(description=_("media type"), ordering="media_type")
    def kind(self, upload: Upload) -> str:
        return upload.media_type

    @admin.display(description=_("size"), ordering="size")
    def length(self, upload: Upload) -> str:
        return filesizeformat(upload.size)
