"""The identity register as the source of account names."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from departments.it.models import AccountRecord
from departments.org.contract import DataProvider, FetchedByPerson, Person, fetched

ATTRIBUTES = {"account_id": "account_id"}


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(AccountRecord.objects.filter(username__in=usernames), ATTRIBUTES)


def fill_registers(people: Sequence[Person]) -> None:
    """Demo: an account for everybody of the company who has none."""
    AccountRecord.objects.bulk_create(
        [
            AccountRecord(username=person.username, account_id=person.username[:30])
            for person in people
            if person.is_staff_member
        ],
        ignore_conflicts=True,
    )


IDENTITIES = DataProvider(
    source="OF-IT",
    system="统一身份平台",
    system_en="Identity platform",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
