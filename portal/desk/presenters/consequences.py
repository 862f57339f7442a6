"""What an act on a case does to each item, as desk/confirm.html shows it before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import DomainError
from portal.ui.fields import Field, Option
from services.cases.models import CaseItem
from workflows.queries import voiding
from workflows.queries.withdrawal import Withdrawal


@dataclass(frozen=True)
class Row:
    """One item: how it stands now, and what becomes of it."""

    department: str
    item: str
    standing: str
    sentences: tuple[str, ...]


def row_of(item: CaseItem, sentences: Iterable[str]) -> Row:
    return Row(item.department.title, item.title, str(item.get_state_display()), tuple(sentences))


def void_rows(found: Iterable[voiding.Consequence]) -> list[Row]:
    return [row_of(one.item, one.sentences) for one in found]


def cancel_rows(plan: Withdrawal) -> list[Row]:
    return [row_of(one.item, one.sentences) for one in plan.branches]


def reason_fields(reasons: Mapping[str, Any], given: Mapping[str, str], error: DomainError | None) -> list[Field]:
    """The kind of reason and its text; both are read by the applicant (R7)."""
    problems = error.fields if error else {}
    code = given.get("reason_code", "")
    options = [
        Option("", _("please choose")),
        *(Option(key, str(words), selected=key == code) for key, words in reasons.items()),
    ]
    return [
        Field(
            "reason_code", _("Kind of reason"), "select", code, options=options, error=first(problems, "reason_code")
        ),
        Field(
            "reason",
            _("Reason (the applicant reads it)"),
            "textarea",
            given.get("reason", ""),
            error=first(problems, "reason"),
            rows=3,
            max_length=2000,
        ),
    ]


def first(problems: Mapping[str, list[str]], name: str) -> str:
    return next(iter(problems.get(name, ())), "")
