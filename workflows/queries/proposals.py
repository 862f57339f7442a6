"""What departments named before acceptance, and what became of it (R36). For staff only."""

from __future__ import annotations

from departments.org.models import Department
from services.cases.models import Case, ProposedDefect


def proposals_of(case: Case) -> list[ProposedDefect]:
    """Everything named and not taken back, with who said it; one statement."""
    rows = case.proposed_defects.filter(withdrawn_at=None)
    return list(rows.select_related("department", "author"))


def by_department(rows: list[ProposedDefect]) -> list[tuple[Department, list[ProposedDefect]]]:
    """Grouped by who said it, in the order of their first word."""
    groups: dict[int, tuple[Department, list[ProposedDefect]]] = {}
    for one in rows:
        groups.setdefault(one.department_id, (one.department, []))[1].append(one)
    return list(groups.values())
