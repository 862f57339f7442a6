"""The partner register as the source of company data."""

from __future__ import annotations

from collections.abc import Collection

from departments.org.contract import DataProvider, FetchedByPerson, fetched
from departments.procurement.models import PartnerCompany

ATTRIBUTES = {"uscc": "uscc", "contractor_name": "contractor_name", "contractor_class": "contractor_class"}


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(PartnerCompany.objects.filter(username__in=usernames), ATTRIBUTES)


PARTNERS = DataProvider(
    source="OF-PROC",
    system="承包商管理系统",
    system_en="Contractor register",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
