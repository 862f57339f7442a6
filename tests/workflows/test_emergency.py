"""An emergency counts and speaks by night as by day (R25)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from portal.notices.models import Notice
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults

NIGHT = datetime(2026, 3, 7, 23, 40, tzinfo=SHANGHAI)  # a Saturday
# Limits beside the emergency's own clock: filing what was spoken, and how long force majeure may last.
OTHER_LIMITS = ("1 个工作日内", "预计几个工作日")
FAULT = {"fault_scale": "feeder", "has_key_customer": True}


def test_a_repair_at_night_starts_at_once_and_wakes_people__R25(town, monday):
    monday.move_to(NIGHT)
    case = town.apply("OM-REPAIR", "ex.yonghu", FAULT, {})
    case.refresh_from_db()
    assert case.state == "in_progress" and case.received_at == case.accepted_at == NIGHT
    first = case.items.get(code="PG-CS-002")
    assert first.started_at == NIGHT and NIGHT < first.due_at <= NIGHT + timedelta(hours=24)
    notices = Notice.objects.filter(case_number=case.number)
    assert notices.exists() and all(one.urgent for one in notices)
    # Its reminder comes on a Sunday before dawn, when its moment has come.
    [task] = town.open_tasks(case, case_item__code="PG-CS-002")
    assert task.scheduled is not None
    monday.move_to(task.scheduled + timedelta(seconds=1))
    before = Notice.objects.count()
    assert town.fire() and Notice.objects.count() > before
    assert not faults([case]) and not chain_faults()


def test_other_cases_wait_for_the_morning__R25(town, monday):
    case = town.reception()
    assert not Notice.objects.filter(case_number=case.number, urgent=True).exists()


def test_an_emergencys_clocks_say_hours_day_and_night_on_every_screen__R25_R60(town, monday):
    """On a Saturday night nothing of it counts working days: desk, window, progress page, and why this date."""
    from workflows.operations.conversation.applicant import urge_possible_from, waiting_tasks

    monday.move_to(NIGHT)
    case = town.apply("OM-REPAIR", "ex.yonghu", FAULT, {})
    case.refresh_from_db()
    assert case.due_at - NIGHT < timedelta(hours=12)
    [task] = town.open_tasks(case, case_item__code="PG-CS-002")
    monday.shift((task.due_at - NIGHT) / 2)
    staff = town.client(town.able(task).username)
    for path in (f"/desk/task/{task.pk}/", "/desk/inbox/", f"/desk/case/{case.number}/"):
        page = staff.get(path).content.decode()
        for other in OTHER_LIMITS:
            page = page.replace(other, "")
        assert re.search(r"剩 \d+ (小时|分)", page) and "个工作日" not in page, path
    own = town.client("ex.yonghu")
    progress = own.get(f"/c/{case.number}/").content.decode()
    assert "个工作日" not in progress
    why = own.get(f"/c/{case.number}/why/").content.decode()
    assert "昼夜连续计时" in why and "每个小时都算" in why and "6 分钟" in why
    assert "工作日" not in why and "调休上班日" not in why
    # Quiet for two hours, not for a working day, before one may ask.
    assert urge_possible_from(case, waiting_tasks(case), NIGHT) <= NIGHT + timedelta(hours=2)


def test_hours_of_an_emergency_are_never_called_days__R25(town, monday):
    from workflows.timing.clocks import time_left

    monday.move_to(NIGHT)
    case = town.apply("OM-REPAIR", "ex.yonghu", FAULT, {})
    case.refresh_from_db()
    left = time_left(NIGHT, NIGHT + timedelta(hours=50), case)
    assert (left.days, left.minutes) == (0, 50 * 60)
