"""An emergency counts and speaks by night as by day (R25)."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.notices.models import Notice
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults

NIGHT = datetime(2026, 3, 7, 23, 40, tzinfo=SHANGHAI)  # a Saturday
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
