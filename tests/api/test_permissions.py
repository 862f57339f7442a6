"""The cast at every address: who is let in, who is told it is not theirs, who learns nothing at all."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from portal.api.urls import urlpatterns
from tests.api.stories import problem, upload
from tests.town import PDF, RECEPTION_ANSWERS

OPEN = {"token", "verify", "progress", "health", "metrics", "schema", "docs", "nowhere"}
# Neither applicant, window, lead, item department nor overseer of this organisation.
OUTSIDER = "yuan.gongyi"
APPLICANT, CLERK, HANDLER, HEAD, SUPERVISOR = (
    "yuan.gongjia",
    "chuang.kouyi",
    "bi.jieban",
    "zhen.tongchou",
    "du.banzhang",
)
# The head of a department that has no part in a reception; the administrator (R4).
OTHER_HEAD, ADMINISTRATOR = "fa.youju", "guan.xitong"

MEAL = {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base", "meal_headcount": 1, "diet": "normal"}

READS = ("cases/{number}/", "cases/{number}/timeline/")
WRITES = (
    ("withdraw", {}), ("urge", {}), ("resupply", {}), ("confirm", {}), ("messages", {"text": "在吗？"}),
    ("rating", {"level": 5}), ("objections", {"element": "employee_no", "claim": "1"}),
)  # fmt: skip


@pytest.fixture
def reception(town, monday):
    return town.reception()


def addresses(case, task, file_id):
    """(name, path, method) of every address of the interface."""
    values = {
        "code": "OM-RECEPTION", "number": case.number, "task_id": task.pk, "key": file_id,
        "note_id": 1, "copy_id": 1, "delegation_id": 1, "objection_id": 1, "defect": 1,
    }  # fmt: skip
    posts = {
        "resolve",
        "files",
        "withdraw",
        "urge",
        "resupply",
        "confirm",
        "rating",
        "objections",
        "claim",
        "release",
        "act",
        "recall",
    }
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        for name, value in values.items():
            for kind in ("str", "int", "uuid"):
                route = route.replace(f"<{kind}:{name}>", str(value))
        yield pattern.name, route, "post" if pattern.name in posts else "get"
        if pattern.name in ("cases", "messages"):
            yield pattern.name, route, "post"


def test_strangers_are_asked_to_sign_in_everywhere_but_at_the_open_doors(api, town, reception):
    [task] = town.open_tasks(reception)
    stranger = api()
    seen = set()
    for name, route, method in addresses(reception, task, uuid4()):
        if name in OPEN:
            continue
        seen.add(name)
        answer = getattr(stranger, method)(route)
        assert answer.status_code == 401, (name, answer.status_code)
        assert answer["WWW-Authenticate"] == "Token"
        problem(answer, 401, "not_authenticated")
    assert len(seen) == 39


def test_an_outsider_learns_nothing_about_a_case(api, reception, town):
    [task] = town.open_tasks(reception)
    paper = reception.materials.filter(upload__isnull=False).first().upload_id
    for name in (OUTSIDER, OTHER_HEAD, ADMINISTRATOR, "zong.heli"):
        caller = api(name)
        assert caller.get("cases/", q=reception.number).json()["count"] == 0
        for path in READS:
            problem(caller.get(path.format(number=reception.number)), 404, "not_found")
        for act, content in WRITES:
            problem(caller.post(f"cases/{reception.number}/{act}/", content), 404, "not_found")
        for path in (f"tasks/{task.pk}/", f"files/{paper}/content/", f"cases/{reception.number}/messages/"):
            problem(caller.get(path), 404, "not_found")
        for path in ("claim", "release", "act"):
            problem(
                caller.post(f"tasks/{task.pk}/{path}/", {"action": "accept"} if path == "act" else {}), 404, "not_found"
            )
        assert caller.tasks(q=reception.number) == []


def test_the_applicants_acts_are_nobody_elses__R1(api, town, reception):
    town.accept(reception)
    for name in (CLERK, HANDLER, HEAD, SUPERVISOR):
        caller = api(name)
        assert caller.get(f"cases/{reception.number}/").json()["actions"] == []
        for act, content in WRITES:
            if act == "messages":
                continue
            answer = caller.post(f"cases/{reception.number}/{act}/", content)
            assert answer.status_code in (400, 403, 409), (name, act, answer.content.decode())
            if act in ("withdraw", "urge", "rating", "objections", "confirm"):
                problem(answer, 403, "forbidden")
    assert api(APPLICANT).post(f"cases/{reception.number}/withdraw/").json()["state"] == "withdrawn"


def test_a_task_is_for_who_holds_the_duty_and_nobody_who_is_barred__R2_R3_R4(api, town, reception):
    town.accept(reception)
    [task] = town.open_tasks(reception, case_item__code="OF-OFFICE-001")
    path = f"tasks/{task.pk}/"
    for name, code in (
        (CLERK, "forbidden"),
        (SUPERVISOR, "forbidden"),
        ("che.lunzhuan", "forbidden"),
        (APPLICANT, "self_dealing"),
    ):
        caller = api(name)
        shown = caller.get(path)
        assert shown.status_code == 200 and shown.json()["actions"] == [] and shown.json()["acts"] == [], name
        problem(caller.post(f"{path}act/", {"action": "pass", "opinion": "同意"}), 403, code)
        problem(caller.post(f"{path}claim/"), 403, code)
    assert api(HANDLER).post(f"{path}act/", {"action": "pass", "opinion": "同意"}).status_code == 200


def test_a_junior_clerk_sees_no_act_on_a_whole_matter__R6(api, town, reception):
    [task] = town.open_tasks(reception)
    junior = api("chuang.kouer")
    assert junior.task_of(reception.number)["actions"] == []
    problem(junior.post(f"tasks/{task.pk}/act/", {"action": "accept"}), 403, "grade_too_low")
    offered = ["accept", "notify_correction", "refuse", "mend_on_the_spot"]
    assert api(CLERK).task_of(reception.number)["actions"] == offered


def test_who_oversees_sees_progress_but_no_papers__R8(api, town, reception):
    paper = reception.materials.filter(upload__isnull=False).first().upload_id
    for name, readable in ((SUPERVISOR, False), (HANDLER, True), (CLERK, True), (APPLICANT, True)):
        caller = api(name)
        shown = caller.get(f"cases/{reception.number}/").json()
        assert shown["readable"] is readable and bool(shown["fields"]) is readable, name
        assert bool(shown["materials"]) is readable and len(shown["items"]) == 8
        assert caller.get(f"files/{paper}/content/").status_code == (200 if readable else 404), name
        assert caller.get(f"cases/{reception.number}/messages/").status_code == (200 if readable else 403), name
    assert api("shen.jilu").get(f"cases/{reception.number}/").json()["readable"] is True


def test_sensitive_values_are_masked_for_all_but_who_works_on_the_item__R84(api, town, monday):
    case = town.apply("OM-ONBOARD", "xin.laide", {"needs_plant_access": False, "need_dorm": False}, {})
    town.accept(case)
    sensitive = {key for key, one in case.version.typed.elements.items() if one.sensitivity == "X" and key in case.form}
    assert sensitive
    [task] = town.open_tasks(case, case_item__code="OF-HR-001")
    worked_on = sensitive & set(task.case_item.snapshot.elements)
    assert worked_on
    handler = api("ru.zhihao").get(f"tasks/{task.pk}/").json()["case_file"]["fields"]
    plain = {one["key"]: one for one in handler}
    for key in worked_on:
        assert not plain[key]["masked"] and plain[key]["value"] == case.form[key]["value"]
    for key in sensitive - worked_on:
        assert plain[key]["masked"]
    for caller in (api("chuang.kouyi"), api("bao.menjin")):
        shown = caller.get(f"cases/{case.number}/").json()["fields"]
        values = {one["key"]: one["value"] for one in shown}
        for key in sensitive & set(values):
            assert values[key] != case.form[key]["value"]
    own = {one["key"]: one["value"] for one in api("xin.laide").get(f"cases/{case.number}/").json()["fields"]}
    assert all(own[key] == case.form[key]["value"] for key in sensitive)


def test_that_a_case_was_rated_stays_with_rater_and_verifier__R67(api, town, reception):
    town.run(reception)
    assert api(APPLICANT).post(f"cases/{reception.number}/rating/", {"level": 4}).status_code == 201

    def events(name):
        found = api(name).get(f"cases/{reception.number}/timeline/", page_size=100).json()["results"]
        return {one["event"] for one in found}

    assert "case.rated" in events(APPLICANT) and "case.rated" in events("shen.jilu")
    assert not {"case.rated"} & (events(HEAD) | events(HANDLER) | events("song.bianli") | events("ling.daoyi"))
    assert "task.claimed" not in events(APPLICANT)


def test_only_window_and_hotline_apply_for_others_and_name_the_consent__R1_R2(api, town, monday):
    content = {
        "matter": "OM-MEAL", "on_behalf_of": "yuan.gongyi", "channel": "counter", "consent": "签字板确认",
        "fields": MEAL,
    }  # fmt: skip
    for name in (APPLICANT, HEAD):
        problem(api(name).post("cases/", content), 403, "forbidden")
        # Who may not apply for others does not learn who exists.
        problem(api(name).post("cases/", {**content, "on_behalf_of": "nobody.here"}), 403, "forbidden")
    clerk = api(CLERK)
    assert "consent" in problem(clerk.post("cases/", {**content, "consent": ""}), 400, "invalid")["fields"]
    unknown = clerk.post("cases/", {**content, "on_behalf_of": "nobody.here"})
    assert "on_behalf_of" in problem(unknown, 400, "invalid")["fields"]
    answer = clerk.post("cases/", content, key="one")
    assert answer.status_code == 201, answer.content.decode()
    # The same key for somebody else is another application.
    problem(clerk.post("cases/", {**content, "on_behalf_of": APPLICANT}, key="one"), 409, "idempotency_conflict")
    case = answer.json()
    assert (case["applicant"], case["registered_by"], case["channel"]) == ("yuan.gongyi", CLERK, "counter")
    assert api("yuan.gongyi").get(f"cases/{case['number']}/").status_code == 200


@pytest.mark.parametrize("channel", ["counter", "hotline"])
def test_the_window_s_channels_are_the_clerk_s_to_record__R2(api, town, monday, channel):
    for name in (APPLICANT, CLERK):
        content = {"matter": "OM-MEAL", "channel": channel, "fields": MEAL}
        detail = problem(api(name).post("cases/", content), 403, "forbidden")["detail"]
        assert "窗口人员登记" in detail


def test_a_file_belongs_to_its_owner_until_a_case_has_it(api, town, monday):
    owner, other = api(APPLICANT), api("yuan.gongyi")
    file_id = upload(owner)
    content = owner.get(f"files/{file_id}/content/")
    assert content.status_code == 200 and content.body == PDF and content["X-Content-Type-Options"] == "nosniff"
    problem(other.get(f"files/{file_id}/content/"), 404, "not_found")
    stolen = {
        "matter": "OM-RECEPTION",
        "answers": RECEPTION_ANSWERS,
        "materials": [{"material": "M003", "file": file_id}],
    }
    assert "M003" in problem(other.post("cases/", stolen), 400, "invalid")["fields"]


def test_me_names_posts_and_duties(api, monday):
    me = api("bi.jieban").get("me/").json()
    assert me["username"] == "bi.jieban" and me["departments"] == ["OF-OFFICE"] and me["acting_for"] == []
    assert {"duty": "handle", "department": "OF-OFFICE"} in me["duties"]
    assert api(APPLICANT).get("me/").json()["duties"] == []


def test_a_session_needs_its_csrf_token_and_a_closed_account_is_out(api, town, monday):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(town.person(APPLICANT), backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/api/v1/me/").json()["username"] == APPLICANT
    refused = browser.post("/api/v1/cases/", "{}", content_type="application/json")
    assert "刷新页面" in problem(refused, 403, "forbidden")["detail"]
    browser.get("/api/v1/docs/?script=")
    token = {"x-csrftoken": browser.cookies["csrftoken"].value}
    content = json.dumps({"matter": "OM-MEAL", "fields": MEAL})
    filed = browser.post("/api/v1/cases/", content, content_type="application/json", headers=token)
    assert filed.status_code == 201 and filed.json()["channel"] == "web"
    assert filed["Cache-Control"] == "private, no-store"
    caller = api(APPLICANT)
    person = town.person(APPLICANT)
    person.is_active = False
    person.save(update_fields=["is_active"])
    problem(caller.get("me/"), 401, "authentication_failed")
