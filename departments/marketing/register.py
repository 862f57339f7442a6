"""The customer register as the source of account data."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from departments.marketing.models import CustomerRecord
from departments.org.contract import DataProvider, FetchedByPerson, Person, fetched

ATTRIBUTES = {"customer_name": "customer_name", "account_no": "account_no", "meter_no": "meter_no"}
CUSTOMERS = "EX-CUST"


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(CustomerRecord.objects.filter(username__in=usernames), ATTRIBUTES)


def fill_registers(people: Sequence[Person]) -> None:
    """Demo: a record for every customer who has none."""
    CustomerRecord.objects.bulk_create(
        [
            CustomerRecord(
                username=person.username,
                customer_name=f"{person.name}（虚构）",
                account_no=f"99{person.number:08d}",
                meter_no=f"9900{person.number:08d}",
            )
            for person in people
            if person.department_code == CUSTOMERS
        ],
        ignore_conflicts=True,
    )


CUSTOMER_REGISTER = DataProvider(
    source="PG-MKT",
    system="营销业务系统",
    system_en="Customer system",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
