"""Shifts on duty and the telephones of the duty desks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class ShiftKind(models.TextChoices):
    DAY = "day", _("day shift")
    NIGHT = "night", _("night shift")
    FULL = "full", _("full-day shift")


class DutyContact(PersonRecord):
    """The telephone of the duty desk of this person's department."""

    duty_phone = models.CharField(_("duty telephone"), max_length=15)

    class Meta:
        verbose_name = _("duty contact")
        verbose_name_plural = _("duty contacts")


class DutyShift(models.Model):
    """Somebody's shift of one day; `case_number` is the swap that put them there, if one did."""

    username = models.CharField(_("user name"), max_length=150)
    duty_date = models.DateField(_("duty day"))
    shift = models.CharField(_("shift"), max_length=8, choices=ShiftKind)
    case_number = models.CharField(_("case number"), max_length=48, blank=True)

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty shifts")
        constraints = [models.UniqueConstraint(fields=["username", "duty_date"], name="one_shift_a_day")]

    def __str__(self) -> str:
        return f"{self.username} · {self.duty_date} · {self.get_shift_display()}"
