"""What applicants do with a running case: correct, promise, urge, write, object, withdraw, rate."""

from __future__ import annotations

from datetime import timedelta

from tests.api.stories import problem, upload

DEFECTS = [
    {"material": "M003", "problem": "公函没有盖章", "remedy": "请上传盖章后的公函"},
    {"field": "companions", "problem": "陪餐人数写错", "remedy": "请改为实际人数"},
]


def corrected(api, town):
    case = town.reception()
    clerk = api("chuang.kouyi")
    answer = clerk.act(clerk.task_of(case.number), "notify_correction", defects=DEFECTS)
    return case.number, answer["case"]


def test_one_notice_lists_everything_and_the_answer_comes_complete__R36(api, town, monday):
    number, case = corrected(api, town)
    assert case["state"] == "correcting" and case["light"] == "grey"
    [notice] = case["corrections"]
    assert notice["due_at"] == "2026-03-16T19:30:00+08:00"
    assert [one["material"] or one["field"] for one in notice["defects"]] == ["M003", "companions"]

    yuan = api("yuan.gongjia")
    assert yuan.get(f"cases/{number}/").json()["actions"][:2] == ["withdraw", "resupply"]
    task = yuan.task_of(number)
    assert task["kind"] == "resupply" and task["actions"] == ["resupply"] and not task["claimable"]
    half = yuan.post(f"cases/{number}/resupply/", {"fields": {"companions": 2}})
    assert set(problem(half, 400, "invalid")["fields"]) == {"M003"}
    uninvited = yuan.post(f"cases/{number}/resupply/", {"fields": {"budget_amount": "1"}})
    assert set(problem(uninvited, 400, "invalid")["fields"]) == {"budget_amount"}
    whole = {"fields": {"companions": 2}, "materials": [{"material": "M003", "file": upload(yuan)}]}
    answer = yuan.post(f"cases/{number}/resupply/", whole, key="again")
    assert answer.status_code == 200 and answer.json()["state"] == "submitted"
    assert answer.json()["corrections"][0]["answered_at"]
    problem(yuan.post(f"cases/{number}/resupply/", {}), 409, "nothing_to_hand_in")

    clerk = api("chuang.kouyi")
    second = clerk.post(
        f"tasks/{clerk.task_of(number)['id']}/act/", {"action": "notify_correction", "defects": DEFECTS}
    )
    problem(second, 409, "second_notice")


def test_a_paper_may_be_promised_and_the_result_waits_for_it__R39_R40(api, town, monday):
    yuan, clerk = api("yuan.gongjia"), api("chuang.kouyi")
    case = town.apply("OM-RECEPTION", "yuan.gongjia", {"guest_count": 5}, {}, materials={})
    task = clerk.task_of(case.number)
    refused = clerk.post(f"tasks/{task['id']}/act/", {"action": "accept"})
    assert "M003" in problem(refused, 400, "materials_missing")["fields"]
    clerk.act(task, "accept", deferrals=[{"material": "M003", "by": "2026-03-03"}])
    shown = yuan.get(f"cases/{case.number}/").json()
    assert "resupply" in shown["actions"]
    paper = next(one for one in shown["materials"] if one["code"] == "M003")
    assert paper["status"] == "deferred" and paper["deferred_until"] == "2026-03-03T19:30:00+08:00"
    handler, head = api("bi.jieban"), api("zhen.tongchou")
    handler.act(handler.task_of(case.number), "pass", opinion="同意")
    deciding = head.task_of(case.number, item="OF-OFFICE-001")
    problem(head.post(f"tasks/{deciding['id']}/act/", {"action": "pass"}), 409, "deferred_open")
    given = yuan.post(f"cases/{case.number}/resupply/", {"materials": [{"material": "M003", "file": upload(yuan)}]})
    assert given.status_code == 200 and "resupply" not in given.json()["actions"]
    head.act(deciding, "pass", opinion="同意")


def test_commitments_come_with_the_application__R40(api, town, monday):
    from tests.api.stories import RECEPTION, fill

    yuan = api("yuan.gongjia")
    content = fill(yuan, "OM-RECEPTION", {"guest_count": 5}, RECEPTION)
    content["materials"] = [one for one in content["materials"] if one["material"] != "M003"]
    late = {**content, "commitments": [{"material": "M003", "by": "2026-12-01"}]}
    assert "M003" in problem(yuan.post("cases/", late), 400, "invalid")["fields"]
    answer = yuan.post("cases/", {**content, "commitments": [{"material": "M003", "by": "2026-03-03"}]})
    assert answer.status_code == 201, answer.content.decode()
    assert "RQ" in {one["kind"] for one in answer.json()["documents"]}


def test_urging_says_when_it_is_possible(api, town, monday):
    case = town.reception()
    yuan = api("yuan.gongjia")
    problem(yuan.post(f"cases/{case.number}/urge/"), 409, "not_yet")
    monday.shift(30 * 3600)
    urged = yuan.post(f"cases/{case.number}/urge/")
    assert urged.status_code == 200 and urged.json()["number"] == case.number
    assert town.person("chuang.kouyi").notices.filter(case_number=case.number, event="case.urged").exists()
    problem(yuan.post(f"cases/{case.number}/urge/"), 409, "not_yet")


