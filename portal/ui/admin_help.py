"""One line beside every field of the administration: what it does to the applicant's life."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Field, Model
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils.functional import Promise

Lines = Mapping[str, str | Promise]
_HELP: dict[str, Lines] = {}


def explain(lines: Mapping[str, Lines]) -> None:
    """Make the lines of some models known: {"app.model": {field: line}}."""
    _HELP.update(lines)


def help_for(model: type[Model], field: str) -> str:
    """The line of one field; empty where none was written."""
    return str(_HELP.get(model._meta.label_lower, {}).get(field, ""))


class Helped:
    """A page or an inline whose fields carry their line."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        found: FormField | None = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if found is not None:
            found.help_text = help_for(db_field.model, db_field.name) or found.help_text
        return found
