"""What the pages of the administration share: records that are only read, headings in words, rows without N+1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.admin.filters import FieldListFilter
from django.contrib.admin.utils import display_for_value, flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.postgres.fields import ArrayField
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminTextInputWidget

Label = str | Promise
NOTHING = "—"


def column(path: str, label: Label, *, ordering: str | None = None, boolean: bool = False) -> Callable[..., Any]:
    """A column or read-only field: the value at the dotted `path` under a heading of its own.

    `ordering` is the field a click on the heading sorts by; by default `path` itself.
    """

    def show(self: object, record: Model) -> Any:
        value: Any = record
        for name in path.split("."):
            value = getattr(value, name, None)
        if callable(value) and not isinstance(value, Model):
            value = value()
        # On the page of one record Django would print a moment as the database keeps it.
        return display_for_value(value, NOTHING) if isinstance(value, date) else value

    sorted_by = path.replace(".", "__") if ordering is None else ordering
    show.short_description = label  # type: ignore[attr-defined]
    show.admin_order_field = sorted_by or None  # type: ignore[attr-defined]
    if boolean:
        show.boolean = True  # type: ignore[attr-defined]
    else:
        show.empty_value_display = NOTHING  # type: ignore[attr-defined]
    return show


def titled(kind: type[FieldListFilter], label: Label) -> type[FieldListFilter]:
    """A filter of a field whose model gives it no name for people."""

    class Titled(kind):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **kwargs: Any):
            super().__init__(*args, **kwargs)
            self.title = label

    return Titled


def length(amount: Decimal, unit: str) -> str:
    """A limit in words; `unit` is "wd" for working days, "ch" for calendar hours."""
    count = {"amount": f"{amount.normalize():f}"}
    return _("%(amount)s working days") % count if unit == "wd" else _("%(amount)s calendar hours") % count


def facts(values: Mapping[str, Any]) -> SafeString | str:
    """JSON facts as lines of name and value."""
    return format_html_join("", "<div><code>{}</code>：{}</div>", values.items()) or NOTHING


class ReadOnly:
    """Nothing is added, changed or deleted here, by whomever: such records are written by the operations alone."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, ModelAdmin):
    """A list to search and filter, and a page to read. Counting millions of rows would take longer than the page."""

    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The relations a page names are read with it, on the list and on the page of one record."""
        related = self.list_select_related
        rows = super().get_queryset(request)
        return rows.select_related(*related) if isinstance(related, (list, tuple)) else rows

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return flatten_fieldsets(self.get_fieldsets(request, obj))


class ReadOnlyInline(ReadOnly, TabularInline):
    extra = 0
    can_delete = False
    hide_title = True
    related: Sequence[str] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.related)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return list(self.fields or ())


# Short lists of words are typed on one line, separated by commas.
ON_ONE_LINE = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}


class KnownChoice(AutocompleteSelect):
    """A search box that shows a chosen record it has been given instead of reading it once more."""

    known: Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        if self.known is None or list(value) != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        chosen = self.create_option(name, self.known.pk, str(self.known), True, len(blank))
        return [(None, [*blank, chosen], 0)]


class KnownChoices(BaseInlineFormSet):
    """Hands every row's related records, read with the rows, to their search boxes."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownChoice) and form.instance.pk:
                widget.known = getattr(form.instance, name)


class PartsInline(TabularInline):
    """Parts of a record, edited in their place; `autocomplete_fields` are read with the rows."""

    extra = 0
    formset = KnownChoices
    tab = True
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.autocomplete_fields)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = KnownChoice(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
