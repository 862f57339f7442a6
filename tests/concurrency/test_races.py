"""Real processes reach for the same thing at the same moment: one gets it, the others read why not."""

from __future__ import annotations

import threading
from dataclasses import asdict

import pytest
from django.db import connection
from django.utils import timezone

from services.cases.models import Case
from tests.concurrency.crowd import crowd
from tests.town import RECEPTION_ANSWERS, RECEPTION_FIELDS, complete
from tests.workflows.invariants import chain_faults, faults
from workflows.applying.numbers import next_number
from workflows.models import AlarmFailure, Task
from workflows.operations.entry import filing
from workflows.operations.entry.submission import Application

SCENARIOS = "tests.concurrency.scenarios"
DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}


def driver_tasks(town, count):
    """`count` receptions whose car waits to be claimed by one of two dispatchers."""
    found = []
    for _ in range(count):
        case = town.reception()
        town.accept(case)
        for _ in range(2):
            [step] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
            town.act(step, "pass")
        [car] = town.open_tasks(case, case_item__code="OF-LIFE-001")
        found.append(car)
    return found


def test_two_clerks_claim_one_task_and_one_reads_who_did(town, monday, elsewhere):
    for task in driver_tasks(town, 3):
        jobs = [{"task": task.pk, "name": name} for name in ("che.lunzhuan", "fan.xiangxiang")]
        answers = crowd(elsewhere, SCENARIOS, "claim", jobs)
        assert sorted(one["outcome"] for one in answers) == ["already_claimed", "claimed"]
        [winner] = [one["who"] for one in answers if one["outcome"] == "claimed"]
        [lost] = [one for one in answers if one["outcome"] == "already_claimed"]
        assert town.person(winner).name in lost["detail"]
        assert Task.objects.get(pk=task.pk).owner.username == winner
    assert faults() == []


def test_six_people_decide_one_task_and_five_read_who_was_first(town, monday, elsewhere):
    [task] = driver_tasks(town, 1)
    people = ["che.lunzhuan", "fan.xiangxiang"] * 3
    jobs = [{"task": task.pk, "name": one, "action": "pass", "payload": {"opinion": "同意"}} for one in people]
    answers = crowd(elsewhere, SCENARIOS, "decide", jobs)
    assert [one["outcome"] for one in answers].count("done") == 1
    assert {one["outcome"] for one in answers} == {"done", "task_closed"}
    [winner] = [one["who"] for one in answers if one["outcome"] == "done"]
    for one in answers:
        assert one["outcome"] == "done" or town.person(winner).name in one["detail"]
    assert task.case.opinions.filter(task_id=task.pk).count() == 1
    assert faults() == []


def test_all_countersigners_answer_in_the_same_moment_and_the_join_is_not_lost__R45(town, monday, elsewhere):
    for applicant in ("you.jingkou", "yuan.gongjia", "yuan.gongyi"):
        case = town.apply("OM-DUTY", applicant, DUTY, {})
        town.accept(case)
        [step] = town.open_tasks(case, kind="step")
        town.act(step, "pass")
        asked = town.open_tasks(case, kind="countersign")
        jobs = [
            {"task": one.pk, "name": town.able(one).username, "action": "agree", "payload": {"opinion": "同意"}}
            for one in asked
        ]
        answers = crowd(elsewhere, SCENARIOS, "decide", jobs)
        assert [one["outcome"] for one in answers] == ["done", "done"]
        [deciding] = town.open_tasks(case)
        assert deciding.kind == "step" and deciding.decides
    assert faults() == []


def application(town, name):
    """What a browser would send twice."""
    from services.catalog.queries import published_version
    from workflows.applying.application import open_form

    fields = {**RECEPTION_FIELDS, "venue": "第二会议室"}
    form = open_form(town.person(name), published_version("OM-RECEPTION").typed, RECEPTION_ANSWERS)
    wanted = [one.code for one in form.resolution.materials if one.handling != "exempt" and one.phase == "main"]
    papers = {code: town.upload(name) for code in wanted}
    given = asdict(Application("OM-RECEPTION", RECEPTION_ANSWERS, complete(form, fields), papers))
    return {key: value for key, value in given.items() if key != "version"}


def test_the_same_draft_handed_in_from_two_processes_is_one_case(town, monday, elsewhere):
    job = {"name": "yuan.gongjia", "application": application(town, "yuan.gongjia"), "key": "draft-1"}
    answers = crowd(elsewhere, SCENARIOS, "hand_in", [job] * 4)
    assert {one["outcome"] for one in answers} == {"submitted"}, answers
    assert len({one["number"] for one in answers}) == 1
    assert [one["created"] for one in answers].count(True) == 1
    [case] = Case.objects.all()
    assert case.tasks.filter(kind="intake").count() == 1
    assert faults() == []


def test_two_tabs_without_a_key_are_one_case_too__R13(town, monday, elsewhere):
    job = {"name": "yuan.gongjia", "application": application(town, "yuan.gongjia"), "key": ""}
    answers = crowd(elsewhere, SCENARIOS, "hand_in", [job] * 4)
    assert sorted(one["outcome"] for one in answers) == ["identical_open_case"] * 3 + ["submitted"], answers
    [case] = Case.objects.all()
    assert all(case.number in one["detail"] for one in answers if one["outcome"] == "identical_open_case")


