"""Invented accounts for the demo: no bank issues cards that begin with 999999."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from departments.finance.models import Advance, CostCentre, StaffAccount
from departments.org.contract import Person

CARD_PREFIX = "999999"
BALANCE = Decimal("8600000.00")
# Has an advance that should have been settled a fortnight ago.
OVERDUE = "hua.wuyuan"


def fill_registers(people: Sequence[Person]) -> None:
    """A cost centre per department of the company, an account per person; existing ones stay."""
    staff = [person for person in people if person.is_staff_member]
    _open_cost_centres({(person.organisation_code, person.department_code) for person in staff})
    centres = {centre.department_code: centre for centre in CostCentre.objects.all()}
    StaffAccount.objects.bulk_create(
        [
            StaffAccount(
                username=person.username,
                bank_account=card_number(person.number),
                cost_centre=centres.get(person.department_code),
                payable_amount=Decimal(120_000 + person.number % 60 * 1_000),
            )
            for person in staff
        ],
        ignore_conflicts=True,
    )
    _leave_one_overdue(staff)


def _open_cost_centres(departments: set[tuple[str, str]]) -> None:
    """A cost centre for each (organisation, department) that has none, numbered on from the last."""
    known = set(CostCentre.objects.values_list("department_code", flat=True))
    missing = sorted(pair for pair in departments if pair[1] not in known)
    CostCentre.objects.bulk_create(
        [
            CostCentre(code=f"{organisation}{number}", department_code=department, balance=BALANCE)
            for number, (organisation, department) in enumerate(missing, start=1001 + len(known))
        ]
    )


def _leave_one_overdue(staff: Sequence[Person]) -> None:
    if any(person.username == OVERDUE for person in staff) and not Advance.objects.filter(username=OVERDUE).exists():
        today = timezone.localdate()
        Advance.objects.create(
            username=OVERDUE,
            amount=Decimal("3000"),
            paid_on=today - timedelta(days=75),
            due_on=today - timedelta(days=15),
        )


def card_number(number: int) -> str:
    """19 digits whose last is the Luhn digit of the others."""
    body = f"{CARD_PREFIX}{number:012d}"
    total = 0
    for position, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{body}{-total % 10}"
