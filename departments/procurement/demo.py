"""Invented partner companies for the demo."""

from __future__ import annotations

from collections.abc import Sequence

from departments.org.contract import Person
from departments.procurement.models import PartnerCompany

CONTRACTORS = "EX-CBS"
# 9 = registered with the market authority, 1 = company; no place has the area code 990000.
USCC_PREFIX = "91990000MA"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def fill_registers(people: Sequence[Person]) -> None:
    """A company for everybody who applies for a contractor; existing ones stay."""
    PartnerCompany.objects.bulk_create(
        [
            PartnerCompany(
                username=person.username,
                uscc=credit_code(person.number),
                contractor_name="恒拓井下技术服务公司（虚构）",
                contractor_class="eng",
            )
            for person in people
            if person.department_code == CONTRACTORS
        ],
        ignore_conflicts=True,
    )


def credit_code(number: int) -> str:
    """18 characters that pass GB 32100 and belong to nobody."""
    body = f"{USCC_PREFIX}{number:07d}"
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + ALPHABET[-total % 31]
