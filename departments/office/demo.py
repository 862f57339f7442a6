"""Invented duty desks and shifts for the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from departments.office.models import DutyContact, DutyShift, ShiftKind
from departments.org.contract import Person

SHIFTS = tuple(ShiftKind)


def fill_registers(people: Sequence[Person]) -> None:
    """A duty telephone per department, and shifts of the coming weeks for handlers; existing ones stay."""
    staff = [person for person in people if person.is_staff_member]
    departments = sorted({person.department_code for person in staff})
    DutyContact.objects.bulk_create(
        [
            DutyContact(
                username=person.username, duty_phone=f"0990-888{departments.index(person.department_code) + 100:04d}"
            )
            for person in staff
        ],
        ignore_conflicts=True,
    )
    on_duty = [person for person in staff if "handler" in person.roles]
    today = timezone.localdate()
    DutyShift.objects.bulk_create(
        [
            DutyShift(
                username=person.username,
                duty_date=today + timedelta(days=3 + position),
                shift=SHIFTS[position % len(SHIFTS)],
            )
            for position, person in enumerate(on_duty)
        ],
        ignore_conflicts=True,
    )
