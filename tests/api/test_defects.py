"""Points for the one notice through the interface (R36)."""

from __future__ import annotations

from services.cases.models import Correction, ProposedDefect

LETTER = "M003"
STAMP = {"material": LETTER, "problem": "公函没有盖章。", "remedy": "请上传盖章后的公函。"}
JSON = {"content_type": "application/json"}


def test_named_listed_taken_back_and_sent__R36(town, monday):
    case = town.reception()
    address = f"/api/v1/cases/{case.number}/defects/"
    office = town.client("bi.jieban")
    made = office.post(address, STAMP, **JSON, headers={"Idempotency-Key": "one"})
    assert made.status_code == 201
    [point] = made.json()
    assert point["department"] == "OF-OFFICE" and point["author"] == "bi.jieban" and point["state"] == "open"
    assert office.post(address, STAMP, **JSON, headers={"Idempotency-Key": "one"}).status_code == 201
    assert ProposedDefect.objects.count() == 1
    again = office.post(address, STAMP, **JSON)
    assert (again.status_code, again.json()["code"]) == (409, "already_named")
    window = town.client("chuang.kouyi")
    assert [one["id"] for one in window.get(address).json()["results"]] == [point["id"]]
    assert office.delete(f"{address}{point['id']}/").status_code == 204
    assert window.get(address).json()["results"] == []

    task = office.get("/api/v1/tasks/?bucket=ahead").json()["results"][0]
    assert task["kind"] == "intake" and task["actions"] == ["add_defect", "withdraw_defect"]
    act = office.post(f"/api/v1/tasks/{task['id']}/act/", {"action": "add_defect", "defects": [STAMP]}, **JSON)
    assert act.status_code == 200
    sent = {"action": "notify_correction", "defects": [STAMP]}
    assert window.post(f"/api/v1/tasks/{task['id']}/act/", sent, **JSON).status_code == 200
    assert [one["state"] for one in window.get(address).json()["results"]] == ["taken"]
    late = office.post(address, {**STAMP, "field": "companions", "material": ""}, **JSON)
    assert (late.status_code, late.json()["code"]) == (409, "task_closed")
    assert Correction.objects.get().defects.count() == 1


def test_who_may_not__R1_R36(town, monday):
    case = town.reception()
    address = f"/api/v1/cases/{case.number}/defects/"
    applicant = town.client("yuan.gongjia")
    assert applicant.get(address).status_code == 403
    assert applicant.post(address, STAMP, **JSON).status_code == 403
    assert town.client("yuan.gongyi").post(address, STAMP, **JSON).status_code == 404
    assert town.client("chuang.kouyi").post(address, STAMP, **JSON).status_code == 403
    assert town.client().get(address).status_code == 401
    wrong = town.client("bi.jieban").post(address, {"material": LETTER, "problem": "", "remedy": ""}, **JSON)
    assert wrong.status_code == 400 and wrong.json()["fields"]
    assert not ProposedDefect.objects.exists()


def test_the_buckets_count_what_comes__R36(town, monday):
    town.reception()
    assert town.client("bi.jieban").get("/api/v1/tasks/buckets/").json()["ahead"] == 1
