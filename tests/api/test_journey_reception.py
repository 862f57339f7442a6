"""业务招待一件事 over the interface: from application to rating, by every person involved."""

from __future__ import annotations

from tests.api.stories import RECEPTION, RECEPTION_CAST, fill, problem, upload, work_through
from tests.town import RECEPTION_ANSWERS

CASE_NAMES = {
    "number", "matter", "matter_version", "state", "light", "applicant", "channel", "submitted_at", "accepted_at",
    "due_at", "closed_at", "items", "corrections", "documents", "actions", "promised_because",
}  # fmt: skip
ITEM_NAMES = {
    "id", "code", "name", "department", "state", "light", "needs", "waits_on", "started_at", "due_at", "decided_at",
    "decision", "step", "pauses",
}  # fmt: skip


def apply(api):
    yuan = api("yuan.gongjia")
    answer = yuan.post("cases/", fill(yuan, "OM-RECEPTION", RECEPTION_ANSWERS, RECEPTION), key="journey")
    assert answer.status_code == 201, answer.content.decode()
    return yuan, answer.json()


def test_the_case_has_every_name_of_the_contract(api, monday):
    _yuan, case = apply(api)
    assert set(case) >= CASE_NAMES
    assert len(case["items"]) == 8 and all(set(one) >= ITEM_NAMES for one in case["items"])
    assert case["state"] == "submitted" and case["light"] == "green" and case["channel"] == "api"
    assert case["applicant"] == "yuan.gongjia" and case["matter"] == "OM-RECEPTION"
    assert case["submitted_at"] == "2026-03-02T10:30:00+08:00"
    assert {"withdraw", "urge", "messages"} <= set(case["actions"])
    assert case["promised_because"] and set(case["promised_because"][0]) == {"line"}
    settlement = next(one for one in case["items"] if one["code"] == "OF-FIN-003")
    assert settlement["phase"] == "post" and settlement["step"] is None


def test_from_application_to_rating_by_everybody_involved(api, monday):
    yuan, case = apply(api)
    number = case["number"]
    did = work_through(api, number, RECEPTION_CAST)
    assert "chuang.kouyi" in did and len(did) >= 8, did

    case = yuan.get(f"cases/{number}/").json()
    assert case["state"] == "delivered" and case["light"] == "blue"
    main = [one for one in case["items"] if one["phase"] == "main"]
    assert len(main) == 7 and {one["decision"] for one in main} == {"approved"}
    results = [one for one in case["documents"] if one["kind"] == "BJ"]
    assert len(results) == 7 and "confirm" in case["actions"]

    closed = yuan.post(f"cases/{number}/confirm/")
    assert closed.status_code == 200 and closed.json()["state"] == "closed"
    given = yuan.post(f"cases/{number}/rating/", {"level": 5, "text": "很快", "departments": {"OF-LIFE": 5}})
    assert given.status_code == 201, given.content.decode()
    assert given.json()["level"] == 5 and given.json()["departments"] == {"OF-LIFE": 5}

    genuine = api().client.get(results[0]["verify_url"])
    assert genuine.status_code == 200 and genuine.json()["valid"] is True
    assert set(genuine.json()) >= {"valid", "document", "issued_by", "issued_at", "revoked_at"}


def test_the_first_wave_starts_together_and_others_say_what_they_wait_on__R9(api, monday):
    yuan, case = apply(api)
    clerk = api("chuang.kouyi")
    acted = clerk.act(clerk.task_of(case["number"]), "accept")
    assert acted["task"]["outcome"] == "accept" and acted["task"]["closed_by"] == "chuang.kouyi"
    items = {one["code"]: one for one in acted["case"]["items"]}
    started = [one for one in items.values() if one["state"] == "accepted"]
    assert {one["code"] for one in started} == {"OF-OFFICE-001", "OF-FIN-001", "OF-CONF-001"}
    assert len({one["started_at"] for one in started}) == 1
    assert items["OF-LIFE-002"]["waits_on"] == ["OF-OFFICE-001", "OF-FIN-001"]
    step = items["OF-OFFICE-001"]["step"]
    assert step["kind"] == "step" and step["department"] == "OF-OFFICE" and step["holder"] is None

    handler = api("bi.jieban")
    claimed = handler.post(f"tasks/{step['task']}/claim/")
    assert claimed.json()["holder"] == "bi.jieban" and not claimed.json()["claimable"]
    shown = {one["code"]: one for one in yuan.get(f"cases/{case['number']}/").json()["items"]}
    assert shown["OF-OFFICE-001"]["step"]["holder"] == "bi.jieban"
    assert shown["OF-OFFICE-001"]["state"] == "in_review"


