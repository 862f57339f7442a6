"""An objection nobody answered in three working days: everybody who has to know is told, once (R83)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.audit.models import Entry
from portal.notices.models import Notice
from tests.workflows.invariants import chain_faults, faults
from workflows.operations.conversation.applicant import object_to_value
from workflows.operations.conversation.objections import answer_objection
from workflows.tasks import tell_overdue_objections


@pytest.fixture
def objection(town, monday):
    """员工甲 says that a value of 人力资源部 is wrong; the case is at work."""
    case = town.accept(town.reception())
    key = next(key for key, one in case.form.items() if (one.get("source") or {}).get("department") == "OF-HR")
    return object_to_value(case, actor=town.person("yuan.gongjia"), element=key, claim="写错了，应为李四")


def told(event):
    return set(Notice.objects.filter(event=event).values_list("recipient__username", flat=True))


def test_stewards_heads_supervision_and_the_applicant_hear_of_it_once__R83(town, objection, monday):
    assert tell_overdue_objections() == 0
    monday.shift(timedelta(days=4))
    assert tell_overdue_objections() == 1
    late = told("data.objection_overdue")
    assert {"ru.zhihao", "du.banzhang"} <= late and "yuan.gongjia" not in late
    assert any(town.person(name).memberships.filter(department__code="OF-HR").exists() for name in late - {"ru.zhihao"})
    assert told("data.objection_late") == {"yuan.gongjia"}
    assert Notice.objects.filter(event="data.objection_overdue").first().url == "/desk/objections/"
    count = Notice.objects.count()
    assert tell_overdue_objections() == 0 and Notice.objects.count() == count
    assert Entry.objects.filter(event="data.objection_overdue").count() == 1
    assert faults() == [] and chain_faults() == []


def test_what_was_answered_in_time_or_late_is_said_no_more__R83(town, objection, monday):
    answer_objection(objection, actor=town.person("ru.zhihao"), verdict="rejected", answer="登记无误。")
    monday.shift(timedelta(days=10))
    assert tell_overdue_objections() == 0
    assert not Notice.objects.filter(event="data.objection_overdue").exists()


def test_a_late_answer_still_counts_and_the_case_went_on__R83(town, objection, monday):
    monday.shift(timedelta(days=4))
    tell_overdue_objections()
    done = answer_objection(objection, actor=town.person("ru.zhihao"), verdict="rejected", answer="登记无误。")
    done.refresh_from_db()
    assert done.answered_at and done.overdue_at
    objection.case.refresh_from_db()
    assert objection.case.state == "in_progress"
