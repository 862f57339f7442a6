"""The safety register as the source of training and fitness."""

from __future__ import annotations

from collections.abc import Collection

from departments.hse.models import SafetyRecord
from departments.org.contract import DataProvider, FetchedByPerson, fetched

ATTRIBUTES = {"medical_ok": "medical_ok", "training_ok": "training_ok", "training_date": "training_date"}


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(SafetyRecord.objects.filter(username__in=usernames), ATTRIBUTES)


SAFETY_REGISTER = DataProvider(
    source="OF-HSE",
    system="HSE 管理系统",
    system_en="HSE system",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
