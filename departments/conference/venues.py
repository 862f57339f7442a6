"""OF-CONF-001: a venue belongs to one case at a time (R94).

`hold_venue` books provisionally when the application comes in, `confirm_venue` when the item
is approved, `free_venue` when it ends any other way. The database refuses double bookings.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from departments.conference.models import Venue, VenueBooking
from departments.org.contract import ItemFacts, Problem, say_day, work_table
from portal.errors import Conflict
from portal.worktime import CalendarMissing, add_working_days, end_of_day

HOLD_DAYS = 2
State = VenueBooking.State


class VenueTaken(Conflict):
    """The venue went to somebody else after a provisional booking had run out."""

    code = "venue_taken"


def check_venue(item: ItemFacts) -> list[Problem]:
    """The rule at submission: the venue is free for the whole period."""
    period = _period(item)
    if period is None:
        return []
    taken = _in_force(item.now).filter(venue__name=_venue_name(item), period__overlap=period)
    other = taken.exclude(case_number=item.case_number).order_by("period").first()
    return [_taken(other)] if other else []


def hold_venue(item: ItemFacts) -> list[Problem]:
    """Book provisionally for two working days. The same case books once."""
    period, name = _period(item), _venue_name(item)
    if period is None or not name or _kept(item).exists():
        return []
    venue, _created = Venue.objects.get_or_create(name=name)
    overlapping = VenueBooking.objects.filter(venue=venue, period__overlap=period)
    overlapping.filter(state=State.PROVISIONAL, held_until__lt=item.now).update(state=State.RELEASED)
    try:
        with transaction.atomic():
            # A corrected application takes up its own row again.
            VenueBooking.objects.update_or_create(
                case_number=item.case_number,
                defaults={
                    "venue": venue,
                    "period": period,
                    "state": State.PROVISIONAL,
                    "held_until": _held_until(item.now),
                },
            )
    except IntegrityError:
        other = overlapping.exclude(state=State.RELEASED).order_by("period").first()
        return [_taken(other)] if other else [_just_taken(name)]
    return []


def _kept(item: ItemFacts) -> QuerySet[VenueBooking]:
    return VenueBooking.objects.filter(case_number=item.case_number).exclude(state=State.RELEASED)


def confirm_venue(case_number: str, item_code: str) -> None:
    """Make the booking final. Raises VenueTaken when it ran out and somebody else has the venue."""
    try:
        with transaction.atomic():
            VenueBooking.objects.filter(case_number=case_number).update(state=State.CONFIRMED, held_until=None)
    except IntegrityError as error:
        raise VenueTaken(
            _("The provisional booking ran out and the venue has gone to somebody else. Agree on another venue.")
        ) from error


def free_venue(case_number: str, item_code: str) -> None:
    """Give the venue back."""
    VenueBooking.objects.filter(case_number=case_number).update(state=State.RELEASED, held_until=None)


def _venue_name(item: ItemFacts) -> str:
    return item.text("venue").strip()


def _period(item: ItemFacts) -> DateTimeTZRange | None:
    start, end = item.moment("venue_start"), item.moment("venue_end")
    return DateTimeTZRange(start, end) if start and end and start < end else None


def _in_force(now: datetime) -> QuerySet[VenueBooking]:
    run_out = Q(state=State.PROVISIONAL, held_until__lt=now)
    return VenueBooking.objects.exclude(state=State.RELEASED).exclude(run_out).select_related("venue")


def _held_until(now: datetime) -> datetime | None:
    try:
        table = work_table("OF-CONF")
        return end_of_day(add_working_days(localtime(now).date(), HOLD_DAYS, table), table)
    except CalendarMissing:
        return None


def _taken(other: VenueBooking) -> Problem:
    start, end = localtime(other.period.lower), localtime(other.period.upper)
    return Problem(
        "venue_start",
        _("%(venue)s is taken from %(start)s to %(end)s.")
        % {
            "venue": other.venue.name,
            "start": f"{say_day(start)} {start:%H:%M}",
            "end": f"{say_day(end)} {end:%H:%M}",
        },
        _("Please choose another time or another venue."),
        code="venue_taken",
    )


def _just_taken(name: str) -> Problem:
    return Problem(
        "venue_start",
        _("%(venue)s has just been taken by somebody else.") % {"venue": name},
        _("Please choose another time or another venue."),
        code="venue_taken",
    )
