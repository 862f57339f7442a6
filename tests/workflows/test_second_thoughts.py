"""Taking back a return, a refusal, a handing over, an answer, a ruling: all as before, the record keeps both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.audit.models import Entry
from portal.notices.models import Notice
from services.cases.models import Correction, DutyListEntry, Pause, ProposedDefect, SupervisionEvent, Transfer
from tests.workflows import test_clock_ledger as clock
from tests.workflows import test_second_notice as notices
from tests.workflows import test_transfer as transfers
from tests.workflows.test_countersign import asked, roster
from tests.workflows.test_countersigners import DISSENT, asking, handler, head
from tests.workflows.test_recall import accepted, picture, recall, step, whole
from tests.workflows.test_voiding import asked as asked_to_void
from workflows.acting import get_task
from workflows.casework.ballot import tallies
from workflows.casework.recall import GoneOn
from workflows.models import Task
from workflows.operations.handling.holding import claim
from workflows.operations.second_thoughts.recalling import NotRecallable
from workflows.queries.why import explain

REFUSAL = {"reason_code": "not_here", "reason": "不属于本窗口", "apply_where": "总部大厅"}


def told(case, event, name=None):
    person = name or case.applicant.username
    return Notice.objects.filter(event=event, recipient__username=person, case_number=case.number).count()


def clocks_of(case):
    """Every moment an item and its open tasks go by."""
    names = ("code", "state", "due_at", "yellow_at", "statutory_due_at", "paused_at", "extended_days")
    alarms = ("kind", "due_at", "yellow_at", "red_at", "scheduled", "alarm_stage")
    rows = Task.objects.filter(case=case, finished=None).exclude(kind="").order_by("pk")
    return list(case.items.order_by("position").values_list(*names)), list(rows.values_list(*alarms))


# ---- a return -----------------------------------------------------------------------------------


def test_a_return_taken_back_lets_the_signatures_count_again__R47(town, monday):
    case = roster(town)
    for one in asked(town, case).values():
        town.act(one, "agree")
    [deciding] = town.open_tasks(case, kind="step")
    claim(get_task(deciding.pk), actor=town.able(deciding))
    before = picture(case)
    monday.shift(timedelta(minutes=3))
    town.act(deciding, "send_back", to="0", reason="排班有误", changes={"opinion": True})
    assert case.opinions.exclude(voided_at=None).filter(kind="countersign").count() == 2
    monday.shift(timedelta(minutes=3))
    recall(town, deciding)
    assert picture(case) == before
    assert not case.opinions.exclude(voided_at=None).exists() and not Task.objects.exclude(void="").exists()
    assert told(case, "countersign.stands", "bao.pingan") == 1
    whole(case)
    # The signatures carry the decision as if nothing had happened.
    town.act(get_task(deciding.pk), "pass", opinion="同意")
    assert case.items.get().decision == "approved"
    whole(case)


def test_a_return_stands_once_somebody_works_on_it__R9(town, monday):
    case = accepted(town)
    town.act(step(town, case), "pass", "bi.jieban", opinion="同意")
    deciding = step(town, case)
    town.act(deciding, "send_back", "zhen.tongchou", to="0", reason="请核对人数")
    claim(get_task(step(town, case).pk), actor=town.person("bi.jieban"))
    with pytest.raises(GoneOn) as refused:
        recall(town, deciding)
    assert "毕接办" in refused.value.detail
    whole(case)


def test_a_return_from_a_running_round_opens_the_same_questions_again__R45(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    claim(get_task(tasks["OF-SEC"].pk), actor=town.able(tasks["OF-SEC"]))
    before = picture(case)
    monday.shift(timedelta(minutes=3))
    mine = Task.objects.get(pk=tasks["OF-SEC"].pk)
    town.act(mine, "send_back", mine.owner, to="0", reason="名单不全", changes={"opinion": True})
    assert case.items.get().state == "in_review"
    monday.shift(timedelta(minutes=3))
    recall(town, mine)
    assert picture(case) == before
    assert case.items.get().state == "countersigning" and len(asked(town, case)) == 1
    whole(case)
    town.act(get_task(mine.pk), "agree")
    assert [one.decides for one in town.open_tasks(case, kind="step")] == [True]
    whole(case)


# ---- not accepted, handed over ------------------------------------------------------------------------


def test_a_refusal_taken_back_waits_at_the_window_with_all_it_kept__R9_R94(town, monday):
    from workflows.operations.window.proposing import add_defect

    case = town.reception(venue="第一会议室")
    [intake] = town.open_tasks(case, kind="intake")
    letter = {"material": "M003", "problem": "公函没有盖章。", "remedy": "请盖章。"}
    add_defect(get_task(intake.pk), actor=town.person("bi.jieban"), defects=[letter])
    before = picture(case)
    monday.shift(timedelta(minutes=2))
    town.act(intake, "refuse", "chuang.shouxi", **REFUSAL)
    assert told(case, "case.not_accepted") == 1
    monday.shift(timedelta(minutes=2))
    recall(town, intake)
    assert picture(case)[:3] == before[:3] and case.closed_at is None and case.state_reason == ""
    assert [one.pk for one in town.open_tasks(case)] == [intake.pk] and ProposedDefect.objects.get().is_open
    paper = case.documents.get(kind="BS")
    assert paper.revoked_at and paper.released_at is None and "-X" in paper.number
    assert told(case, "case.recalled") == 1 and told(case, "answer.recalled", "bi.jieban") == 1
    whole(case)
    town.run(case, until="delivered")
    whole(case)


def test_who_was_refused_and_applied_anew_is_not_called_back__R13(town, monday):
    case = town.reception(venue="第一会议室")
    [intake] = town.open_tasks(case, kind="intake")
    town.act(intake, "refuse", "chuang.shouxi", **REFUSAL)
    anew = town.reception(venue="第一会议室")
    with pytest.raises(GoneOn) as refused:
        recall(town, intake)
    assert anew.number in refused.value.detail
    case.refresh_from_db()
    assert case.state == "not_accepted"
    whole(case)


def test_what_was_kept_and_has_gone_to_somebody_else_stands_in_the_way__R94(town, monday):
    case = town.reception(venue="第一会议室")
    [intake] = town.open_tasks(case, kind="intake")
    town.act(intake, "refuse", "chuang.shouxi", **REFUSAL)
    other = town.reception("yuan.gongyi", venue="第一会议室")
    before = picture(case)
    with pytest.raises(GoneOn):
        recall(town, intake)
    assert picture(case) == before and not Entry.objects.filter(event="task.recalled").exists()
    whole(case)
    whole(other)


def delivered(town):
    case = town.run(accepted(town), until="decided")
    [task] = town.open_tasks(case, kind="deliver")
    before = picture(case)
    town.act(task, "deliver", method="电子送达")
    case.refresh_from_db()
    return case, task, before


def test_a_handing_over_taken_back_before_anybody_opened_a_result__R9(town, monday):
    case, task, before = delivered(town)
    assert case.state == "delivered" and town.open_tasks(case, kind="confirm")
    monday.shift(timedelta(minutes=2))
    recall(town, task)
    assert picture(case)[:3] == before[:3] and case.delivered_at is None
    assert {one.kind for one in town.open_tasks(case)} == {"deliver"}
    assert not case.documents.filter(kind="BJ").exclude(released_at=None).exists()
    assert not case.documents.filter(kind="BJ").exclude(revoked_at=None).exists()
    assert told(case, "case.recalled") == 1
    whole(case)
    town.run(case)
    assert case.state == "closed" and told(case, "case.delivered") == 2
    whole(case)


@pytest.mark.parametrize("way", ["page", "verify", "api", "confirm"])
def test_what_has_left_the_house_is_not_called_back__R9_R87(town, monday, way):
    case, task, _before = delivered(town)
    paper = case.documents.filter(kind="BJ").first()
    # Colleagues who look change nothing.
    assert town.client("zhen.tongchou").get(f"/c/{case.number}/documents/{paper.code}/").status_code == 200
    if way == "page":
        town.client(case.applicant.username).get(f"/c/{case.number}/documents/{paper.code}/")
    elif way == "verify":
        town.client().get(f"/verify/{paper.code}/")
    elif way == "api":
        town.client().get(f"/api/v1/verify/{paper.code}/")
    else:
        town.act(town.open_tasks(case, kind="confirm")[0], "confirm", case.applicant)
    with pytest.raises(GoneOn) as refused:
        recall(town, task)
    assert way == "confirm" or "作废" in refused.value.detail
    whole(case)


# ---- a head's answer -------------------------------------------------------------------------------------


def test_an_extension_taken_back_leaves_the_limit_as_it_was__R29_R90(town, monday):
    case = clock.contractor(town)
    town.act(clock.step_of(town, case), "extend", days=2, reason="资料较多")
    request = clock.request_of(town, case)
    before = clocks_of(case)
    monday.shift(timedelta(minutes=5))
    town.act(request, "approve_extension")
    assert clock.item_of(case).extended_days == 2
    monday.shift(timedelta(minutes=5))
    recall(town, request)
    assert clocks_of(case) == before
    item = clock.item_of(case)
    lines = {line.kind: line.text for line in explain(item, case)}
    assert "撤销" in lines["recalled"] and "extension" not in lines
    page = town.client("ex.hengtuo").get(f"/c/{case.number}/why/").content.decode()
    assert lines["recalled"] in page
    assert told(case, "case.recalled", "ex.hengtuo") == 1
    whole(case)
    # It was not used up.
    town.act(get_task(request.pk), "approve_extension")
    assert clock.item_of(case).extended_days == 2 and case.documents.filter(kind="YQ", revoked_at=None).count() == 1
    whole(case)


def test_a_stop_of_the_clock_taken_back_leaves_nothing_out__R26_R90(town, monday):
    case = clock.contractor(town)
    town.act(clock.step_of(town, case), "suspend", **clock.INSPECTION)
    request = clock.request_of(town, case)
    before = clocks_of(case)
    monday.shift(timedelta(minutes=5))
    town.act(request, "approve_suspension")
    monday.shift(timedelta(minutes=5))
    recall(town, request)
    assert clocks_of(case) == before
    assert not Pause.objects.exists() and Pause.every.get().recalled_at is not None
    lines = {line.kind: line.text for line in explain(clock.item_of(case), case)}
    assert "撤销" in lines["recalled"] and "pause" not in lines
    assert told(case, "case.recalled", "ex.hengtuo") == 1
    whole(case)
    # The procedure may still stop it, once.
    town.act(get_task(request.pk), "approve_suspension")
    assert clock.item_of(case).state == "suspended"
    whole(case)


def test_an_answer_stands_once_the_asker_has_gone_on__R9(town, monday):
    case = clock.contractor(town)
    town.act(clock.step_of(town, case), "extend", days=2, reason="资料较多")
    request = clock.request_of(town, case)
    town.act(request, "approve_extension")
    town.act(clock.step_of(town, case), "pass", opinion="同意")
    with pytest.raises(GoneOn):
        recall(town, request)
    assert clock.item_of(case).extended_days == 2
    whole(case)


def test_a_refused_request_is_answered_anew__R29(town, monday):
    case = clock.contractor(town)
    town.act(clock.step_of(town, case), "extend", days=2, reason="资料较多")
    request = clock.request_of(town, case)
    town.act(request, "refuse_extension", reason="资料足以判断")
    asker = Task.objects.get(pk=request.pk).data["asker"]
    recall(town, request)
    assert Notice.objects.filter(event="answer.recalled", recipient_id=asker).count() == 1
    # The applicant never heard of the request, and hears nothing now.
    assert not told(case, "case.recalled", "ex.hengtuo")
    town.act(get_task(request.pk), "refuse_extension", reason="仍足以判断")
    town.act(clock.step_of(town, case), "extend", days=1, reason="现场复核")
    with pytest.raises(GoneOn):
        recall(town, request)
    whole(case)


def test_a_second_notice_taken_back_before_the_answer__R37(town, monday):
    case = notices.corrected(town)
    town.act(notices.step(town, case), "second_notice", **notices.ASKED)
    [request] = town.open_tasks(case, kind="duty")
    before = clocks_of(case)
    monday.shift(timedelta(minutes=5))
    town.act(request, "approve_notice")
    monday.shift(timedelta(minutes=5))
    recall(town, request)
    assert clocks_of(case) == before and not town.open_tasks(case, kind="resupply")
    assert Correction.objects.count() == 1 and Correction.every.count() == 2
    assert told(case, "case.recalled") == 1
    whole(case)
    # It may be sent after all, and stands once it is answered.
    town.act(get_task(request.pk), "approve_notice")
    [answer] = town.open_tasks(case, kind="resupply")
    town.act(answer, "resupply", case.applicant, materials={notices.LETTER: town.upload("yuan.gongjia")})
    with pytest.raises(GoneOn):
        recall(town, request)
    whole(case)


def test_leaving_a_department_out_taken_back__R50(town, monday):
    case = roster(town)
    town.act(asked(town, case)["OF-SEC"], "disagree", **DISSENT)
    town.act(asking(case), "remove_countersigner", handler(town, case), departments=["OF-SEC"], reason="已另行解决")
    [request] = town.open_tasks(case, kind="duty")
    claim(get_task(request.pk), actor=town.person(head(town)))
    before = picture(case)
    monday.shift(timedelta(minutes=3))
    town.act(request, "approve_removal", head(town), reason="情况属实")
    assert not tallies(case.items.get())[0].dissents
    monday.shift(timedelta(minutes=3))
    recall(town, request)
    assert picture(case) == before
    assert len(tallies(case.items.get())[0].dissents) == 1
    assert case.opinions.get(action="disagree").voided_at is None
    whole(case)


def test_a_refused_voiding_is_answered_anew_and_a_voiding_is_final__R9(town, monday):
    case = town.run(town.reception())
    task = asked_to_void(town, case)
    town.act(task, "refuse_voiding", "fa.youju", reason="证据不足")
    recall(town, task)
    whole(case)
    town.act(get_task(task.pk), "approve_voiding", "fa.youju")
    with pytest.raises(NotRecallable) as final:
        recall(town, task)
    assert "重新申请" in final.value.detail
    whole(case)


# ---- transfers and rulings -----------------------------------------------------------------------------------


def test_taking_an_item_on_taken_back__R55(town, monday):
    case = transfers.lodging(town)
    old = transfers.step(town, case)
    offer = transfers.transferred(town, case)
    claim(get_task(offer.pk), actor=town.able(offer))
    before = picture(case)
    monday.shift(timedelta(minutes=5))
    town.act(offer, "take_on")
    monday.shift(timedelta(minutes=5))
    recall(town, offer)
    assert picture(case) == before and transfers.step(town, case).pk == old.pk
    item = case.items.get(code=transfers.ITEM)
    assert item.department.code == item.snapshot.department == "OF-LIFE"
    assert Transfer.objects.get().state == "offered" and told(case, "case.recalled") == 1
    whole(case)
    town.act(get_task(offer.pk), "refuse_transfer", reason="不属我部", basis="职责清单")
    recall(town, offer)
    assert not town.open_tasks(case, case_item__code=transfers.ITEM, duty="arbitrate")
    whole(case)
    town.run(case, until="decided")
    whole(case)


def ruled(town, monday, to):
    case = transfers.lodging(town)
    town.act(transfers.transferred(town, case, to="OF-HR"), "refuse_transfer", reason="不属我部", basis="职责清单")
    ruling = transfers.duty(town, case)
    claim(get_task(ruling.pk), actor=town.person(transfers.ARBITER))
    before = picture(case)
    monday.shift(timedelta(minutes=5))
    town.act(ruling, "rule", transfers.ARBITER, to=to, reason="按职责清单", basis="职责清单（修订）")
    monday.shift(timedelta(minutes=5))
    return case, ruling, before


@pytest.mark.parametrize("to", ["OF-CONF", "OF-LIFE"])
def test_a_ruling_taken_back_leaves_item_list_and_count_as_they_were__R57(town, monday, to):
    case, ruling, before = ruled(town, monday, to)
    counted = SupervisionEvent.objects.count()
    assert counted == (1 if to == "OF-LIFE" else 0)
    recall(town, ruling)
    assert picture(case) == before
    assert case.items.get(code=transfers.ITEM).department.code == "OF-LIFE"
    assert not DutyListEntry.objects.filter(ended_at=None).exists() and not SupervisionEvent.objects.exists()
    assert case.documents.get(kind="CD").revoked_at and Transfer.objects.get().state == "disputed"
    assert not transfers.step(town, case).data.get("bound")
    whole(case)
    # The next case goes where the catalogue says, and the dispute is ruled anew.
    assert town.reception("yuan.gongyi").items.get(code=transfers.ITEM).department.code == "OF-LIFE"
    town.act(get_task(ruling.pk), "rule", transfers.ARBITER, to=to, reason="按职责清单", basis="职责清单")
    assert SupervisionEvent.objects.count() == counted and SupervisionEvent.every.count() == 2 * counted
    whole(case)


def test_a_ruling_binds_from_the_first_case_it_sends_somewhere__R57(town, monday):
    case, ruling, _before = ruled(town, monday, "OF-CONF")
    assert town.reception("yuan.gongyi").items.get(code=transfers.ITEM).department.code == "OF-CONF"
    with pytest.raises(GoneOn):
        recall(town, ruling)
    whole(case)


def test_not_our_duty_and_its_ruling_taken_back__R46_R57(town, monday):
    case = roster(town)
    task = asked(town, case)["OF-SEC"]
    payload = {"reason": "不属我部", "suggest": "OF-HSE", "basis": "职责清单"}
    town.act(task, "not_my_duty", **payload)
    recall(town, task)
    assert not town.open_tasks(case, kind="duty") and len(asked(town, case)) == 2
    whole(case)
    town.act(get_task(task.pk), "not_my_duty", **payload)
    [ruling] = town.open_tasks(case, kind="duty")
    town.act(ruling, "rule", to="OF-HSE", reason="涉及动火")
    assert set(asked(town, case)) == {"OF-PROD", "OF-HSE"}
    recall(town, ruling)
    assert set(asked(town, case)) == {"OF-PROD"} and "to" not in Task.objects.get(pk=ruling.pk).data
    whole(case)
