"""Venues and their bookings."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from departments.conference.models import Venue, VenueBooking


@admin.register(Venue)
class VenueAdmin(ModelAdmin):
    list_display = ["name"]
    search_fields = ["name"]


@admin.register(VenueBooking)
class VenueBookingAdmin(ModelAdmin):
    list_display = ["venue", "period", "state", "held_until", "case_number"]
    list_filter = ["state", "venue"]
    list_select_related = ["venue"]
    search_fields = ["venue__name", "case_number"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Venues are booked by application only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: VenueBooking | None = None) -> bool:
        """A booking follows its item."""
        return False
