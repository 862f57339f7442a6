"""Invented living records, cards and a few meals not collected, for the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from departments.life.models import Canteen, CanteenCard, LivingRecord, Meal, MealReservation
from departments.org.contract import Person

NEWCOMER = "xin.laide"
CONTRACTORS = "EX-CBS"
HALAL = frozenset({"bao.menjin", "yun.xunxian"})
# Left three lunches uncollected this month (R92).
FORGETFUL = "sheng.diaodu"


def fill_registers(people: Sequence[Person]) -> None:
    """Living records and cards for everybody who lives or eats here; existing ones stay."""
    concerned = [person for person in people if person.is_staff_member or person.department_code == CONTRACTORS]
    LivingRecord.objects.bulk_create([_living_record(person) for person in concerned], ignore_conflicts=True)
    CanteenCard.objects.bulk_create(
        [
            CanteenCard(username=person.username, card_no=f"CK{10_000_000 + person.number}")
            for person in people
            if person.is_staff_member and person.username != NEWCOMER
        ],
        ignore_conflicts=True,
    )
    if any(person.username == FORGETFUL for person in people):
        _leave_meals_uncollected()


def _living_record(person: Person) -> LivingRecord:
    own = person.is_staff_member
    return LivingRecord(
        username=person.username,
        diet="halal" if person.username in HALAL else "normal",
        owned_area=Decimal(24 + person.number % 30) if own else None,
        unit_code=f"FY{person.number % 1_000_000:06d}" if own else "",
        dorm_bed=f"GY{person.number % 100_000:05d}",
    )


def _leave_meals_uncollected() -> None:
    today = timezone.localdate()
    MealReservation.objects.bulk_create(
        [
            MealReservation(
                username=FORGETFUL,
                meal_date=today - timedelta(days=days),
                meal=Meal.LUNCH,
                canteen=Canteen.BASE,
                portions=1,
                case_number=f"demo-uncollected-{days}",
                no_show=True,
            )
            for days in (3, 9, 16)
        ],
        ignore_conflicts=True,
    )
