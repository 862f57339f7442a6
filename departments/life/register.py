"""The life services system as the source of diets, homes and beds."""

from __future__ import annotations

from collections.abc import Collection

from departments.life.models import LivingRecord
from departments.org.contract import DataProvider, FetchedByPerson, fetched

ATTRIBUTES = {key: key for key in ("diet", "owned_area", "unit_code", "dorm_bed")}


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(LivingRecord.objects.filter(username__in=usernames), ATTRIBUTES)


LIVING_REGISTER = DataProvider(
    source="OF-LIFE",
    system="生活服务系统",
    system_en="Life services system",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
