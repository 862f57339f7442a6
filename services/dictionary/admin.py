"""The data dictionary in the administration.

One department alone states a value (R82): its steward edits the element.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from departments.org.duties import duties_of
from departments.org.models import Department
from portal import audit
from portal.errors import Forbidden
from portal.ui.admin_base import PartsInline, ReadOnlyAdmin
from portal.ui.admin_help import Helped, explain
from services.dictionary.grants import SharingGrant, SharingRead
from services.dictionary.help import HELP
from services.dictionary.models import CodeSet, CodeValue, DataElement, Topic

LENGTHS = [("min_length", "max_length"), ("min_value", "max_value")]
# The record of everything that changes what the catalogue may read.
STREAM = "catalogue"
NAMES_KEPT_SECONDS = 60
HINTS = ["format_hint", "format_hint_en", "example"]
explain(HELP)


class ValueInline(Helped, PartsInline):
    model = CodeValue
    fields = ["value", "name", "name_en", "position"]


@admin.register(CodeSet)
class CodeSetAdmin(Helped, ModelAdmin):
    list_display = ["code", "standard"]
    search_fields = ["code", "standard", "values_in_order__name"]
    inlines = [ValueInline]


@admin.register(Topic)
class TopicAdmin(Helped, ModelAdmin):
    list_display = ["code", "name", "name_en", "position"]
    search_fields = ["code", "name", "name_en"]
    ordering = ["position"]


@admin.register(DataElement)
class DataElementAdmin(Helped, ModelAdmin):
    list_display = ["code", "key", "name", "type", "source", "sensitivity", "topic", "self_service"]
    list_filter = ["type", "sensitivity", "topic", "source", "self_service"]
    list_select_related = ["source", "topic", "code_set"]
    search_fields = ["code", "key", "name", "name_en"]
    search_help_text = _("Code, key or name.")
    autocomplete_fields = ["code_set", "source", "topic", "after", "derived_from"]
    list_per_page = 50
    fieldsets = [
        (None, {"fields": ["code", "key", "name", "name_en", "topic", "note"]}),
        (_("Form"), {"fields": ["type", "code_set", *LENGTHS, "pattern", "check_rule", "after", *HINTS]}),
        (
            _("Where the value comes from"),
            {"fields": ["source", "self_service", "asked_if_unknown", "derived_from", "from_fact", "from_fact_values"]},
        ),
        (_("Protection"), {"fields": ["sensitivity"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: DataElement | None = None) -> bool:
        """Stewards change the elements of their own department, catalogue editors all (R82)."""
        if not super().has_change_permission(request, obj):
            return False
        user = request.user
        if obj is None or user.has_perm("catalog.change_matter"):
            return True
        return duties_of(user).holds("steward", obj.source_id)  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: DataElement | None = None) -> bool:
        """Published matters name their elements for ever."""
        return False


@admin.register(SharingGrant)
class SharingGrantAdmin(Helped, ModelAdmin):
    """Stewards grant what their department states, and take it back; a grant itself is never edited (R82)."""

    list_display = ["element", "item", "purpose", "expires_on", "in_force", "granted_by", "revoked_at"]
    list_filter = ["element__source", "expires_on", "revoked_at"]
    list_select_related = ["element", "item", "granted_by"]
    search_fields = ["element__key", "element__name", "item__code", "item__name", "purpose"]
    search_help_text = _("Element, item or purpose.")
    autocomplete_fields = ["element", "item"]
    fields = ["element", "item", "purpose", "expires_on"]
    list_per_page = 50
    actions = ["revoke"]

    def get_fields(self, request: HttpRequest, obj: SharingGrant | None = None) -> list[str]:
        more = ["granted_by", "granted_at", "revoked_by", "revoked_at"] if obj else []
        return [*self.fields, *more]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever answers for a department's elements grants them; the administrator does not (R4)."""
        return bool(duties_of(request.user).departments("steward"))  # type: ignore[arg-type]

    def has_change_permission(self, request: HttpRequest, obj: SharingGrant | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SharingGrant | None = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    @admin.display(description=_("holds now"), boolean=True)
    def in_force(self, grant: SharingGrant) -> bool:
        return grant.holds

    def save_model(self, request: HttpRequest, obj: SharingGrant, form: ModelForm, change: bool) -> None:
        require_steward(request.user, {obj.element.source_id})
        obj.granted_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        record("grant.given", request.user, obj)

    @admin.action(description=_("Revoke the grants"), permissions=["revoke"])
    @transaction.atomic
    def revoke(self, request: HttpRequest, grants: QuerySet[SharingGrant]) -> None:
        """From now on the form asks the applicant instead; what was read stays logged."""
        found = list(grants.filter(revoked_at=None).select_related("element", "item"))
        require_steward(request.user, {one.element.source_id for one in found})
        for one in found:
            one.revoked_at, one.revoked_by = timezone.now(), request.user  # type: ignore[assignment]
            one.save(update_fields=["revoked_at", "revoked_by"])
            record("grant.revoked", request.user, one)
        count = len(found)
        words = ngettext("%(count)d grant revoked.", "%(count)d grants revoked.", count) % {"count": count}
        self.message_user(request, words, messages.SUCCESS)


def require_steward(user: Any, sources: set[int | None]) -> None:
    if not sources <= duties_of(user).departments("steward"):
        raise Forbidden(gettext("Only a data steward of the department that states the value grants or revokes it."))


def record(event: str, user: Any, grant: SharingGrant) -> None:
    audit.lock(STREAM)
    text = f"{grant.element.name} → {grant.item.name}：{grant.purpose}"
    audit.record(STREAM, audit.Event(event, actor=user, subject=grant.element.key, text=text))


@admin.register(SharingRead)
class SharingReadAdmin(ReadOnlyAdmin):
    """Who learnt what about whom, and what was refused."""

    list_display = ["at", "reader", "about", "source_name", "what", "matter", "reference", "outcome"]
    list_filter = ["refused", "source", "matter", "day"]
    list_select_related = ["reader", "about"]
    search_fields = ["about__name", "reader__name", "matter", "reference"]
    fields = ["at", "reader", "about", "source_name", "what", "matter", "reference", "items", "outcome"]

    @admin.display(description=_("authoritative department"), ordering="source")
    def source_name(self, read: SharingRead) -> str:
        return known_names()["departments"].get(read.source, read.source)

    @admin.display(description=_("elements read"))
    def what(self, read: SharingRead) -> str:
        labels = known_names()["elements"]
        return gettext(", ").join(labels.get(key, key) for key in read.elements)

    @admin.display(description=_("outcome"), ordering="refused")
    def outcome(self, read: SharingRead) -> str:
        return gettext("refused") if read.refused else pgettext("of data", "read")


def known_names() -> dict[str, dict[str, str]]:
    """{"departments": {code: name}, "elements": {key: name}}, kept for a minute: a list asks for every row."""

    def looked_up() -> dict[str, dict[str, str]]:
        elements = {one.key: one.label for one in DataElement.objects.only("key", "name", "name_en")}
        return {"departments": {one.code: one.title for one in Department.objects.all()}, "elements": elements}

    key = f"dictionary:names:{get_language()}"
    return cache.get_or_set(key, looked_up, NAMES_KEPT_SECONDS) or looked_up()
