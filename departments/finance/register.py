"""The ledger as the source of accounts, cost centres and amounts due."""

from __future__ import annotations

from collections.abc import Collection

from departments.finance.models import StaffAccount
from departments.org.contract import DataProvider, FetchedByPerson, fetched

ATTRIBUTES = {
    "bank_account": "bank_account",
    "cost_center": "cost_centre_code",
    "payable_amount": "payable_amount",
}


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    records = StaffAccount.objects.filter(username__in=usernames).select_related("cost_centre")
    return fetched(records, ATTRIBUTES)


LEDGER = DataProvider(
    source="OF-FIN",
    system="财务核算系统",
    system_en="Finance ledger",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
