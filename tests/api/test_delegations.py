"""Delegations over the interface: give, list, take back, and whom a task's reader acts for (R51)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from departments.org.models import Delegation
from tests.api.stories import problem
from tests.api.test_budgets import statements
from tests.workflows.absence import BUDGET, accepted, for_the_head, give

HEAD, STRANGER = "qian.youshu", "cai.zhaobiao"


def wanted(**changes):
    ends = (timezone.now() + timedelta(days=5)).isoformat()
    return {"to": STRANGER, "department": "OF-FIN", "duties": ["approve"], "ends": ends, "reason": "出差"} | changes


def test_giving_listing_and_taking_back__R51(api, town, monday):
    made = api(HEAD).post("delegations/", wanted(items=[BUDGET], cap="50000"))
    assert made.status_code == 201, made.content.decode()
    content = made.json()
    assert content["state"] == "active" and content["revocable"] and content["cap"] == 50000
    assert [one["id"] for one in api(HEAD).get("delegations/?side=given").json()["results"]] == [content["id"]]
    [received] = api(STRANGER).get("delegations/?side=received").json()["results"]
    assert received["giver"] == HEAD and not received["revocable"]
    assert api("bi.jieban").get("delegations/").json()["count"] == 0
    assert [one["username"] for one in api(STRANGER).get("me/").json()["acting_for"]] == [HEAD]
    path = f"delegations/{content['id']}/revoke/"
    problem(api("bi.jieban").post(path), 404, "not_found")
    problem(api(STRANGER).post(path), 403, "forbidden")
    assert api(HEAD).post(path).json()["state"] == "revoked"
    problem(api(HEAD).post(path), 409, "delegation_over")
    assert api(STRANGER).get("me/").json()["acting_for"] == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"to": "nobody"}, 400, "invalid"),
        ({"to": HEAD}, 400, "unfit_delegate"),
        ({"department": "OF-HR"}, 403, "forbidden"),
        ({"duties": ["accept"]}, 400, "invalid"),
        ({"duties": []}, 400, "invalid"),
        ({"ends": "2026-05-01T00:00:00+08:00"}, 400, "invalid"),
        ({"cap": "-1"}, 400, "invalid"),
        ({"items": ["OF-XXX-001"]}, 400, "invalid"),
        ({"reason": ""}, 400, "invalid"),
        ({"forever": True}, 400, "invalid"),
    ],
)
def test_what_cannot_be_given_is_refused_whole__R51(api, town, monday, change, status, code):
    problem(api(HEAD).post("delegations/", wanted(**change)), status, code)
    assert not Delegation.objects.exists()


def test_what_was_received_is_not_passed_on__R51(api, town, monday):
    give(town, HEAD, STRANGER, "OF-FIN")
    problem(api(STRANGER).post("delegations/", wanted(to="bi.jieban")), 403, "no_onward_delegation")
    problem(api(HEAD).post("delegations/", wanted()), 409, "delegated_already")


def test_a_task_says_for_whom_its_reader_acts__R51(api, town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    give(town, HEAD, STRANGER, "OF-FIN")
    listed = api(STRANGER).task_of(case.number)
    assert (listed["acting_for"], listed["acting_for_name"]) == (HEAD, "钱有数")
    assert "pass" in listed["actions"] and api(HEAD).task_of(case.number)["acting_for"] is None
    detail = api(STRANGER).get(f"tasks/{task.pk}/").json()
    assert detail["case_file"]["fields"]
    done = api(STRANGER).act(listed, "pass", opinion="同意")
    assert done["task"]["acting_for"] == HEAD and done["task"]["closed_by"] == STRANGER
    events = api("zhang.benzi").get(f"cases/{case.number}/timeline/?page_size=100").json()["results"]
    [decided] = [one for one in events if one["event"] == "item.approved" and one["item"] == BUDGET]
    assert (decided["actor"], decided["acting_for"]) == (STRANGER, HEAD)


def test_revoked_while_the_other_was_reading__R51(api, town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    given = give(town, HEAD, STRANGER, "OF-FIN")
    listed = api(STRANGER).task_of(case.number)
    api(HEAD).post(f"delegations/{given.pk}/revoke/")
    late = problem(api(STRANGER).post(f"tasks/{listed['id']}/act/", {"action": "pass"}), 403, "delegation_ended")
    assert "钱有数" in late["detail"] or "Qian" in late["detail"]
    task.refresh_from_db()
    assert task.finished is None


def test_a_list_costs_the_same_however_many_delegations__R51(api, town, monday):
    for _ in range(3):
        for_the_head(town, accepted(town))
    caller = api(STRANGER)
    give(town, HEAD, STRANGER, "OF-FIN", cap=50000)
    caller.get("tasks/")
    few, _seen = statements(lambda: caller.get("tasks/"))
    for giver, code in (("ren.zhicai", "OF-HR"), ("zhen.tongchou", "OF-OFFICE"), ("an.quan", "OF-HSE")):
        give(town, giver, STRANGER, code, cap=90000)
    many, seen = statements(lambda: caller.get("tasks/"))
    assert many <= few <= 8, seen
    count, seen = statements(lambda: caller.get("delegations/"))
    assert count <= 15, seen
