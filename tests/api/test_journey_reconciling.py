"""Departments that disagree, over the interface: positions, acts, ruling, decision (R50)."""

from __future__ import annotations

from datetime import datetime

from tests.api.stories import problem
from tests.api.test_journey_duty import roster
from tests.town import SHANGHAI
from workflows.models import Task

DISSENT = {"reason": "人手不足", "basis": "值班办法第五条", "cure": "加派一人"}


def test_agreed_confirmed_and_decided__R50(api, monday, town):
    you, number = roster(api, town)
    production, security, lead = api("sheng.wending"), api("bao.pingan"), api("bi.jieban")
    production.act(production.task_of(number), "agree")
    security.act(security.task_of(number), "disagree", **DISSENT)
    task = lead.task_of(number, kind="reconcile")
    acts = {one["action"]: one for one in lead.get(f"tasks/{task['id']}/").json()["acts"]}
    assert set(acts) == {"reconcile", "ask_dissenters", "escalate"}
    assert acts["reconcile"]["choices"] == {"confirming": ["OF-SEC"]}
    stranger = security.post(f"tasks/{task['id']}/act/", {"action": "escalate", "reason": "x"})
    assert stranger.status_code == 403
    half = lead.post(f"tasks/{task['id']}/act/", {"action": "reconcile", "minutes": "加派一人"})
    assert set(problem(half, 400, "invalid")["fields"]) == {"with_whom"}
    lead.act(task, "reconcile", with_whom="保卫部", minutes="加派一人后可行", confirming=["OF-SEC"])
    question = security.task_of(number, kind="countersign")
    assert "加派一人后可行" in question["request"]
    item = you.get(f"cases/{number}/").json()["items"][0]
    assert item["state"] == "countersigning" and item["due_at"]
    security.act(question, "agree")
    head = api("zhen.tongchou")
    head.act(head.task_of(number), "pass", opinion="同意发布")
    assert you.get(f"cases/{number}/").json()["items"][0]["decision"] == "approved"


def test_ruled_and_named__R50(api, monday, town):
    you, number = roster(api, town)
    production, security, lead = api("sheng.wending"), api("bao.pingan"), api("bi.jieban")
    production.act(production.task_of(number), "agree")
    security.act(security.task_of(number), "disagree", **DISSENT)
    lead.act(lead.task_of(number, kind="reconcile"), "escalate", reason="无法调和")
    office = api("zhen.xietiao")
    ruling = office.task_of(number, kind="duty")
    [act] = office.get(f"tasks/{ruling['id']}/").json()["acts"]
    assert act["choices"] == {"finding": ["go_on", "objection_stands"]}
    office.act(ruling, "rule", finding="go_on", reason="节前必须排班", conditions="夜间加一人")
    head = api("zhen.tongchou")
    head.act(head.task_of(number, kind="step"), "pass", opinion="同意")
    text = you.get(f"cases/{number}/").json()["items"][0]["decision_text"]
    assert "人手不足" in text and "夜间加一人" in text
    told = you.get(f"cases/{number}/timeline/", page_size=100).json()["results"]
    assert not [one for one in told if one["event"] == "countersign.conflict" and one["text"]]


def test_called_together_over_the_interface__R50(api, monday, town):
    _you, number = roster(api, town)
    lead, security = api("bi.jieban"), api("bao.pingan")
    step = Task.objects.filter(case__number=number, kind="step", outcome="pass").latest("pk")
    call = {"what": "meeting", "starts_at": "2026-03-02T16:00:00+08:00", "place": "二楼会议室", "reason": "议定岗位"}
    lead.act({"id": step.pk}, "call_meeting", departments=["OF-SEC"], **call)
    assert "二楼会议室" in security.task_of(number)["request"]
    task = lead.task_of(number, kind="meeting")
    monday.move_to(datetime(2026, 3, 2, 16, 5, tzinfo=SHANGHAI))
    lead.act(task, "record_attendance", attendance={"OF-SEC": "absent"})
    assert {one["kind"] for one in security.tasks(q=number)} == {"formal"}
