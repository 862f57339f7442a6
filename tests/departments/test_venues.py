"""Venues: one case at a time (R94), provisional until approved (R14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from departments.conference.delegates import register_delegate
from departments.conference.models import Delegate, Venue, VenueBooking
from departments.conference.venues import VenueTaken, check_venue, confirm_venue, free_venue, hold_venue
from tests.departments.conftest import NOW, item, moment

pytestmark = pytest.mark.django_db

ITEM = "OF-CONF-001"


def booking(start: str = "2026-03-12 10:00", end: str = "2026-03-12 12:00", **changes: Any) -> Any:
    values = {"venue": "第一会议室", "venue_start": moment(start).isoformat(), "venue_end": moment(end).isoformat()}
    return item(ITEM, values, **changes)


def state_of(case_number: str) -> str:
    return VenueBooking.objects.get(case_number=case_number).state


@pytest.mark.usefixtures("organisation")
class TestVenues:
    def test_a_free_venue_is_held_for_two_working_days__R94(self) -> None:
        assert check_venue(booking(case_number="")) == []
        assert hold_venue(booking(case_number="A")) == []
        held = VenueBooking.objects.get(case_number="A")
        assert held.state == "provisional"
        assert held.held_until == moment("2026-03-11 19:30")

    def test_an_overlapping_application_is_told_when_the_venue_is_taken__R94(self) -> None:
        hold_venue(booking(case_number="A"))
        problem = check_venue(booking("2026-03-12 11:00", "2026-03-12 13:00", case_number=""))[0]
        assert problem.field == "venue_start"
        assert "10:00" in problem.text and problem.remedy
        assert hold_venue(booking("2026-03-12 11:00", "2026-03-12 13:00", case_number="B"))[0].code == "venue_taken"

    def test_one_meeting_may_begin_when_another_ends(self) -> None:
        hold_venue(booking(case_number="A"))
        following = booking("2026-03-12 12:00", "2026-03-12 14:00", case_number="B")
        assert check_venue(following) == [] and hold_venue(following) == []

    def test_the_same_case_holds_once(self) -> None:
        assert hold_venue(booking(case_number="A")) == [] == hold_venue(booking(case_number="A"))
        assert VenueBooking.objects.count() == 1

    def test_approval_confirms_and_denial_frees__R14(self) -> None:
        hold_venue(booking(case_number="A"))
        confirm_venue("A", ITEM)
        assert state_of("A") == "confirmed"
        free_venue("A", ITEM)
        assert state_of("A") == "released"
        assert hold_venue(booking(case_number="B")) == []

    def test_a_provisional_booking_that_ran_out_gives_way__R94(self) -> None:
        hold_venue(booking(case_number="A"))
        later = NOW + timedelta(days=5)
        second = booking(case_number="B", now=later)
        assert check_venue(second) == [] and hold_venue(second) == []
        assert state_of("A") == "released"
        with pytest.raises(VenueTaken):
            confirm_venue("A", ITEM)
        assert state_of("B") == "provisional"

    def test_a_confirmed_booking_never_runs_out(self) -> None:
        hold_venue(booking(case_number="A"))
        confirm_venue("A", ITEM)
        assert check_venue(booking(case_number="", now=NOW + timedelta(days=400)))

    def test_other_venues_stay_free(self) -> None:
        hold_venue(booking(case_number="A"))
        values = {**booking().values, "venue": "第二会议室"}
        assert hold_venue(item(ITEM, values, case_number="B")) == []

    @pytest.mark.parametrize("values", [{}, {"venue": "x", "venue_start": "2026-03-12T10:00:00+08:00"}])
    def test_an_application_without_times_holds_nothing(self, values: dict[str, str]) -> None:
        assert check_venue(item(ITEM, values)) == [] == hold_venue(item(ITEM, values))
        assert not VenueBooking.objects.exists()


def test_a_hold_without_a_published_calendar_lasts_until_the_item_ends(db: None, organisation: None) -> None:
    far = moment("2031-03-03 11:00")
    hold_venue(booking("2031-03-12 10:00", "2031-03-12 12:00", case_number="A", now=far))
    assert VenueBooking.objects.get(case_number="A").held_until is None


def test_the_database_refuses_a_double_booking__R94() -> None:
    venue = Venue.objects.create(name="大礼堂")
    period = DateTimeTZRange(NOW, NOW + timedelta(hours=2))
    overlap = DateTimeTZRange(NOW + timedelta(hours=1), NOW + timedelta(hours=3))
    VenueBooking.objects.create(venue=venue, period=period, case_number="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        VenueBooking.objects.create(venue=venue, period=overlap, case_number="B")
    VenueBooking.objects.create(venue=venue, period=overlap, case_number="C", state="released")


def test_delegates_get_one_code_a_meeting() -> None:
    first = register_delegate(item("OF-CONF-002", {"meeting_title": "安全例会"}))
    again = register_delegate(item("OF-CONF-002", {"meeting_title": "安全例会"}))
    other = register_delegate(item("OF-CONF-002", {"meeting_title": "安全例会"}, case_number="second"))
    assert first.approved and first.data == again.data == other.data
    assert first.text == again.text != other.text
    assert Delegate.objects.count() == 1
