"""Who acted may take it back while nobody has acted on it: everything is as before, the record keeps both (R9, R10)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Invalid
from portal.notices.models import Notice
from services.cases.models import Correction, Opinion
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults
from workflows.acting import TaskClosed, get_task
from workflows.casework.recall import GoneOn, offer_of
from workflows.models import Task
from workflows.operations.handling.holding import claim
from workflows.operations.owed.correcting import extend_correction
from workflows.operations.second_thoughts.recalling import NotRecallable, NotYours, recall_act

OFFICE, VENUE, VEHICLE = "OF-OFFICE-001", "OF-CONF-001", "OF-LIFE-001"
DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}
DEFECT = [{"material": "M003", "problem": "公函没有盖章", "remedy": "请盖章后上传"}]
NO = {"reason_code": "beyond_standard", "reason": "超出标准", "basis": "接待标准第 4 条"}


def accepted(town, **changes):
    case = town.reception(**changes)
    town.accept(case, "chuang.shouxi")
    case.refresh_from_db()
    return case


def step(town, case, code=OFFICE):
    [task] = town.open_tasks(case, case_item__code=code, kind="step")
    return task


def recall(town, task, name=None):
    who = town.person(name) if name else Task.objects.get(pk=task.pk).closed_by
    return recall_act(get_task(task.pk), actor=town.person(who.username))


def picture(case):
    """State of the case, its items and what is open, to be compared before and after."""
    case.refresh_from_db()
    items = list(case.items.order_by("position").values_list("code", "state", "decision", "due_at", "provisional"))
    rows = Task.objects.filter(case=case, finished=None).order_by("pk")
    open_tasks = list(rows.values_list("flow_task_type", "kind", "case_item__code", "step_no", "due_at", "status"))
    return case.state, case.due_at, items, sorted(map(str, open_tasks))


def whole(case):
    assert not faults([case]) and not chain_faults()


def test_a_step_passed_on_comes_back_as_it_was__R9(town, monday):
    case = accepted(town)
    first = step(town, case)
    claim(get_task(first.pk), actor=town.person("bi.jieban"))
    before = picture(case)
    monday.shift(timedelta(minutes=5))
    town.act(first, "pass", "bi.jieban", opinion="看错了一行")
    after = step(town, case)
    monday.shift(timedelta(minutes=2))
    recall(town, first)
    assert picture(case) == before
    [again] = town.open_tasks(case, case_item__code=OFFICE)
    assert again.pk == first.pk and again.owner.username == "bi.jieban" and again.alarm_stage
    gone = Task.objects.get(pk=after.pk)
    assert gone.outcome == "recalled" and gone.status == "CANCELED"
    # Nothing is deleted: the opinion stays in the file and counts for nothing.
    assert Opinion.every.get(task_id=first.pk).recalled_at is not None and not Opinion.objects.filter(task_id=first.pk)
    assert Entry.objects.filter(event="task.recalled", subject=case.number).count() == 1
    told = set(Notice.objects.filter(event="task.recalled").values_list("recipient__username", flat=True))
    assert "zhen.tongchou" in told and "bi.jieban" not in told
    whole(case)
    town.run(case)
    whole(case)


def test_not_by_others_not_twice_and_not_after_the_day__R10(town, monday):
    case = accepted(town)
    first = step(town, case)
    town.act(first, "pass", "bi.jieban", opinion="同意")
    with pytest.raises(NotYours):
        recall(town, first, "zhen.tongchou")
    assert offer_of(get_task(first.pk), town.person("zhen.tongchou"), datetime.now(SHANGHAI)) is None
    evening = datetime(2026, 3, 2, 19, 30, tzinfo=SHANGHAI)
    assert offer_of(get_task(first.pk), town.person("bi.jieban"), evening).until == evening
    monday.move_to(datetime(2026, 3, 3, 10, 0, tzinfo=SHANGHAI))
    with pytest.raises(GoneOn):
        recall(town, first)
    monday.move_to(evening)
    recall(town, first)
    with pytest.raises((NotYours, Conflict)):
        recall(town, first, "bi.jieban")
    whole(case)


def test_whoever_took_the_next_step_is_named__R9(town, monday):
    case = accepted(town)
    first = step(town, case)
    town.act(first, "pass", "bi.jieban", opinion="同意")
    following = step(town, case)
    claim(get_task(following.pk), actor=town.person("zhen.tongchou"))
    before = picture(case)
    with pytest.raises(GoneOn) as refused:
        recall(town, first)
    assert "甄统筹" in refused.value.detail and picture(case) == before
    # The other way round, the colleague reads who took it back.
    other = accepted(town)
    mine = step(town, other)
    town.act(mine, "pass", "bi.jieban", opinion="同意")
    theirs = step(town, other)
    recall(town, mine)
    with pytest.raises(TaskClosed) as late:
        claim(get_task(theirs.pk), actor=town.person("zhen.tongchou"))
    assert "毕接办" in late.value.detail and "撤销" in late.value.detail
    whole(case)
    whole(other)


def test_an_approval_taken_back_lets_nothing_begin__R9_R14(town, monday):
    case = accepted(town)
    town.act(step(town, case), "pass", opinion="同意")
    deciding = step(town, case)
    before = picture(case)
    monday.shift(timedelta(minutes=1))
    town.act(deciding, "pass", "zhen.tongchou", opinion="同意")
    assert case.items.get(code=VEHICLE).state == "accepted"
    recall(town, deciding)
    assert picture(case)[2] == before[2] and case.items.get(code=VEHICLE).state == "waiting"
    paper = case.documents.get(kind="BJ")
    assert paper.revoked_at and paper.released_at is None and "-X" in paper.number
    assert case.items.get(code=OFFICE).decided_by is None
    whole(case)
    # It is decided anew, with a result of its own, and everything goes its way.
    town.run(case)
    whole(case)


def test_an_approval_somebody_builds_on_stands__R9(town, monday):
    case = accepted(town)
    town.act(step(town, case), "pass", opinion="同意")
    deciding = step(town, case)
    town.act(deciding, "pass", "zhen.tongchou", opinion="同意")
    claim(get_task(step(town, case, VEHICLE).pk), actor=town.person("che.lunzhuan"))
    with pytest.raises(GoneOn) as refused:
        recall(town, deciding)
    assert "车轮转" in refused.value.detail
    whole(case)


def test_a_denial_taken_back_revives_what_fell_with_it__R9_R12(town, monday):
    case = accepted(town, venue="第二会议室")
    town.act(step(town, case), "pass", opinion="同意")
    deciding = step(town, case)
    town.act(deciding, "deny", "zhen.tongchou", **NO)
    assert case.items.get(code=VEHICLE).state == "cancelled"
    recall(town, deciding)
    case.refresh_from_db()
    assert case.state == "in_progress" and case.items.get(code=VEHICLE).state == "waiting"
    assert Notice.objects.filter(event="case.recalled", recipient=case.applicant).count() == 1
    whole(case)
    # A second denial is told again, although it is the same event.
    town.act(step(town, case), "deny", "zhen.tongchou", **NO)
    assert Notice.objects.filter(event="item.denied", recipient=case.applicant).count() == 2
    whole(case)


def test_the_last_decision_taken_back_opens_the_case_again__R11(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    for _ in range(9):
        case.refresh_from_db()
        if case.state == "decided":
            break
        town.act(town.open_tasks(case)[0], "pass" if town.open_tasks(case)[0].kind == "step" else "agree")
    deciding = Task.objects.filter(case=case, kind="step", decides=True).latest("pk")
    recall(town, deciding)
    case.refresh_from_db()
    assert case.state == "in_progress" and case.decided_at is None
    assert not town.open_tasks(case, kind="deliver")
    whole(case)
    town.run(case)
    whole(case)


def test_an_acceptance_taken_back__R9(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    before = picture(case)
    monday.shift(timedelta(minutes=3))
    town.act(intake, "accept", "chuang.shouxi")
    recall(town, intake)
    case.refresh_from_db()
    assert case.state == "submitted" and case.accepted_at is None and case.due_at is None
    assert picture(case)[2] == before[2] and [one.pk for one in town.open_tasks(case)] == [intake.pk]
    assert not case.documents.filter(released_at__isnull=False).exists()
    whole(case)
    # Once a department has begun, the acceptance stands.
    town.act(get_task(intake.pk), "accept", "chuang.shouxi")
    assert case.documents.get(kind="SL", revoked_at=None).number.endswith("-02")
    claim(get_task(step(town, case).pk), actor=town.person("bi.jieban"))
    with pytest.raises(GoneOn):
        recall(town, intake)
    town.run(case)
    whole(case)


def test_a_notice_not_answered_yet_is_taken_back__R36(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    town.act(intake, "notify_correction", "chuang.shouxi", defects=DEFECT)
    recall(town, intake)
    case.refresh_from_db()
    assert case.state == "submitted" and not case.corrections.exists() and Correction.every.count() == 1
    whole(case)
    # It was never sent, so the one notice can still be sent.
    town.act(get_task(intake.pk), "notify_correction", "chuang.shouxi", defects=DEFECT)
    assert case.corrections.get().round == 1
    assert Notice.objects.filter(event="case.correction", recipient=case.applicant).count() == 2
    [answer] = town.open_tasks(case)
    town.act(answer, "resupply", case.applicant, materials={"M003": town.upload("yuan.gongjia")})
    with pytest.raises(GoneOn):
        recall(town, intake)
    whole(case)


def test_a_notice_the_applicant_asked_more_time_for_stands__R38(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    town.act(intake, "notify_correction", "chuang.shouxi", defects=DEFECT)
    extend_correction(case, actor=case.applicant)
    with pytest.raises(GoneOn):
        recall(town, intake)
    assert case.corrections.get().extended_at is not None
    whole(case)


def test_an_opinion_and_the_last_opinion_are_taken_back__R45(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    town.act(step(town, case, code=case.items.get().code), "pass", opinion="已核对")
    one, other = town.open_tasks(case, kind="countersign")
    before = picture(case)
    monday.shift(timedelta(minutes=1))
    town.act(one, "agree")
    recall(town, one)
    assert picture(case)[:3] == before[:3]
    monday.shift(timedelta(minutes=1))
    town.act(get_task(one.pk), "agree", opinion="同意")
    monday.shift(timedelta(minutes=1))
    town.act(other, "agree_with_conditions", conditions="名单提前一天报备")
    assert case.items.get().state == "in_review"
    # The first answer has been built on; the last one opens the question again.
    with pytest.raises(GoneOn):
        recall(town, one)
    recall(town, other)
    item = case.items.get()
    assert item.state == "countersigning" and [task.pk for task in town.open_tasks(case)] == [other.pk]
    whole(case)
    town.act(get_task(other.pk), "agree")
    town.run(case)
    assert "名单提前一天报备" not in case.items.get().decision_text
    whole(case)


def test_a_venue_confirmed_by_an_approval_is_kept_but_not_confirmed__R94(town, monday):
    case = accepted(town, venue="第一会议室")
    while (task := step(town, case, VENUE)) and not task.decides:
        town.act(task, "pass", opinion="同意")
    town.act(task, "pass", opinion="同意")
    recall(town, task)
    with pytest.raises(Invalid):
        town.reception("yuan.gongyi", venue="第一会议室")
    town.run(case)
    whole(case)


def test_what_has_taken_effect_outside_is_not_taken_back__R9(town, monday):
    case = accepted(town)
    asking = step(town, case)
    question = {"department": "OF-LEGAL", "question": "条款是否妥当", "by": "2026-03-03"}
    town.act(asking, "ask_opinion", **question)
    [asked] = town.open_tasks(case, kind="opinion")
    town.act(asked, "answer", text="妥当")
    with pytest.raises(NotRecallable) as final:
        recall(town, asked)
    assert "内部备注" in final.value.detail
    case = town.run(case, until="delivered")
    for task in Task.objects.filter(case=case, kind="step", decides=True):
        with pytest.raises(GoneOn):
            recall(town, task)
    whole(case)


def test_a_key_takes_back_once__R10(town, monday):
    case = accepted(town)
    first = step(town, case)
    town.act(first, "pass", "bi.jieban", opinion="同意")
    bi = town.person("bi.jieban")
    recall_act(get_task(first.pk), actor=bi, key="einmal")
    recall_act(get_task(first.pk), actor=bi, key="einmal")
    assert Entry.objects.filter(event="task.recalled").count() == 1
    whole(case)
