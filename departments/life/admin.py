"""The meal register: what the kitchens prepare, and meals that nobody collected."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from departments.life.models import MealReservation


@admin.register(MealReservation)
class MealReservationAdmin(ModelAdmin):
    list_display = ["meal_date", "meal", "canteen", "portions", "username", "no_show"]
    list_filter = ["meal_date", "meal", "canteen", "no_show"]
    search_fields = ["username", "case_number"]
    readonly_fields = ["case_number", "booked_at"]
    date_hierarchy = "meal_date"
    actions = ["mark_not_collected"]

    @admin.action(description=_("Mark as not collected"))
    def mark_not_collected(self, request: HttpRequest, queryset: QuerySet[MealReservation]) -> None:
        """Three such meals in 30 days leave only same-day booking (R92)."""
        queryset.update(no_show=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Meals are booked by application only."""
        return False
