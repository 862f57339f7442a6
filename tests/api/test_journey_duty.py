"""值班安排 and 就餐预约 over the interface: silence that becomes consent, and an answer at once."""

from __future__ import annotations

from datetime import datetime

from tests.api.stories import fill, problem, sample_fields
from workflows.tasks import fire_alarms

DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}


def roster(api, town):
    """Accepted and its first step done: production and security are asked at once."""
    you = api("you.jingkou")
    fields = sample_fields(town.person("you.jingkou"), "OM-DUTY", DUTY)
    answer = you.post("cases/", fill(you, "OM-DUTY", DUTY, fields))
    assert answer.status_code == 201, answer.content.decode()
    number = answer.json()["number"]
    clerk, handler = api("chuang.kouyi"), api("bi.jieban")
    clerk.act(clerk.task_of(number), "accept")
    handler.act(handler.task_of(number), "pass", opinion="已核对")
    return you, number


def test_one_countersigner_silent_until_silence_is_consent__R48(api, monday, town):
    you, number = roster(api, town)
    production, security = api("sheng.wending"), api("bao.pingan")
    assert production.get("tasks/buckets/").json()["countersign"] == 1
    production.act(production.task_of(number), "agree_with_conditions", conditions="节假日加派一人")
    silent = security.task_of(number, kind="countersign")
    item = you.get(f"cases/{number}/").json()["items"][0]
    assert item["state"] == "countersigning"
    assert [one["department"] for one in item["countersigns"]] == ["OF-SEC"]

    monday.move_to(datetime.fromisoformat(silent["due_at"]))
    monday.shift(2 * 3600)
    assert fire_alarms() >= 1

    late = security.post(f"tasks/{silent['id']}/act/", {"action": "agree"})
    assert "系统" in problem(late, 409, "task_closed")["detail"]
    head = api("zhen.tongchou")
    deciding = head.task_of(number)
    said = {one["action"]: one for one in head.get(f"tasks/{deciding['id']}/").json()["case_file"]["opinions"]}
    assert said["tacit"]["tacit"] and said["tacit"]["at"] == silent["due_at"] and said["tacit"]["author"] is None
    head.act(deciding, "pass", opinion="同意发布")
    item = you.get(f"cases/{number}/").json()["items"][0]
    assert item["decision"] == "approved" and "节假日加派一人" in item["decision_text"]
    events = {one["event"] for one in you.get(f"cases/{number}/timeline/", page_size=100).json()["results"]}
    assert {"countersign.tacit", "item.approved"} <= events


def test_a_disagreement_needs_reason_basis_and_cure__R46(api, monday, town):
    _you, number = roster(api, town)
    security = api("bao.pingan")
    task = security.task_of(number)
    needs = {one["action"]: one["needs"] for one in security.get(f"tasks/{task['id']}/").json()["acts"]}
    assert needs["disagree"] == {"reason": "required", "basis": "required", "cure": "required"}
    assert set(needs) == {"agree", "agree_with_conditions", "disagree", "not_my_duty", "send_back"}
    half = security.post(f"tasks/{task['id']}/act/", {"action": "disagree", "reason": "人手不足"})
    assert set(problem(half, 400, "invalid")["fields"]) == {"basis", "cure"}


def test_not_my_duty_goes_to_a_ruling__R57(api, monday, town):
    _you, number = roster(api, town)
    security, office = api("bao.pingan"), api("zhen.xietiao")
    security.act(security.task_of(number), "not_my_duty", reason="应由安全环保部", suggest="OF-HSE", basis="职责清单")
    ruling = office.task_of(number, kind="duty")
    assert ruling["actions"] == ["rule"]
    office.act(ruling, "rule", to="OF-HSE", reason="按职责清单由安全环保部会签")
    assert api("an.quan").task_of(number)["kind"] == "countersign"


def test_a_meal_is_answered_at_once__R23(api, monday):
    yuan = api("yuan.gongjia")
    fields = {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base", "meal_headcount": 1, "diet": "normal"}
    answer = yuan.post("cases/", fill(yuan, "OM-MEAL", {}, fields))
    assert answer.status_code == 201, answer.content.decode()
    case = answer.json()
    assert case["items"][0]["decision"] == "approved"
    assert case["state"] in ("delivered", "closed") and case["light"] == "blue"
    assert [one["kind"] for one in case["documents"]].count("BJ") == 1


def test_the_clock_stops_when_the_head_agrees_and_everybody_sees_it__R26(api, monday, town):
    case = town.reception()
    town.accept(case)
    handler, head, yuan = api("bi.jieban"), api("zhen.tongchou"), api("yuan.gongjia")
    task = handler.task_of(case.number)
    suspend = next(one for one in handler.get(f"tasks/{task['id']}/").json()["acts"] if one["action"] == "suspend")
    assert suspend["needs"]["procedure"] == "required" and "force_majeure" in suspend["choices"]["procedure"]
    wrong = handler.post(
        f"tasks/{task['id']}/act/", {"action": "suspend", "procedure": "lunch", "reason": "x", "expected_days": 1}
    )
    assert "procedure" in problem(wrong, 400, "unknown_procedure")["fields"]
    handler.act(task, "suspend", procedure="force_majeure", reason="沙尘暴封路", expected_days=2)
    request = head.task_of(case.number, kind="duty")
    assert set(request["actions"]) == {"approve_suspension", "refuse_suspension"} and "沙尘暴封路" in request["request"]
    head.act(request, "approve_suspension", reason="同意")
    item = yuan.get(f"cases/{case.number}/").json()["items"][0]
    assert item["state"] == "suspended" and item["light"] == "grey"
    [pause] = item["pauses"]
    assert pause["procedure"] == "force_majeure" and pause["reason"] == "沙尘暴封路" and pause["to"] is None
    assert pause["from"] == "2026-03-02T10:30:00+08:00" and pause["expected_days"] == 2 and pause["resumes_at"]
    assert handler.task_of(case.number)["actions"] == ["resume", "ask_opinion"]
    monday.shift(24 * 3600)
    resumed = handler.act(handler.task_of(case.number), "resume")
    item = next(one for one in resumed["case"]["items"] if one["code"] == "OF-OFFICE-001")
    assert item["pauses"][0]["to"] == "2026-03-03T10:30:00+08:00" and item["light"] != "grey"
