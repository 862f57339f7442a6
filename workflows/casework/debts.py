"""What silent registers still owe a case and its items (R44)."""

from __future__ import annotations

from services.cases.models import Case, CaseItem, OwedValue


def missing_keys(case: Case, item: CaseItem) -> list[str]:
    """Elements of a main item the form has no value for; read from what is loaded already."""
    return [key for key in item.snapshot.elements if key not in case.form]


def owed_to(case: Case, item: CaseItem) -> list[OwedValue]:
    """What registers still owe this item. No statement while its form is complete."""
    keys = missing_keys(case, item)
    if not keys:
        return []
    rows = OwedValue.objects.filter(case=case, element__in=keys, supplied_at=None)
    return list(rows.select_related("department"))


def owed_in(case: Case) -> list[OwedValue]:
    """Everything still owed in the case."""
    return list(case.owed_values.filter(supplied_at=None).select_related("department"))
