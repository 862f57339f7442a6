"""Where the items of a new case go: to the department of the catalogue, or to the one the duty list names (R57)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from departments.org.models import Department
from services.cases import duty_list
from services.cases.models import Case
from services.catalog.snapshot import ItemSnapshot


def ruled_owners(case: Case, codes: Iterable[str]) -> dict[str, Department]:
    """{item code: department} where the duty list settles it. One statement."""
    wanted = list(codes)
    entries = duty_list.in_force(wanted)
    unit = case.applicant_department.code if case.applicant_department else ""
    values = duty_list.values_of(case.facts, case.values(), unit)
    found = {code: duty_list.owner_of(code, values, entries) for code in wanted}
    return {code: entry.department for code, entry in found.items() if entry is not None}


def definition_of(item: ItemSnapshot, owner: Department | None) -> dict[str, Any]:
    """The item as published; under the owner the duty list names, so that everything written names it too."""
    definition = item.to_json()
    return definition if owner is None else {**definition, "department": owner.code}
