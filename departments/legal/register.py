"""The archive as the source of birth dates, the contract register as that of contract numbers."""

from __future__ import annotations

from collections.abc import Collection

from departments.legal.models import ArchiveRecord, ContractRecord
from departments.org.contract import DataProvider, FetchedByPerson, fetched


def fetch_births(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(ArchiveRecord.objects.filter(username__in=usernames), {"birth_date": "birth_date"})


def fetch_contracts(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(ContractRecord.objects.filter(username__in=usernames), {"contract_no": "contract_no"})


ARCHIVE = DataProvider(
    source="OF-LEGAL",
    system="档案管理系统",
    system_en="Archive",
    elements=frozenset({"birth_date"}),
    fetch=fetch_births,
)
CONTRACTS = DataProvider(
    source="OF-LEGAL",
    system="合同管理系统",
    system_en="Contract register",
    elements=frozenset({"contract_no"}),
    fetch=fetch_contracts,
)
