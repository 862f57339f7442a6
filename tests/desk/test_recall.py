"""Taking one's own act back from the desk, the counter and the interface: a button, no JavaScript needed."""

from __future__ import annotations

from tests.desk.stories import POINTS, accepted, key_in, office_task, statements, text_of
from tests.workflows.invariants import faults
from workflows.models import Task

BUDGET = 19


def passed(town, client, case):
    """毕接办 passes the office's item on from the inbox; the page that comes then."""
    task = office_task(town, case)
    page = client.get(f"/desk/task/{task.pk}/")
    form = {**POINTS, "decision": "pass", "say": "方案合规", "key": key_in(page), "from": "task"}
    return task, client.post(f"/desk/task/{task.pk}/act/", form, follow=True)


def test_the_message_after_an_act_offers_to_undo_it(town, monday):
    case = accepted(town)
    client = town.client("bi.jieban")
    task, after = passed(town, client, case)
    assert f'action="/desk/task/{task.pk}/recall/"' in text_of(after) and "撤销" in text_of(after)
    back = client.post(f"/desk/task/{task.pk}/recall/", follow=True)
    assert back.status_code == 200 and "回到您手上" in text_of(back)
    assert Task.objects.get(pk=task.pk).owner.username == "bi.jieban" and not faults([case])
    assert client.get(f"/desk/task/{task.pk}/recall/").status_code == 405


def test_the_closed_task_says_until_when_and_afterwards_why_not(town, monday):
    case = accepted(town)
    client = town.client("bi.jieban")
    task, _after = passed(town, client, case)
    page = text_of(client.get(f"/desk/inbox/?bucket=done&task={task.pk}"))
    assert "撤销我的操作" in page and "19:30" in page
    assert statements(client, f"/desk/task/{task.pk}/") <= BUDGET
    head = town.client("zhen.tongchou")
    assert "撤销我的操作" not in text_of(head.get(f"/desk/task/{task.pk}/"))
    following = office_task(town, case)
    head.post(f"/desk/task/{following.pk}/claim/")
    assert "撤销我的操作" not in text_of(client.get(f"/desk/task/{task.pk}/"))
    late = client.post(f"/desk/task/{task.pk}/recall/", follow=True)
    assert "甄统筹" in text_of(late) and "退回" in text_of(late) and not faults([case])


def test_the_window_takes_an_acceptance_back(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    client = town.client("chuang.shouxi")
    done = client.post(f"/counter/task/{intake.pk}/accept/", {}, follow=True)
    assert f'action="/desk/task/{intake.pk}/recall/"' in text_of(done)
    client.post(f"/desk/task/{intake.pk}/recall/", follow=True)
    case.refresh_from_db()
    assert case.state == "submitted" and not faults([case])


def test_over_the_interface(town, monday):
    case = accepted(town)
    task = office_task(town, case)
    client = town.client("bi.jieban")
    url = f"/api/v1/tasks/{task.pk}/"
    assert client.get(url).json()["recall"] is None
    client.post(f"{url}act/", {"action": "pass", "opinion": "同意"}, content_type="application/json")
    offered = client.get(url).json()["recall"]
    assert offered["outcome"] == "pass" and offered["until"].startswith("2026-03-02T19:30")
    other = town.client("zhen.tongchou").post(f"{url}recall/", {}, content_type="application/json")
    assert other.status_code == 403 and other.json()["code"] == "not_yours"
    back = client.post(f"{url}recall/", {}, content_type="application/json")
    assert back.status_code == 200 and back.json()["task"]["holder"] == "bi.jieban"
    again = client.post(f"{url}recall/", {}, content_type="application/json")
    assert again.status_code in (403, 409) and not faults([case])
