"""Meals booked, canteen cards, and what the centre knows of homes and diets."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class Meal(models.TextChoices):
    BREAKFAST = "breakfast", _("breakfast")
    LUNCH = "lunch", _("lunch")
    DINNER = "dinner", _("dinner")


class Canteen(models.TextChoices):
    BASE = "base", _("base canteen")
    FRONT = "front", _("field canteen")
    HALAL = "halal", _("halal canteen")


class LivingRecord(PersonRecord):
    """Diet, home and the home or bed kept for somebody; empty where the centre knows nothing."""

    diet = models.CharField(_("diet"), max_length=12, blank=True)
    owned_area = models.DecimalField(_("home in m²"), max_digits=6, decimal_places=2, null=True, blank=True)
    unit_code = models.CharField(_("home offered"), max_length=8, blank=True)
    dorm_bed = models.CharField(_("dormitory bed"), max_length=7, blank=True)

    class Meta:
        verbose_name = _("living record")
        verbose_name_plural = _("living records")
        constraints = [
            models.UniqueConstraint(fields=["unit_code"], condition=~Q(unit_code=""), name="home_offered_once"),
            models.UniqueConstraint(fields=["dorm_bed"], condition=~Q(dorm_bed=""), name="bed_given_once"),
        ]


class MealReservation(models.Model):
    """One person's booking of one meal; the last application before the cut-off counts."""

    username = models.CharField(_("user name"), max_length=150)
    meal_date = models.DateField(_("meal day"), db_index=True)
    meal = models.CharField(_("meal"), max_length=12, choices=Meal)
    canteen = models.CharField(_("canteen"), max_length=12, choices=Canteen)
    portions = models.PositiveSmallIntegerField(_("portions"))
    case_number = models.CharField(_("case number"), max_length=48, unique=True)
    booked_at = models.DateTimeField(_("booked at"), default=timezone.now)
    no_show = models.BooleanField(_("not collected"), default=False)

    class Meta:
        verbose_name = _("meal reservation")
        verbose_name_plural = _("meal reservations")
        constraints = [
            models.UniqueConstraint(fields=["username", "meal_date", "meal"], name="one_reservation_a_meal"),
            models.CheckConstraint(condition=Q(portions__gte=1), name="at_least_one_portion"),
        ]

    def __str__(self) -> str:
        return f"{self.username} · {self.meal_date} · {self.get_meal_display()}"


class CanteenCard(models.Model):
    """Somebody's canteen card; `last_case` is the application that last changed it."""

    username = models.CharField(_("user name"), max_length=150, unique=True)
    card_no = models.CharField(_("card number"), max_length=10, unique=True)
    is_open = models.BooleanField(_("card is open"), default=True)
    last_case = models.CharField(_("last changed by case"), max_length=48, blank=True)

    class Meta:
        verbose_name = _("canteen card")
        verbose_name_plural = _("canteen cards")

    def __str__(self) -> str:
        return self.card_no
