"""Silence counted as consent, and the formal opinion is still owed: filed without effect, chased once (R48)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.errors import Conflict, Forbidden, Invalid
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.test_countersign import asked, roster
from workflows.acting import get_task
from workflows.formal_flow import FormalFlow
from workflows.models import AlarmFailure, Process, Task
from workflows.operations.acts import act
from workflows.operations.second_thoughts.withdrawing import withdraw


def whole():
    assert faults() == [] and chain_faults() == []
    assert not AlarmFailure.objects.exists()


def silent(town, monday, *, answers=("OF-PROD",)):
    """Who is not in `answers` let the limit pass. Returns the case and the open formal opinions by department."""
    case = roster(town)
    tasks = asked(town, case)
    for code in answers:
        town.act(tasks[code], "agree")
    monday.move_to(tasks["OF-SEC"].due_at)
    town.fire()
    return case, {one.department.code: one for one in town.open_tasks(case, kind="formal")}


def deciding(town, case):
    [step] = town.open_tasks(case, kind="step")
    return step


def test_silence_leaves_an_opinion_owed_within_a_working_day__R48(town, monday):
    case, owed = silent(town, monday)
    assert set(owed) == {"OF-SEC"}
    task = owed["OF-SEC"]
    question = Task.objects.get(case=case, kind="countersign", outcome="tacit")
    assert task.data["silent"] == question.pk
    assert timedelta(0) < task.due_at - question.due_at <= timedelta(days=3)
    [told] = town.person("bao.pingan").notices.filter(case_number=case.number, event="countersign.tacit")
    assert f"/desk/task/{task.pk}/" in told.url
    # The flow has gone on beside it.
    assert deciding(town, case).decides
    whole()


def test_every_silent_department_owes_its_own__R48(town, monday):
    case, owed = silent(town, monday, answers=())
    assert set(owed) == {"OF-PROD", "OF-SEC"}
    whole()
    town.act(owed["OF-PROD"], "file_opinion", opinion="同意")
    assert [one.department.code for one in town.open_tasks(case, kind="formal")] == ["OF-SEC"]
    whole()


def test_it_is_filed_after_the_decision_and_changes_nothing__R48(town, monday):
    case, owed = silent(town, monday)
    town.act(deciding(town, case), "pass", opinion="同意")
    item = case.items.get()
    before = (item.state, item.decision, item.decision_text)
    assert item.decision == "approved"
    whole()
    town.act(owed["OF-SEC"], "file_opinion", opinion="不同意：节假日人手不足")
    item.refresh_from_db()
    assert (item.state, item.decision, item.decision_text) == before
    filed = case.opinions.get(kind="formal")
    assert filed.action == "file_opinion" and filed.department.code == "OF-SEC" and "人手不足" in filed.text
    assert case.opinions.filter(tacit=True, voided_at=None).count() == 1
    assert not town.open_tasks(case, kind="formal")
    whole()


def test_filed_before_the_decision_it_is_neither_dissent_nor_condition__R48(town, monday):
    case, owed = silent(town, monday)
    town.act(owed["OF-SEC"], "file_opinion", opinion="不同意：人手不足")
    town.act(deciding(town, case), "pass", opinion="同意")
    item = case.items.get()
    assert item.decision == "approved" and "人手不足" not in item.decision_text
    whole()


def test_a_case_goes_on_to_its_end_with_the_opinion_still_owed__R48(town, monday):
    case, owed = silent(town, monday)
    town.run(case)
    assert case.state == "closed" and town.open_tasks(case) == [owed["OF-SEC"]]
    whole()
    town.act(owed["OF-SEC"], "file_opinion", opinion="同意")
    whole()


@pytest.mark.parametrize("name", ["you.jingkou", "zhen.tongchou", "guan.xitong"])
def test_only_the_silent_department_files_it__R3_R48(town, monday, name):
    case, owed = silent(town, monday)
    with pytest.raises(Forbidden):
        town.act(owed["OF-SEC"], "file_opinion", name, opinion="同意")
    assert not case.opinions.filter(kind="formal").exists()


def test_an_empty_opinion_is_refused_and_leaves_nothing__R48(town, monday):
    case, owed = silent(town, monday)
    with pytest.raises(Invalid) as refused:
        town.act(owed["OF-SEC"], "file_opinion", opinion="  ")
    assert set(refused.value.fields) == {"opinion"}
    assert town.open_tasks(case, kind="formal") and not case.opinions.filter(kind="formal").exists()
    whole()


def test_the_same_form_files_once_and_a_stale_tab_learns_who_did__R48(town, monday):
    case, owed = silent(town, monday)
    task = owed["OF-SEC"]
    person = town.able(task)
    for _ in range(2):
        act(get_task(task.pk), actor=person, action="file_opinion", payload={"opinion": "同意"}, key="k1")
    assert case.opinions.filter(kind="formal").count() == 1
    with pytest.raises(Conflict) as stale:
        town.act(task, "file_opinion", person, opinion="不同意")
    assert stale.value.error_code == "task_closed" and person.name in stale.value.detail


def test_overdue_its_head_is_told_once_and_the_applicant_nothing__R48(town, monday):
    case, owed = silent(town, monday)
    task = owed["OF-SEC"]
    for _ in range(2):
        monday.move_to(task.due_at)
        monday.shift(60)
        town.fire()
    event = "countersign.filing_late"
    assert town.person("bao.pingan").notices.filter(case_number=case.number, event=event).count() == 1
    assert not town.person("you.jingkou").notices.filter(case_number=case.number, event=event).exists()
    assert town.open_tasks(case, kind="formal")
    whole()


def test_the_light_and_the_urging_of_the_applicant_know_nothing_of_it__R48(town, monday):
    from django.utils import timezone

    from workflows.operations.conversation.applicant import waiting_tasks
    from workflows.queries.casefile import case_view

    case, owed = silent(town, monday)
    assert [one.kind for one in waiting_tasks(case)] == ["step"]
    town.act(deciding(town, case), "pass", opinion="同意")
    monday.move_to(owed["OF-SEC"].due_at)
    monday.shift(60)
    [view] = case_view(case, case.applicant, now=timezone.now()).items
    assert view.step is None and view.light == "blue"


def test_what_is_asked_anew_is_no_longer_owed__R47_R48(town, monday):
    case, owed = silent(town, monday)
    town.act(
        deciding(town, case), "send_back", to="countersign", reason="排班有改动", changes={"departments": ["OF-SEC"]}
    )
    task = owed["OF-SEC"]
    task.refresh_from_db()
    assert task.outcome == "cancelled"
    assert set(asked(town, case)) == {"OF-SEC"}
    whole()


def test_a_department_no_longer_asked_owes_nothing__R48_R50(town, monday):
    case, _owed = silent(town, monday)
    town.act(
        deciding(town, case), "remove_countersigner", "zhen.tongchou", departments=["OF-SEC"], reason="与本部门无关"
    )
    assert not town.open_tasks(case, kind="formal")
    whole()


def test_withdrawing_ends_what_is_owed__R9_R48(town, monday):
    case, _owed = silent(town, monday)
    withdraw(case, actor=case.applicant, reason="不办了")
    assert not town.open_tasks(case)
    whole()


def test_the_database_keeps_one_for_each_silence__R48(town, monday):
    _case, owed = silent(town, monday)
    process = Process.objects.get(flow_class=FormalFlow)
    assert process.parent_task_id == owed["OF-SEC"].data["silent"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Process.objects.create(
            flow_class=FormalFlow,
            case_id=process.case_id,
            case_item_id=process.case_item_id,
            parent_task_id=process.parent_task_id,
        )


def test_the_desk_asks_for_it_and_shows_it_beside_the_silence__R48(town, monday):
    case, owed = silent(town, monday)
    task = owed["OF-SEC"]
    step = deciding(town, case)
    head = town.client("bao.pingan")
    page = head.get(f"/desk/task/{task.pk}/").content.decode()
    assert "补交意见" in page and "正式意见待补交" in page
    assert f"task={task.pk}" in head.get("/desk/inbox/?bucket=countersign").content.decode()
    sent = head.post(
        f"/desk/task/{task.pk}/act/", {"decision": "file_opinion", "say": "同意，请加强夜班", "key": "one"}
    )
    assert sent.status_code == 302
    page = town.client(town.able(step).username).get(f"/desk/task/{step.pk}/").content.decode()
    assert "逾期视为同意" in page and "正式意见待补交" not in page
    assert "事后补交：同意，请加强夜班" in page
    record = head.get(f"/desk/task/{task.pk}/?tab=record").content.decode()
    assert "补交了正式会签意见" in record


def test_the_interface_takes_it__R48(town, monday):
    case, owed = silent(town, monday)
    path = f"/api/v1/tasks/{owed['OF-SEC'].pk}/"
    client = town.client("bao.pingan")
    found = client.get(path).json()
    assert found["kind"] == "formal" and [one["action"] for one in found["acts"]] == ["file_opinion"]
    told = {"action": "file_opinion", "opinion": "同意"}
    assert client.post(f"{path}act/", told, content_type="application/json").status_code == 200
    assert case.opinions.get(kind="formal").text == "同意"
