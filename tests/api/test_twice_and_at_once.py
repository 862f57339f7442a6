"""The same key twice, the same application twice, two people at one task (R10, R13)."""

from __future__ import annotations

import threading

from django.db import connections

from services.cases.models import Case
from tests.api.stories import RECEPTION, fill, problem
from tests.town import RECEPTION_ANSWERS


def test_the_same_key_gives_the_same_case_and_other_content_is_refused(api, monday):
    yuan = api("yuan.gongjia")
    content = fill(yuan, "OM-RECEPTION", RECEPTION_ANSWERS, RECEPTION)
    first = yuan.post("cases/", content, key="k-1")
    again = yuan.post("cases/", content, key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() and Case.objects.count() == 1
    other = {**content, "fields": {**content["fields"], "visitor_org": "南疆油田公司"}}
    problem(yuan.post("cases/", other, key="k-1"), 409, "idempotency_conflict")
    # Another person's key is another key; without a key the identical application is still one (R13).
    twin = problem(yuan.post("cases/", content), 409, "identical_open_case")
    assert first.json()["number"] in twin["detail"]
    assert Case.objects.count() == 1


def test_a_key_that_cannot_be_kept_is_refused(api, monday):
    yuan = api("yuan.gongjia")
    for key in ("k" * 121, "a\tb"):
        assert (
            "Idempotency-Key" in problem(yuan.post("cases/", {"matter": "OM-MEAL"}, key=key), 400, "invalid")["fields"]
        )


def test_the_same_key_on_a_task_acts_once(api, town, monday):
    case = town.reception()
    town.accept(case)
    handler = api("bi.jieban")
    task = handler.task_of(case.number)
    path, content = f"tasks/{task['id']}/act/", {"action": "pass", "opinion": "同意"}
    first, again = handler.post(path, content, key="act-1"), handler.post(path, content, key="act-1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["task"] == again.json()["task"]
    assert case.opinions.filter(action="pass").count() == 1
    problem(handler.post(path, {**content, "opinion": "不同"}, key="act-1"), 409, "idempotency_conflict")
    closed = problem(handler.post(path, content), 409, "task_closed")
    assert "毕接办" in closed["detail"]


def test_a_lost_claim_names_the_holder(api, town, monday):
    case = town.reception()
    town.accept(case)
    for _ in range(2):
        [step] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
        town.act(step, "pass", opinion="同意")
    [task] = town.open_tasks(case, case_item__code="OF-LIFE-001")
    che, fan = api("che.lunzhuan"), api("fan.xiangxiang")
    assert fan.task_of(case.number, item="OF-LIFE-001")["claimable"]
    assert che.post(f"tasks/{task.pk}/claim/").json()["holder"] == "che.lunzhuan"
    assert che.post(f"tasks/{task.pk}/claim/").status_code == 200
    for path, content in (("claim", {}), ("act", {"action": "pass"}), ("release", {})):
        assert "车轮转" in problem(fan.post(f"tasks/{task.pk}/{path}/", content), 409, "already_claimed")["detail"]
    assert fan.get(f"tasks/{task.pk}/").json()["actions"] == []
    released = che.post(f"tasks/{task.pk}/release/").json()
    assert released["holder"] is None and released["claimable"]
    problem(che.post(f"tasks/{task.pk}/release/"), 409, "not_claimed")
    assert fan.post(f"tasks/{task.pk}/act/", {"action": "pass", "opinion": "同意"}).status_code == 200


def at_once(*calls):
    """Run the calls in threads that start together. Returns their answers in order."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait()
            answers[place] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_clerks_claiming_at_once_one_wins_and_the_other_reads_who(api, town, monday):
    case = town.reception()
    [task] = town.open_tasks(case)
    clerks = [api("chuang.kouyi"), api("chuang.shouxi")]
    answers = at_once(*(lambda clerk=clerk: clerk.post(f"tasks/{task.pk}/claim/") for clerk in clerks))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 409]
    winner = next(answer.json()["holder_name"] for answer in answers if answer.status_code == 200)
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert winner in problem(lost, 409, "already_claimed")["detail"]


def test_a_double_submission_at_once_makes_one_case(api, town, monday):
    yuan, twin = api("yuan.gongjia"), api("yuan.gongjia")
    content = fill(yuan, "OM-RECEPTION", RECEPTION_ANSWERS, RECEPTION)
    answers = at_once(lambda: yuan.post("cases/", content, key="d"), lambda: twin.post("cases/", content, key="d"))
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    assert len({answer.json()["number"] for answer in answers}) == 1 and Case.objects.count() == 1
