"""Stopping the clock and extending the limit: asked in the dock, answered by the head (R26, R29)."""

from __future__ import annotations

import re

from tests.desk.stories import POINTS, accepted, office_task, text_of


def ask(town, task, decision, **fields):
    own = {f"{decision}-{name}": value for name, value in fields.items() if name != "say"}
    return town.client("bi.jieban").post(
        f"/desk/task/{task.pk}/act/", {"decision": decision, "say": fields.get("say", ""), **own}
    )


def request_of(town, case):
    [request] = town.open_tasks(case, kind="duty")
    return request


def test_asking_to_stop_the_clock_names_procedure_and_days__R26(town, monday):
    task = office_task(town, accepted(town))
    page = text_of(town.client("bi.jieban").get(f"/desk/task/{task.pk}/"))
    assert 'name="suspend-procedure"' in page and 'name="suspend-expected_days"' in page
    response = ask(town, task, "suspend", procedure="force_majeure", expected_days="", say="沙尘暴封路")
    page = text_of(response)
    assert response.status_code == 400
    assert "沙尘暴封路" in page and re.search(r'value="force_majeure" selected', page)
    assert 'id="id_suspend-expected_days-error"' in page


def test_the_head_reads_what_is_asked_and_stops_the_clock__R26(town, monday):
    case = accepted(town)
    task = office_task(town, case)
    assert ask(town, task, "suspend", procedure="force_majeure", expected_days="3", say="沙尘暴封路").status_code == 302
    request = request_of(town, case)
    head = town.client("zhen.tongchou")
    page = text_of(head.get(f"/desk/task/{request.pk}/"))
    assert "请您批准" in page and "沙尘暴封路" in page
    response = head.post(f"/desk/task/{request.pk}/act/", {"decision": "approve_suspension", "say": "情况属实"})
    assert response.status_code == 302
    item = case.items.get(code="OF-OFFICE-001")
    assert item.state == "suspended"
    page = text_of(town.client("bi.jieban").get(f"/desk/task/{task.pk}/"))
    assert "clock--pause" in page and 'value="resume"' in page and 'value="pass"' not in page
    inbox = text_of(town.client("bi.jieban").get("/desk/inbox/?light=grey"))
    assert f'id="task-{task.pk}"' in inbox


def test_the_handler_lets_the_clock_go_on_and_finishes(town, monday):
    case = accepted(town)
    task = office_task(town, case)
    ask(town, task, "suspend", procedure="force_majeure", expected_days="3", say="沙尘暴封路")
    town.act(request_of(town, case), "approve_suspension", "zhen.tongchou")
    client = town.client("bi.jieban")
    assert client.post(f"/desk/task/{task.pk}/act/", {"decision": "resume"}).status_code == 302
    case.items.get(code="OF-OFFICE-001", state="in_review")
    assert client.post(f"/desk/task/{task.pk}/act/", {"decision": "pass", **POINTS}).status_code == 302


def test_refusing_a_request_needs_a_reason(town, monday):
    case = accepted(town)
    ask(town, office_task(town, case), "suspend", procedure="force_majeure", expected_days="3", say="沙尘暴封路")
    request = request_of(town, case)
    head = town.client("zhen.tongchou")
    response = head.post(f"/desk/task/{request.pk}/act/", {"decision": "refuse_suspension", "say": ""})
    assert response.status_code == 400
    assert 'id="say-error"' in text_of(response)
    fields = {"decision": "refuse_suspension", "say": "道路已通"}
    assert head.post(f"/desk/task/{request.pk}/act/", fields).status_code == 302


def test_the_record_tells_of_the_stop_and_who_agreed(town, monday):
    case = accepted(town)
    ask(town, office_task(town, case), "suspend", procedure="force_majeure", expected_days="3", say="沙尘暴封路")
    town.act(request_of(town, case), "approve_suspension", "zhen.tongchou")
    page = text_of(town.client("bi.jieban").get(f"/desk/case/{case.number}/?tab=record"))
    assert "沙尘暴封路" in page and "甄统筹" in page and "request." not in page and "item." not in page
