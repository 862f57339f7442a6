"""Who can sign in: read from the organisation, printed as a table that fits a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.org.models import Membership


def cast() -> list[tuple[str, str, str, str]]:
    """(user name, name, department, roles) of everybody in a department today, department by department."""
    memberships = (
        Membership.objects.active()
        .select_related("user", "department__organisation")
        .prefetch_related("roles__role")
        .order_by("department__organisation_id", "department_id", "pk")
    )
    return [
        (
            membership.user.username,
            membership.user.name,
            membership.department.title,
            "、".join(group.role.title for group in membership.roles.all()),
        )
        for membership in memberships
    ]


def width(text: str) -> int:
    """Columns a text takes in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows under their headings, columns aligned."""
    head = (_("User name"), pgettext("of a person", "Name"), _("Department"), _("Roles"))
    widths = [max(width(row[i]) for row in (head, *rows)) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()

    return "\n".join([line(head), "  ".join("─" * size for size in widths), *map(line, rows)])
