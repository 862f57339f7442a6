"""Calendars as rows: days that differ from the week, business hours, and the years that are published."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MONTH_AND_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


class Calendar(models.Model):
    """A working calendar. Its code is its key, so that whoever refers to one holds the code already."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    inherits = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="heirs", verbose_name=_("inherits")
    )
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(inherits__isnull=True) | ~Q(inherits=F("code")), name="worktime_calendar_not_its_own_parent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class SessionHours(models.Model):
    """Morning and afternoon of one season; the season "" holds outside every other (R24)."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="hours", verbose_name=_("calendar"))
    season = models.CharField(_("season"), max_length=20, blank=True)
    first_day = models.CharField(_("first day (MM-DD)"), max_length=5, blank=True)
    last_day = models.CharField(_("last day (MM-DD)"), max_length=5, blank=True)
    am_open = models.TimeField(_("morning opening"))
    am_close = models.TimeField(_("morning closing"))
    pm_open = models.TimeField(_("afternoon opening"))
    pm_close = models.TimeField(_("afternoon closing"))

    class Meta:
        verbose_name = _("business hours")
        verbose_name_plural = _("business hours")
        ordering = ["calendar", "season"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "season"], name="worktime_hours_once_a_season"),
            models.CheckConstraint(
                condition=Q(am_open__lt=F("am_close")) & Q(am_close__lte=F("pm_open")) & Q(pm_open__lt=F("pm_close")),
                name="worktime_hours_in_order",
            ),
            models.CheckConstraint(
                condition=Q(season="", first_day="", last_day="")
                | ~Q(season="") & Q(first_day__regex=MONTH_AND_DAY, last_day__regex=MONTH_AND_DAY),
                name="worktime_hours_season_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.season}".strip()


class CalendarDay(models.Model):
    """A day that differs from the week: a day off, or a weekend day worked in exchange (调休)."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Public holiday")
        REGIONAL = "regional", _("Regional holiday")
        COMPANY = "company", _("Company day off")
        MAKEUP = "makeup", _("Make-up workday")

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days", verbose_name=_("calendar"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["calendar", "day"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="worktime_day_once_a_calendar"),
            models.CheckConstraint(
                condition=Q(kind__in=["holiday", "regional", "company", "makeup"]), name="worktime_day_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"


class CalendarYear(models.Model):
    """A published year of a calendar. `version` counts its corrections (R31); what a year
    amounts to, inherited days and hours included, is fingerprinted in `digest`."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="years", verbose_name=_("calendar"))
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveIntegerField(_("version"), default=1)
    digest = models.CharField(_("digest"), max_length=64)
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("published year")
        verbose_name_plural = _("published years")
        ordering = ["calendar", "year"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "year"], name="worktime_year_once_a_calendar"),
            models.CheckConstraint(condition=Q(version__gte=1), name="worktime_year_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id}/{self.year}.{self.version}"
