"""Holding, sending back, self-dealing, withdrawing, urging, closing, rating; double and late acts."""

from __future__ import annotations

import pytest

from portal.errors import Conflict, Forbidden, Invalid
from services.cases.states import CaseState
from workflows.acting import TaskClosed, get_task
from workflows.operations.acts import act
from workflows.operations.conversation.applicant import NotYet, urge
from workflows.operations.conversation.rating import rate
from workflows.operations.entry.submission import Application, IdenticalCase, submit
from workflows.operations.handling.holding import claim, release
from workflows.operations.offered import available
from workflows.operations.second_thoughts.withdrawing import withdraw
from workflows.people.permission import AlreadyClaimed, SelfDealing
from workflows.queries.inbox import buckets, tasks

RECEPTION = "OF-OFFICE-001"
LUNCH = {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base"}


def accepted(town):
    case = town.reception()
    town.accept(case)
    return case


def test_a_claimed_task_names_its_holder_to_the_other__one_wins(town, monday):
    case = accepted(town)
    [task] = town.open_tasks(case, case_item__code="OF-LIFE-001") or [None]
    assert task is None
    for _ in range(2):
        [step] = town.open_tasks(case, case_item__code=RECEPTION)
        town.act(step, "pass")
    [task] = town.open_tasks(case, case_item__code="OF-LIFE-001")
    claim(task, actor=town.person("che.lunzhuan"))
    with pytest.raises(AlreadyClaimed) as lost:
        claim(task, actor=town.person("fan.xiangxiang"))
    assert "车轮转" in lost.value.detail
    with pytest.raises(AlreadyClaimed):
        town.act(task, "pass", "fan.xiangxiang")
    release(task, actor=town.person("che.lunzhuan"))
    town.act(task, "pass", "fan.xiangxiang")


def test_a_closed_task_says_who_closed_it_and_how(town, monday):
    case = accepted(town)
    [task] = town.open_tasks(case, case_item__code=RECEPTION)
    town.act(task, "pass", "bi.jieban")
    with pytest.raises(TaskClosed) as closed:
        town.act(task, "pass", "bi.jieban")
    assert "毕接办" in closed.value.detail


def test_the_same_key_again_changes_nothing(town, monday):
    case = accepted(town)
    [task] = town.open_tasks(case, case_item__code=RECEPTION)
    person = town.person("bi.jieban")
    for _ in range(2):
        act(get_task(task.pk), actor=person, action="pass", payload={"opinion": "同意"}, key="k1")
    assert case.opinions.filter(action="pass").count() == 1
    with pytest.raises(Conflict) as reused:
        act(get_task(task.pk), actor=person, action="pass", payload={"opinion": "不同"}, key="k1")
    assert reused.value.error_code == "idempotency_conflict"


def test_only_the_deciding_step_denies(town, monday):
    case = accepted(town)
    [task] = town.open_tasks(case, case_item__code=RECEPTION)
    with pytest.raises(Conflict):
        town.act(task, "deny", "bi.jieban", reason_code="x", reason="y", basis="z")


def test_unknown_actions_and_payloads_are_refused_in_words(town, monday):
    case = accepted(town)
    [task] = town.open_tasks(case, case_item__code=RECEPTION)
    with pytest.raises(Invalid, match="explode"):
        town.act(task, "explode", "bi.jieban")
    with pytest.raises(Invalid, match="bomb"):
        town.act(task, "pass", "bi.jieban", bomb=1)


def test_the_head_who_applies_does_not_approve_the_own_trip__R3(town, monday):
    answers = {"trip_for_meeting": False, "need_advance": False, "need_vehicle": False, "cost_incurred": False}
    case = town.apply("OM-TRAVEL", "you.liuchang", answers, {})
    town.accept(case)
    [task] = town.open_tasks(case, kind="step")
    assert task.department.code == "OF-CY1"
    with pytest.raises(SelfDealing):
        town.act(task, "pass", "you.liuchang")
    assert not available(task, town.person("you.liuchang"))
    assert task.stand_in.username == "you.jingkou"
    assert task in list(tasks(town.person("you.jingkou")))
    assert task not in list(tasks(town.person("you.liuchang")))
    town.act(task, "pass", "you.jingkou")


def test_who_handled_an_item_does_not_decide_it__R3(town, monday):
    case = town.apply("OM-ONBOARD", "xin.laide", {"needs_plant_access": False, "need_dorm": False}, {})
    town.accept(case)
    item = "OF-HR-001"
    for _ in range(2):
        [task] = town.open_tasks(case, case_item__code=item)
        town.act(task, "pass")
    [task] = town.open_tasks(case, case_item__code=item)
    assert task.decides and task.role == "handler"
    with pytest.raises(SelfDealing):
        town.act(task, "pass", "ru.zhihao")
    assert town.able(task).username == "ren.heshi"


def test_send_back_returns_to_an_earlier_step_and_the_clock_goes_on__R55(town, monday):
    case = accepted(town)
    due = case.items.get(code=RECEPTION).due_at
    [first] = town.open_tasks(case, case_item__code=RECEPTION)
    town.act(first, "pass")
    [head] = town.open_tasks(case, case_item__code=RECEPTION)
    with pytest.raises(Invalid):
        town.act(head, "send_back", to="不存在的环节", reason="x")
    town.act(head, "send_back", to="经办审核", reason="请补充事由")
    [again] = town.open_tasks(case, case_item__code=RECEPTION)
    assert again.step_no == 0 and again.red_at == due


def test_urging_waits_until_something_is_due_or_quiet_for_a_day(town, monday):
    case = accepted(town)
    person = town.person("yuan.gongjia")
    with pytest.raises(NotYet):
        urge(case, actor=person)
    monday.shift(30 * 3600)
    assert urge(case, actor=person)
    with pytest.raises(NotYet):
        urge(case, actor=person)


def test_an_identical_open_application_is_refused_with_its_number__R13(town, monday):
    first = town.reception(venue="第二会议室")
    with pytest.raises(IdenticalCase) as twin:
        town.reception(venue="第二会议室")
    assert twin.value.number == first.number
    withdraw(first, actor=town.person("yuan.gongjia"))
    # Withdrawn, the venue is free again (R94).
    town.reception(venue="第二会议室")


def test_a_venue_belongs_to_one_case_at_a_time__R94(town, monday):
    town.reception("yuan.gongjia", venue="第二会议室")
    with pytest.raises(Invalid) as taken:
        town.reception("yuan.gongyi", venue="第二会议室")
    assert {"venue", "venue_start", "__all__"} & set(taken.value.fields)


def test_the_same_key_returns_the_same_case(town, monday):
    person = town.person("yuan.gongjia")
    first = town.apply("OM-MEAL", "yuan.gongjia", {}, LUNCH)
    fields = {key: entry["value"] for key, entry in first.form.items() if entry["source"] is None}
    application = Application("OM-MEAL", {}, {**fields, "meal_date": "2026-03-06"})
    one, created = submit(application, applicant=person, actor=person, key="abc")
    two, again = submit(application, applicant=person, actor=person, key="abc")
    assert created and not again and one.pk == two.pk
    other = Application("OM-MEAL", {}, {**fields, "meal_date": "2026-03-07"})
    with pytest.raises(Conflict):
        submit(other, applicant=person, actor=person, key="abc")


def test_delivered_closes_by_itself_after_a_working_day__R9(town, monday):
    case = town.run(town.reception(), until="delivered")
    [confirm] = town.open_tasks(case, kind="confirm")
    monday.move_to(confirm.due_at)
    town.fire()
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_a_rating_once_changed_once_and_negative_ones_say_why__R64_R65_R66(town, monday):
    case = town.run(town.reception())
    person = town.person("yuan.gongjia")
    with pytest.raises(Forbidden):
        rate(case, actor=town.person("zhen.tongchou"), level=5)
    with pytest.raises(Invalid):
        rate(case, actor=person, level=2)
    with pytest.raises(Invalid):
        rate(case, actor=person, level=9)
    rate(case, actor=person, level=2, reasons=["efficiency"], departments={"OF-LIFE": 4})
    assert town.person("he.shiqing").notices.filter(event="rating.negative").exists()
    rate(case, actor=person, level=4)
    with pytest.raises(Conflict):
        rate(case, actor=person, level=5)


def test_the_inbox_counts_what_it_lists(town, monday):
    case = accepted(town)
    head = town.person("zhen.tongchou")
    [first] = town.open_tasks(case, case_item__code=RECEPTION)
    town.act(first, "pass")
    counts = buckets(head)
    assert counts["approve"] == 1 and list(tasks(head, "approve"))[0].case_id == case.pk
    for name in counts:
        assert counts[name] == tasks(head, name).count(), name


def test_meal_is_instant_in_one_visit__R23(town, monday):
    case = town.apply("OM-MEAL", "yuan.gongjia", {}, LUNCH)
    case.refresh_from_db()
    assert case.items.get().decision == "approved"
    assert case.state in (CaseState.DELIVERED, CaseState.CLOSED)
