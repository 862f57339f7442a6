"""Calendars in the admin: to be looked up there, changed by loading a corrected document."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from portal.worktime.models import Calendar, CalendarDay, CalendarYear, SessionHours


class ReadOnly:
    """A change made here would bypass publication: versions and open deadlines would not follow (R31)."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class HoursInline(ReadOnly, TabularInline):
    model = SessionHours
    fields = ["season", "first_day", "last_day", "am_open", "am_close", "pm_open", "pm_close"]


class YearInline(ReadOnly, TabularInline):
    model = CalendarYear
    fields = ["year", "version", "published_at"]


@admin.register(Calendar)
class CalendarAdmin(ReadOnly, ModelAdmin):
    list_display = ["code", "name", "inherits", "timezone"]
    list_select_related = ["inherits"]
    search_fields = ["code", "name"]
    inlines = [YearInline, HoursInline]


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnly, ModelAdmin):
    list_display = ["day", "kind", "calendar"]
    list_select_related = ["calendar"]
    list_filter = ["calendar", "kind"]
    search_fields = ["calendar__code", "calendar__name"]
    date_hierarchy = "day"
