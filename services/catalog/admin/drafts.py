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
from portal.errors import Forbidden
from portal.ui.admin_base import ON_ONE_LINE, PartsInline
from portal.ui.admin_help import Helped
from services.catalog.permission import may_edit, may_edit_anything
from services.catalog.publishing import STREAM


class DraftParts(Helped, PartsInline):
    """Parts of a draft, each column with the line that says what it does.

    `rows_to_begin_with`: empty rows on the page of a new record, so that nobody needs a script to add one.
    """

    rows_to_begin_with = 0

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        return 0 if obj is not None else self.rows_to_begin_with


class DraftAdmin(Helped, ModelAdmin):
    """Drafts are edited, never deleted here: cases and versions name their codes for ever (R85).

    Who edits what follows from the department a draft belongs to (`department_of`), for the shared
    vocabulary from all whose matters or items would change with it (`services/catalog/stakes.py`).
    """

    list_per_page = 50
    formfield_overrides = ON_ONE_LINE

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def department_of(self, obj: Any) -> int | None:
        """The department a draft belongs to; None for the shared vocabulary."""
        return None

    def departments_of(self, obj: Any) -> frozenset[int]:
        """The departments all of which one has to edit for; none where everybody who edits may."""
        department = self.department_of(obj)
        return frozenset() if department is None else frozenset({department})

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_edit(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request) and may_edit_anything(request.user)  # type: ignore[arg-type]

    def _may_edit(self, request: HttpRequest, obj: Model | None) -> bool:
        user: Any = request.user
        departments = frozenset() if obj is None or obj.pk is None else self.departments_of(obj)
        return all(may_edit(user, one) for one in departments) if departments else may_edit_anything(user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A draft is put into a department only by that department's editors. Raises Forbidden."""
        department = self.department_of(obj)
        if department is not None and not may_edit(request.user, department):  # type: ignore[arg-type]
            raise Forbidden(
                _("You do not edit the catalogue of this department. Ask one of its editors, or choose your own.")
            )
        super().save_model(request, obj, form, change)

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
