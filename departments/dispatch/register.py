"""The dispatch system as the source of feeder numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from departments.dispatch.models import FeederAssignment
from departments.org.contract import DataProvider, FetchedByPerson, Person, fetched

ATTRIBUTES = {"feeder": "feeder"}
CUSTOMERS = "EX-CUST"


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(FeederAssignment.objects.filter(username__in=usernames), ATTRIBUTES)


def fill_registers(people: Sequence[Person]) -> None:
    """Demo: a feeder for every customer who has none."""
    FeederAssignment.objects.bulk_create(
        [
            FeederAssignment(username=person.username, feeder=f"YL-10KV-{person.number % 40 + 1:02d}")
            for person in people
            if person.department_code == CUSTOMERS
        ],
        ignore_conflicts=True,
    )


FEEDERS = DataProvider(
    source="PG-DISP",
    system="调度自动化系统",
    system_en="Dispatch system",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
