"""One shape for every labelled control, whether it comes from a Django form or from the data dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.choices import flatten_choices

Kind = Literal[
    "text", "password", "email", "tel", "url", "search", "number", "date", "time", "month", "datetime",
    "select", "radio", "checkbox", "checkboxes", "textarea", "file", "hidden",
]  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One choice of a select, of radios or of checkboxes."""

    value: str
    label: str
    hint: str = ""
    selected: bool = False


@dataclass(frozen=True)
class Field:
    """What components/field.html draws.

    `value` is what stands in the control, already in the control's own notation (dates ISO).
    `wide`: takes the whole row in a two-column form. `unit`: words behind the control (人, 元).
    `inputmode`, `autocomplete`, `placeholder`, `minimum`, `maximum`, `step`, `accept`, `rows`: as in HTML.
    `save_url`: the address that receives the value when the control is left (autosave by htmx).
    """

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    hint: str = ""
    error: str = ""
    required: bool = True
    options: Sequence[Option] = ()
    readonly: bool = False
    checked: bool = False
    wide: bool = False
    unit: str = ""
    placeholder: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    minimum: str = ""
    maximum: str = ""
    step: str = ""
    max_length: int | None = None
    accept: str = ""
    multiple: bool = False
    autofocus: bool = False
    rows: int = 3
    save_url: str = ""
    id: str = ""

    @property
    def html_id(self) -> str:
        return self.id or f"id_{self.name}"

    @property
    def is_group(self) -> bool:
        """Drawn as fieldset and legend: several controls under one question."""
        return self.kind in ("radio", "checkboxes")

    @property
    def described_by(self) -> str:
        ids = [f"{self.html_id}-hint"] if self.hint else []
        ids += [f"{self.html_id}-error"] if self.error else []
        return " ".join(ids)

    @property
    def html_type(self) -> str:
        return "datetime-local" if self.kind == "datetime" else self.kind

    def but(self, **changes: Any) -> Field:
        """The same field with some attributes replaced."""
        return replace(self, **changes) if changes else self


_KINDS: tuple[tuple[type[forms.Widget], Kind], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.URLInput, "url"),
    (forms.NumberInput, "number"),
    (forms.DateTimeInput, "datetime"),
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radio"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)


def from_bound(bound: BoundField) -> Field:
    """The Field for a bound field of a Django form; its first error is the one shown."""
    widget = bound.field.widget
    kind = _kind_of(widget)
    attrs = widget.attrs
    value = bound.value()
    return Field(
        name=bound.html_name,
        id=bound.id_for_label if kind not in ("radio", "checkboxes") else f"id_{bound.html_name}",
        label=str(bound.label),
        kind=kind,
        value=_notation(value, kind),
        checked=kind == "checkbox" and bool(value),
        hint=str(bound.help_text or ""),
        error=str(bound.errors[0]) if bound.errors else "",
        required=bound.field.required,
        readonly=bound.field.disabled,
        options=_options(bound, value) if kind in ("select", "radio", "checkboxes") else (),
        placeholder=str(attrs.get("placeholder", "")),
        autocomplete=str(attrs.get("autocomplete", "")),
        inputmode=str(attrs.get("inputmode", "")),
        minimum=str(attrs.get("min", "")),
        maximum=str(attrs.get("max", "")),
        step=str(attrs.get("step", "")),
        max_length=getattr(bound.field, "max_length", None),
        accept=str(attrs.get("accept", "")),
        multiple=bool(getattr(widget, "allow_multiple_selected", False)) and kind == "file",
        autofocus=bool(attrs.get("autofocus")),
        rows=int(attrs.get("rows", 3)),
        wide=kind in ("textarea", "radio", "checkboxes"),
    )


def _kind_of(widget: forms.Widget) -> Kind:
    return next((kind for cls, kind in _KINDS if isinstance(widget, cls)), "text")


def _notation(value: Any, kind: str) -> str:
    """A value as the control writes it: moments local and ISO, nothing as the empty string."""
    if value is None or kind in ("password", "file", "checkboxes"):
        return ""
    if kind == "datetime" and hasattr(value, "tzinfo"):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _options(bound: BoundField, value: Any) -> tuple[Option, ...]:
    many = isinstance(value, list | tuple | set)
    chosen = {str(one) for one in value} if many else {"" if value is None else str(value)}
    grouped: Any = bound.field.choices  # type: ignore[attr-defined]
    pairs: Any = flatten_choices(grouped)
    return tuple(Option(value=str(key), label=str(label), selected=str(key) in chosen) for key, label in pairs)