def test_the_papers_after_the_event_come_through_the_applicants_own_task(api, monday):
    yuan, case = apply(api)
    number = case["number"]
    work_through(api, number, RECEPTION_CAST)
    yuan.post(f"cases/{number}/confirm/")
    task = yuan.task_of(number, kind="resupply")
    incomplete = yuan.post(f"tasks/{task['id']}/act/", {"action": "resupply"})
    assert {"settle_amount", "M035", "M005"} <= set(problem(incomplete, 400, "invalid")["fields"])
    papers = [{"material": code, "file": upload(yuan)} for code in ("M035", "M005")]
    acted = yuan.act(task, "resupply", fields={"settle_amount": "11000"}, materials=papers)
    assert acted["task"]["outcome"] == "resupply"
    work_through(api, number, RECEPTION_CAST)
    settlement = next(one for one in yuan.get(f"cases/{number}/").json()["items"] if one["code"] == "OF-FIN-003")
    assert settlement["decision"] == "approved" and settlement["state"] == "closed"


def test_a_denial_tells_the_applicant_why_and_cancels_what_needs_it__R7_R9(api, monday):
    yuan, case = apply(api)
    number = case["number"]
    clerk = api("chuang.kouyi")
    clerk.act(clerk.task_of(number), "accept")
    handler, head = api("bi.jieban"), api("zhen.tongchou")
    handler.act(handler.task_of(number), "pass", opinion="建议不同意")
    task = head.task_of(number, item="OF-OFFICE-001")
    assert "deny" in task["actions"] and task["decides"]
    half = head.post(f"tasks/{task['id']}/act/", {"action": "deny", "reason_code": "not_eligible"})
    assert set(problem(half, 400, "invalid")["fields"]) == {"reason", "basis"}
    head.act(task, "deny", reason_code="not_eligible", reason="事由不属于公务接待", basis="公务接待管理办法第三条")
    items = {one["code"]: one for one in yuan.get(f"cases/{number}/").json()["items"]}
    denied = items["OF-OFFICE-001"]
    assert denied["decision"] == "denied" and denied["decision_text"] == "事由不属于公务接待"
    assert denied["reason_code"] == "not_eligible" and denied["basis"] == "公务接待管理办法第三条"
    assert items["OF-LIFE-001"]["state"] == "cancelled"
    told = yuan.get(f"cases/{number}/timeline/", page_size=100).json()["results"]
    said = {one["event"]: one["text"] for one in told}
    assert said["item.denied"] == "事由不属于公务接待"
    # What colleagues wrote to one another stays with them.
    assert "建议不同意" not in {one["text"] for one in told}
    colleagues = head.get(f"cases/{number}/timeline/", page_size=100).json()["results"]
    assert "建议不同意" in {one["text"] for one in colleagues}


def test_sending_back_names_the_earlier_steps__R55(api, monday):
    _yuan, case = apply(api)
    number = case["number"]
    clerk, handler, head = api("chuang.kouyi"), api("bi.jieban"), api("zhen.tongchou")
    clerk.act(clerk.task_of(number), "accept")
    points = handler.get(f"tasks/{handler.task_of(number)['id']}/").json()["review_points"]
    checked = [one for one in points if one["checked_by_system"]]
    assert checked and all(one["holds"] for one in checked)
    looked = next(one for one in points if not one["checked_by_system"])
    assert looked["holds"] is None
    handler.act(
        handler.task_of(number), "pass", opinion="已核对",
        review_points=[{"id": looked["id"], "holds": True, "note": "看过公函"}],
    )  # fmt: skip
    detail = head.get(f"tasks/{head.task_of(number, item='OF-OFFICE-001')['id']}/").json()
    seen = next(one for one in detail["review_points"] if one["id"] == looked["id"])
    assert seen["holds"] is True and seen["note"] == "看过公函" and seen["looked_at_by"] == "bi.jieban"
    back = next(one for one in detail["acts"] if one["action"] == "send_back")
    assert back["needs"] == {"to": "required", "reason": "required", "changes": "optional", "seen": "optional"}
    assert back["choices"]["to"] == ["经办审核"]
    head.act(detail, "send_back", to="经办审核", reason="请补充事由")
    assert handler.task_of(number, item="OF-OFFICE-001")["step"] == "经办审核"
