"""The duty system as the source of duty telephones."""

from __future__ import annotations

from collections.abc import Collection

from departments.office.models import DutyContact
from departments.org.contract import DataProvider, FetchedByPerson, fetched

ATTRIBUTES = {"duty_phone": "duty_phone"}


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(DutyContact.objects.filter(username__in=usernames), ATTRIBUTES)


DUTY_DESKS = DataProvider(
    source="OF-OFFICE",
    system="值班管理系统",
    system_en="Duty system",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
