"""Calendars are looked up in the admin, and changed only by loading a corrected document."""

from __future__ import annotations

import pytest
from django.contrib.admin import site
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.accounts.models import User
from portal.worktime.models import Calendar, CalendarDay


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(
        User.objects.create_superuser("admin", password="x", name="管理员"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def test_calendars_and_their_days_are_found_in_the_admin(calendars, admin: Client):
    page = admin.get(reverse("admin:worktime_calendar_changelist"), {"q": "XJ"}).content.decode()
    assert "CN-XJ" in page and "Asia/Shanghai" in page
    page = admin.get(reverse("admin:worktime_calendarday_changelist"), {"q": "CN", "kind__exact": "makeup"})
    assert page.status_code == 200 and "调休上班日" in page.content.decode()


def test_one_calendar_shows_its_years_and_hours(calendars, admin: Client):
    page = admin.get(reverse("admin:worktime_calendar_change", args=["CN-XJ"])).content.decode()
    assert "2026" in page and "summer" in page


@pytest.mark.parametrize("model", [Calendar, CalendarDay])
def test_nothing_is_changed_past_publication__R31(model: type[Calendar] | type[CalendarDay], rf: RequestFactory):
    request = rf.get("/admin/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    shown = site.get_model_admin(model)
    assert shown.has_view_permission(request)
    assert not shown.has_add_permission(request)
    assert not shown.has_change_permission(request)
    assert not shown.has_delete_permission(request)
