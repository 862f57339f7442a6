"""What a department keeps for an open item, like a venue: taken, confirmed, given back (R14, R94)."""

from __future__ import annotations

from collections.abc import Iterable

from departments.org import registry
from departments.org.contract import ItemFacts
from portal.errors import Invalid
from services.cases.models import Case, CaseItem
from workflows.engine.change import current


def facts_of(item: CaseItem, case: Case) -> ItemFacts:
    """The item as its department's app sees it."""
    department = case.applicant_department
    return ItemFacts(
        case_number=case.number,
        item_code=item.code,
        applicant_username=case.applicant.username,
        department_code=department.code if department else "",
        values=case.values(),
        facts=case.facts,
        submitted_at=case.submitted_at,
        now=current().at,
    )


def take(items: Iterable[CaseItem], case: Case) -> None:
    """Take what the items need. Raises Invalid with every problem; the transaction then goes back."""
    fields: dict[str, list[str]] = {}
    for item in items:
        hold = registry.hold(item.code)
        if hold is None:
            continue
        for problem in hold.take(facts_of(item, case)):
            fields.setdefault(problem.field or "__all__", []).append(problem.sentence)
    if fields:
        raise Invalid(next(iter(fields.values()))[0], fields=fields)


def confirm(item: CaseItem, case: Case) -> None:
    """The item is approved for good. Raises Conflict when what was held has gone to somebody else."""
    hold = registry.hold(item.code)
    if hold is not None:
        hold.confirm(case.number, item.code)


def release(items: Iterable[CaseItem], case: Case) -> None:
    """The items end without a result: give back what they held."""
    for item in items:
        hold = registry.hold(item.code)
        if hold is not None:
            hold.release(case.number, item.code)
