"""Invented safety records for the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from departments.hse.models import ContractorLicence, SafetyRecord
from departments.org.contract import Person

NEWCOMER = "xin.laide"
CONTRACTORS = "EX-CBS"


def fill_registers(people: Sequence[Person]) -> None:
    """Records for everybody who enters the site; existing ones stay."""
    today = timezone.localdate()
    concerned = [person for person in people if person.is_staff_member or person.department_code == CONTRACTORS]
    SafetyRecord.objects.bulk_create([_record(person, today) for person in concerned], ignore_conflicts=True)
    ContractorLicence.objects.bulk_create(
        [
            ContractorLicence(
                username=person.username,
                licence_no=f"（演）安许证字〔{today.year - 1}〕{person.number:06d}",
                valid_until=today + timedelta(days=730),
            )
            for person in concerned
            if person.department_code == CONTRACTORS
        ],
        ignore_conflicts=True,
    )


def _record(person: Person, today: date) -> SafetyRecord:
    if person.department_code == CONTRACTORS:
        return SafetyRecord(username=person.username)
    if person.username == NEWCOMER:
        return SafetyRecord(username=person.username, medical_ok=True)
    return SafetyRecord(
        username=person.username,
        medical_ok=True,
        training_date=today - timedelta(days=20 + person.number % 120),
        last_on_site=today - timedelta(days=person.number % 15),
    )
