"""What editing a draft leaves behind: one entry in the stream "catalogue" for each change."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from portal import audit
from portal.ui.admin_base import ON_ONE_LINE
from services.catalog.publishing import STREAM


class DraftAdmin(ModelAdmin):
    """Drafts are edited, never deleted here: cases and versions name their codes for ever (R85)."""

    list_per_page = 50
    formfield_overrides = ON_ONE_LINE

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        self._record("draft.added", request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        self._record("draft.changed", request, obj, message)
        return super().log_change(request, obj, message)

    def _record(self, event: str, request: HttpRequest, obj: Model, message: Any) -> None:
        """In the transaction of the page that saves."""
        audit.lock(STREAM)
        entry = audit.Event(
            event,
            actor=request.user,  # type: ignore[arg-type]
            subject=str(getattr(obj, "code", obj))[:80],
            text=f"{self.opts.verbose_name}：{obj}",
            data={"changed": changed_fields(message)},
        )
        audit.record(STREAM, entry)


def changed_fields(message: Any) -> str:
    """What an admin page says it changed, in one line."""
    if not isinstance(message, list):
        return str(message)
    parts = []
    for one in message:
        for kind, details in one.items():
            fields = [str(name) for name in details.get("fields", [])]
            parts.append(f"{kind} {details.get('object', '')} {get_text_list(fields, str(_('and')))}".strip())
    return "; ".join(parts)
