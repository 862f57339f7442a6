"""The grid's geographic system as the source of area classes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from departments.grid_maintenance.models import ServiceArea
from departments.org.contract import DataProvider, FetchedByPerson, Person, fetched

ATTRIBUTES = {"area_class": "area_class"}
CUSTOMERS = "EX-CUST"
CLASSES = ("urban", "rural", "remote")


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(ServiceArea.objects.filter(username__in=usernames), ATTRIBUTES)


def fill_registers(people: Sequence[Person]) -> None:
    """Demo: an area for every customer who has none."""
    ServiceArea.objects.bulk_create(
        [
            ServiceArea(username=person.username, area_class=CLASSES[person.number % len(CLASSES)])
            for person in people
            if person.department_code == CUSTOMERS
        ],
        ignore_conflicts=True,
    )


AREAS = DataProvider(
    source="PG-OM",
    system="电网 GIS 系统",
    system_en="Grid GIS",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
