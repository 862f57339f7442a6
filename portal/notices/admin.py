"""Messages in the administration: who was told of what and whether the e-mail left, not what it said."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.notices.models import Notice
from portal.ui.admin_base import ReadOnlyAdmin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = [
        "created_at",
        "title",
        "recipient",
        "case_number",
        "read_at",
        "emailed_at",
        "attempts",
        "last_error",
    ]
    list_filter = ["created_at", "event", "urgent", ("next_attempt_at", admin.EmptyFieldListFilter)]
    list_select_related = ["recipient"]
    search_fields = ["=case_number", "recipient__username", "recipient__name", "title"]
    fieldsets = [
        (
            None,
            {"fields": ["title", ("event", "recipient"), ("case_number", "url"), "urgent", ("created_at", "read_at")]},
        ),
        (_("E-mail"), {"fields": [("next_attempt_at", "emailed_at"), ("attempts", "last_error")]}),
    ]
