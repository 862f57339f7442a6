"""Venues, their bookings, and delegates."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class Venue(models.Model):
    """A hall that can be booked."""

    name = models.CharField(_("venue name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")

    def __str__(self) -> str:
        return self.name


class VenueBooking(models.Model):
    """A venue kept for one case: provisional until the item is approved (R14, R94).

    A provisional booking ends by itself after `held_until`; None keeps it until the item ends.
    """

    class State(models.TextChoices):
        PROVISIONAL = "provisional", _("provisional")
        CONFIRMED = "confirmed", _("confirmed")
        RELEASED = "released", _("released")

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("venue"))
    period = DateTimeRangeField(_("period"))
    case_number = models.CharField(_("case number"), max_length=48, unique=True)
    state = models.CharField(_("booking state"), max_length=12, choices=State, default=State.PROVISIONAL)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)

    class Meta:
        verbose_name = _("venue booking")
        verbose_name_plural = _("venue bookings")
        constraints = [
            # int8range makes the venue comparable in GiST without an extension.
            ExclusionConstraint(
                name="venue_not_double_booked",
                expressions=[
                    (
                        Func(
                            F("venue"),
                            F("venue"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="released"),
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="venue_booking_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.venue} · {self.case_number}"


class Delegate(models.Model):
    """Somebody registered for a meeting, with the code they sign in with."""

    username = models.CharField(_("user name"), max_length=150)
    meeting_title = models.CharField(_("meeting"), max_length=80)
    case_number = models.CharField(_("case number"), max_length=48)
    code = models.CharField(_("code"), max_length=8, unique=True)

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        constraints = [models.UniqueConstraint(fields=["username", "meeting_title"], name="delegate_once_a_meeting")]

    def __str__(self) -> str:
        return f"{self.username} · {self.meeting_title}"