def test_both_sides_write_and_read(api, town, monday):
    case = town.reception()
    yuan, clerk = api("yuan.gongjia"), api("chuang.kouyi")
    asked = yuan.post(f"cases/{case.number}/messages/", {"text": "客人改为13人，怎么办？"})
    assert asked.status_code == 201 and asked.json()["department"] is None
    answered = clerk.post(f"cases/{case.number}/messages/", {"text": "请撤回后重报。"})
    assert answered.json()["department"] == "OF-SSC" and answered.json()["author"] == "chuang.kouyi"
    thread = yuan.get(f"cases/{case.number}/messages/").json()
    assert [one["text"] for one in thread["results"]] == ["客人改为13人，怎么办？", "请撤回后重报。"]
    for content in ({"text": " "}, {"text": "x" * 2001}, {}, {"text": "在吗", "to": "OF-LEGAL"}):
        problem(yuan.post(f"cases/{case.number}/messages/", content), 400, "invalid")


def test_a_value_from_a_register_can_be_objected_to_once__R83(api, town, monday):
    case = town.apply("OM-ONBOARD", "xin.laide", {"needs_plant_access": False, "need_dorm": False}, {})
    person = api("xin.laide")
    fields = person.get(f"cases/{case.number}/").json()["fields"]
    shared = next(one for one in fields if one["source"])
    assert set(shared["source"]) == {"department", "system", "as_of"}
    stated = next(one for one in fields if not one["source"])
    path = f"cases/{case.number}/objections/"
    problem(person.post(path, {"element": stated["key"], "claim": "x"}), 400, "invalid")
    problem(person.post(path, {"element": shared["key"], "claim": " "}), 400, "invalid")
    told = person.post(path, {"element": shared["key"], "claim": "应为另一个值"})
    assert told.status_code == 201 and told.json()["source"] == shared["source"]["department"]
    problem(person.post(path, {"element": shared["key"], "claim": "再说一次"}), 409, "already_objected")
    assert [one["element"] for one in person.get(f"cases/{case.number}/").json()["objections"]] == [shared["key"]]


def test_withdrawing_ends_every_branch_and_comes_too_late_once_decided__R9(api, town, monday):
    case = town.reception()
    town.accept(case)
    yuan = api("yuan.gongjia")
    gone = yuan.post(f"cases/{case.number}/withdraw/", {"reason": "客人改期"})
    assert gone.status_code == 200 and gone.json()["state"] == "withdrawn" and gone.json()["light"] == "blue"
    assert {one["state"] for one in gone.json()["items"]} == {"withdrawn"} and gone.json()["actions"] == ["messages"]
    problem(yuan.post(f"cases/{case.number}/withdraw/"), 409, "too_late")
    assert yuan.tasks(q=case.number) == []


def test_a_rating_is_given_once_changed_once_and_says_why_when_bad__R64_R65_R66(api, town, monday):
    case = town.reception()
    yuan, path = api("yuan.gongjia"), f"cases/{case.number}/rating/"
    problem(yuan.post(path, {"level": 5}), 409, "not_rateable")
    town.run(case)
    assert "rating" in yuan.get(f"cases/{case.number}/").json()["actions"]
    for content in (
        {}, {"level": 9}, {"level": "gut"}, {"level": 2}, {"level": 4, "reasons": ["weather"]},
        {"level": 4, "departments": {"OF-LEGAL": 5}}, {"level": 4, "departments": {"OF-LIFE": 6}},
        {"level": 4, "stars": 1},
    ):  # fmt: skip
        assert problem(yuan.post(path, content), 400, "invalid")["fields"], content
    assert yuan.post(path, {"level": 2, "reasons": ["efficiency"]}).status_code == 201
    changed = yuan.post(path, {"level": 4, "departments": {"OF-LIFE": 3}})
    assert changed.status_code == 200 and changed.json()["departments"] == {"OF-LIFE": 3}
    problem(yuan.post(path, {"level": 5}), 409, "not_rateable")
    monday.shift(timedelta(days=31))
    problem(yuan.post(path, {"level": 5}), 409, "not_rateable")


def test_a_refusal_at_the_window_says_where_to_go__R7_R53(api, town, monday):
    case = town.reception()
    clerk = api("chuang.kouyi")
    task = clerk.task_of(case.number)
    half = clerk.post(f"tasks/{task['id']}/act/", {"action": "refuse", "reason_code": "wrong_place"})
    assert set(problem(half, 400, "invalid")["fields"]) == {"reason"}
    acted = clerk.act(task, "refuse", reason_code="wrong_place", reason="由乙方接待", apply_where="OF-LOCAL")
    assert acted["case"]["state"] == "not_accepted"
    shown = api("yuan.gongjia").get(f"cases/{case.number}/").json()
    assert shown["state_reason"] == "由乙方接待" and "BS" in {one["kind"] for one in shown["documents"]}
    problem(api("yuan.gongjia").post(f"cases/{case.number}/confirm/"), 409, "conflict")