def test_a_number_is_free_for_the_next_while_its_case_is_written__R85(town, monday, monkeypatch):
    """Otherwise every application of an organisation waits for every other one's whole transaction."""
    write_items, numbers = filing.write_items, []

    def in_a_thread(organisation):
        numbers.append(next_number(organisation, timezone.localdate()))
        connection.close()

    def meanwhile(case, prepared):
        neighbour = threading.Thread(target=in_a_thread, args=(case.organisation,))
        neighbour.start()
        neighbour.join(20)
        return write_items(case, prepared)

    monkeypatch.setattr(filing, "write_items", meanwhile)
    case = town.reception()
    assert len(numbers) == 1 and numbers[0] != case.number
    assert faults() == []


@pytest.mark.parametrize("batch", [1, 50])
def test_two_dispatchers_fire_each_due_alarm_once__R48(town, monday, elsewhere, batch):
    cases = []
    for applicant in ("you.jingkou", "yuan.gongjia", "yuan.gongyi"):
        case = town.apply("OM-DUTY", applicant, DUTY, {})
        town.accept(case)
        [step] = town.open_tasks(case, kind="step")
        town.act(step, "pass")
        cases.append(case)
    last = max(one.due_at for case in cases for one in town.open_tasks(case, kind="countersign"))
    monday.move_to(last)
    fired = crowd(elsewhere, SCENARIOS, "dispatch", [{"batch": batch}] * 3)
    town.fire()
    assert not AlarmFailure.objects.exists()
    for case in cases:
        assert case.opinions.filter(action="tacit").count() == 2
        [deciding] = town.open_tasks(case, kind="step")
        assert deciding.decides
    assert sum(fired) >= 6
    assert faults() == [] and chain_faults() == []


@pytest.mark.parametrize("opinion", [False, True])
def test_a_return_and_the_answers_in_the_same_moment_lose_nothing__R45_R47(town, monday, elsewhere, opinion):
    """Whoever comes second reads who was first; the item stands at one place, every signature where it belongs."""
    for applicant in ("you.jingkou", "yuan.gongjia", "yuan.gongyi"):
        case = town.apply("OM-DUTY", applicant, DUTY, {})
        town.accept(case)
        [step] = town.open_tasks(case, kind="step")
        town.act(step, "pass")
        back = {"to": "0", "reason": "有误", "changes": {"opinion": opinion}}
        jobs = [
            {"task": one.pk, "name": town.able(one).username, "action": "agree", "payload": {"opinion": "同意"}}
            for one in town.open_tasks(case, kind="countersign")
        ]
        jobs.append({"task": step.pk, "name": "zhen.tongchou", "action": "send_back", "payload": back})
        answers = crowd(elsewhere, SCENARIOS, "decide", jobs)
        outcomes = [one["outcome"] for one in answers]
        assert set(outcomes) <= {"done", "task_closed"}, answers
        [open_step] = town.open_tasks(case)
        signed = [one for one, outcome in zip(jobs[:2], outcomes[:2], strict=True) if outcome == "done"]
        if outcomes[2] == "done":
            assert open_step.step_no == 0
            town.act(open_step, "pass", opinion="已改")
            # Only who had not signed, or whose signature fell, is asked again.
            assert len(town.open_tasks(case, kind="countersign")) == (2 if opinion else 2 - len(signed))
        else:
            assert len(signed) == 2 and open_step.decides
    assert faults() == [] and chain_faults() == []


def test_two_bring_the_departments_together_while_the_dissenter_answers_and_the_day_ends__R50(town, monday, elsewhere):
    """One of them wins; the item stands at one place, and nobody's dissent or consent is lost."""
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    asked = {one.department.code: one for one in town.open_tasks(case, kind="countersign")}
    town.act(asked["OF-PROD"], "agree")
    town.act(asked["OF-SEC"], "disagree", reason="人手不足", basis="办法第五条", cure="加一人")
    [task] = town.open_tasks(case, kind="reconcile")
    town.act(task, "ask_dissenters", reason="已加派一人")
    [question] = town.open_tasks(case, kind="countersign")
    monday.move_to(task.due_at)
    kept = {"with_whom": "保卫部", "minutes": "各自保留意见"}
    jobs = [
        {"task": task.pk, "name": "bi.jieban", "action": "reconcile", "payload": kept},
        {"task": task.pk, "name": "bi.jieban", "action": "escalate", "payload": {"reason": "无法调和"}},
        {"task": question.pk, "name": "bao.pingan", "action": "agree", "payload": {"opinion": "已加派"}},
    ]
    answers = crowd(elsewhere, SCENARIOS, "decide", jobs)
    town.fire()
    outcomes = [one["outcome"] for one in answers]
    assert outcomes.count("done") == 1 and set(outcomes) == {"done", "task_closed"}, answers
    [there] = town.open_tasks(case)
    assert there.kind == ("duty" if outcomes[1] == "done" else "step")
    assert not AlarmFailure.objects.exists()
    assert faults() == [] and chain_faults() == []
