"""A written statement instead of a paper: who may give one, what it says, until when it is checked (R43)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from services.cases.models import Case, CaseItem, CaseMaterial
from services.catalog.snapshot import MaterialSnapshot

# What stands in an application's commitments instead of a day.
DECLARED = "declared"
CHECK_LIMIT_DAYS = Decimal(30)  # R43: working days after the decision


def may_declare(material: MaterialSnapshot) -> bool:
    """Where the catalogue allows a statement; a paper that decides the case is always handed in."""
    return material.commitment and not material.essential and not material.exempt


def statement(paper: str) -> str:
    """What the applicant signs: paper, content, consequence."""
    return _(
        "I declare that I fulfil what “%(paper)s” would prove, and that I can prove it when asked. "
        "The departments decide as if it were proven and check it within 30 working days after the decision. "
        "If it is false, the result is taken back, and for 180 days I can neither promise nor declare papers."
    ) % {"paper": paper}


def unchecked(rows: list[CaseMaterial]) -> list[CaseMaterial]:
    """Declared papers nobody has to check yet."""
    declared = [row for row in rows if row.status == CaseMaterial.Status.DECLARED]
    return [row for row in declared if row.check_due_at is None and row.checked_at is None]


def found_false(rows: list[CaseMaterial]) -> CaseMaterial | None:
    """A declared paper of these that turned out to be false."""
    return next((row for row in rows if row.false_at is not None), None)


def users_of(case: Case, code: str) -> list[CaseItem]:
    """The items of the case that were decided on this paper, in their order."""
    row = case.materials.get(code=code)
    return list(case.items.filter(code__in=row.used_by).select_related("department").order_by("position"))
