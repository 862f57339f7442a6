"""What nobody should send: each gets its clear sentence, nothing is stored, nothing breaks."""

from __future__ import annotations

import pytest

from portal.api.parsing import DEEPEST
from services.cases.models import Case
from tests.api.stories import problem, upload
from tests.town import PDF

MEAL = {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base", "meal_headcount": 1, "diet": "normal"}
SQL = "'; DROP TABLE cases_case; --"


@pytest.fixture
def yuan(api, monday):
    return api("yuan.gongjia")


def test_content_that_is_no_json_object(yuan):
    deep = '{"answers": ' + '{"a": ' * DEEPEST + "1" + "}" * DEEPEST + "}"
    abyss = '{"answers": ' + "[" * 200_000 + "]" * 200_000 + "}"
    for raw in (
        "",
        "{",
        "[]",
        '"text"',
        "null",
        deep,
        abyss,
        b"\xff\xfe{}",
        '{"a": NaN}',
        '{"a": 1e400}',
        '{"a": ' + "9" * 5000 + "}",
    ):
        answer = yuan.post("cases/", raw=raw)
        assert answer.status_code == 400 and answer.json()["code"] in ("unreadable", "invalid"), raw[:40]
    for text in ("a\\u0000b", "\\ud800"):
        problem(yuan.post("cases/", raw=f'{{"matter": "OM-MEAL", "fields": {{"x": "{text}"}}}}'), 400, "unreadable")
    assert Case.objects.count() == 0


def test_too_large_too_many_and_the_wrong_kind(yuan, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    problem(yuan.post("cases/", {"matter": "x" * 2000}), 413, "too_large")
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "",
        "multipart/form-data; boundary=x",
    ):
        problem(yuan.post("cases/", raw="matter=OM-MEAL", content_type=kind), 400, "unsupported_media_type")
    problem(yuan.post("files/", {"file": "x"}), 400, "unsupported_media_type")
    assert yuan.client.put("/api/v1/cases/", headers=yuan.headers).status_code == 405
    assert yuan.client.delete("/api/v1/cases/", headers=yuan.headers).json()["code"] == "method_not_allowed"


def test_wrong_types_and_unknown_keys_are_named(yuan):
    wrong = {
        "matter": ["OM-MEAL"], "answers": [], "fields": "x", "materials": {"material": 1},
        "commitments": [{"material": "M1"}], "channel": "pigeon", "surprise": 1, "materials.0": 1,
    }  # fmt: skip
    fields = problem(yuan.post("cases/", wrong), 400, "invalid")["fields"]
    assert {"matter", "answers", "fields", "materials", "commitments.0.by", "channel", "surprise"} <= set(fields)
    named = {"matter": "OM-RECEPTION", "materials": [{"material": "M003", "file": "no-uuid", "note": "x"}]}
    assert {"materials.0.file", "materials.0.note"} <= set(
        problem(yuan.post("cases/", named), 400, "invalid")["fields"]
    )
    twice = {"matter": "OM-RECEPTION", "materials": [{"material": "M003", "file": upload(yuan)} for _ in range(2)]}
    assert "materials" in problem(yuan.post("cases/", twice), 400, "invalid")["fields"]


def test_values_of_a_form_are_checked_whatever_their_type(yuan):
    for value in ([], {}, [[["x"]]], True, -1, 10**39, "9" * 4000, SQL, "2026-13-45", "🍜"):
        for key in ("meal_date", "meal_headcount", "canteen"):
            answer = yuan.post("cases/", {"matter": "OM-MEAL", "fields": {**MEAL, key: value}})
            if answer.status_code != 201:
                assert key in problem(answer, 400, "invalid")["fields"], (key, value)
    unknown = problem(yuan.post("cases/", {"matter": "OM-MEAL", "fields": {**MEAL, SQL: 1}}), 400, "invalid")
    assert SQL in unknown["fields"]


def test_answers_out_of_place(yuan):
    for answers in (
        {"guest_count": 0},
        {"guest_count": "zwölf"},
        {"guest_count": []},
        {"need_meal": 7},
        {"x": 1},
        {SQL: SQL},
    ):
        answer = yuan.post("matters/OM-RECEPTION/resolve/", {"answers": answers})
        assert set(problem(answer, 400, "invalid")["fields"]) == set(answers)
    problem(yuan.post("matters/OM-RECEPTION/resolve/", {"answers": 1}), 400, "invalid")
    problem(yuan.post("matters/OM-NOWHERE/resolve/", {}), 404, "not_found")


def test_filters_and_pages(yuan):
    for path in ("cases/", "tasks/", "matters/"):
        assert len(yuan.get(path, page_size=10**9).json()["results"]) <= 100
        assert yuan.get(path, page_size="-5").status_code == 200
        for page in ("0", "-1", "zwei", "9" * 400):
            problem(yuan.get(path, page=page), 404, "not_found")
    for path, query in (
        ("cases/", {"state": "elsewhere"}), ("cases/", {"light": "pink"}), ("tasks/", {"bucket": "trash"}),
        ("tasks/", {"light": "pink"}), ("cases/", {"q": "x" * 101}), ("matters/", {"audience": "x" * 31}),
    ):  # fmt: skip
        assert set(query) == set(problem(yuan.get(path, **query), 400, "invalid")["fields"])
    for path in ("cases/", "tasks/", "guide/"):
        for q in (SQL, "%", "_", "\\", "' OR 1=1", "客人" * 40):
            assert yuan.get(path, q=q).status_code == 200
        assert yuan.get(path, q="a\x00b").status_code == 400
    assert yuan.get("tasks/", department=SQL, matter=SQL).json()["count"] == 0


def test_addresses_nobody_has(yuan):
    for path in (
        "nothing/", "cases/YJS-1/", f"cases/{SQL}/", "tasks/0/", f"tasks/{10**30}/", f"tasks/{'9' * 5000}/",
        "tasks/-1/", "matters/om-reception/", "files/123/content/", "verify/NOPE/",
        "files/00000000-0000-0000-0000-000000000000/content/",
    ):  # fmt: skip
        problem(yuan.get(path), 404, "not_found")
    for path in ("cases/%00/", "matters/a%00b/", "verify/%00/"):
        assert yuan.get(path).status_code in (400, 404)
    assert "/api/v1/cases/" in problem(yuan.get("cases"), 404, "not_found")["detail"]
    problem(yuan.post("nothing/", {}), 404, "not_found")


def test_acts_a_task_does_not_know_or_cannot_read(api, town, monday):
    case = town.reception()
    town.accept(case)
    [task] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
    handler, path = api("bi.jieban"), f"tasks/{task.pk}/act/"
    for action in ("accept", "agree", "deliver", "explode", SQL):
        unknown = problem(handler.post(path, {"action": action, "reason": "x"}), 400, "unknown_action")
        assert all(name in unknown["fields"]["action"][0] for name in ("pass", "deny", "send_back"))
    for content in ({}, {"action": 1}, {"action": ""}, {"action": None}, {"action": ["pass"]}):
        assert "action" in problem(handler.post(path, content), 400, "invalid")["fields"]
    wrong = {
        "opinion": {"opinion": {"a": 1}}, "surprise": {"surprise": 1}, "review_points": {"review_points": "x"},
        "review_points.0.id": {"review_points": [{"holds": True}]},
        "review_points.0.holds": {"review_points": [{"id": "C1"}]},
    }  # fmt: skip
    for name, content in wrong.items():
        assert name in problem(handler.post(path, {"action": "pass", **content}), 400, "invalid")["fields"]
    unknown = handler.post(path, {"action": "pass", "review_points": [{"id": "X9", "holds": True}]})
    assert "review_points" in problem(unknown, 400, "invalid")["fields"]
    # `null` is the same as nothing.
    assert handler.post(path, {"action": "pass", "opinion": None}).status_code == 200


def test_the_window_is_told_what_is_missing_in_its_notice(api, town, monday):
    case = town.reception()
    [task] = town.open_tasks(case)
    clerk, path = api("chuang.kouyi"), f"tasks/{task.pk}/act/"
    for defects in (
        None,
        [],
        "x",
        [1],
        [{"material": "M999", "problem": "x", "remedy": "y"}],
        [{"field": "companions"}],
    ):
        answer = clerk.post(path, {"action": "notify_correction", "defects": defects})
        assert problem(answer, 400, "invalid")["fields"], defects
    for deferrals in (
        "x",
        [1],
        [{"material": "M003"}],
        [{"material": "M003", "by": "2026-13-40"}],
        [{"material": SQL, "by": "2026-03-05"}],
    ):
        answer = clerk.post(path, {"action": "accept", "deferrals": deferrals})
        assert answer.status_code == 400 and answer.json()["fields"], deferrals


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("公函.pdf", b""), ("公函.pdf", b"MZ\x90\x00" + b"x" * 200), ("公函.zip", b"PK\x03\x04"),
        ("page.html", b"<html></html>"), ("bild.png", PDF), ("ohne", PDF),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("../../etc/passwd", b"root:x:0:0"),
    ],
)  # fmt: skip
def test_files_that_are_not_what_they_say(yuan, name, content):
    refused = problem(yuan.upload(name, content), 400, "file_refused")
    assert refused["fields"]["file"]


def test_a_file_too_large_and_no_file_at_all(yuan, settings):
    settings.UPLOAD_LIMIT_BYTES = 1000
    problem(yuan.upload("公函.pdf", PDF + b"x" * 2000), 413, "too_large")
    problem(yuan.upload("公函.pdf", PDF + b"x" * 200_000), 413, "too_large")
    empty = yuan.client.post("/api/v1/files/", {}, headers=yuan.headers)
    assert "file" in problem(empty, 400, "invalid")["fields"]
    broken = yuan.post("files/", raw=b"--x\r\nnot really", content_type="multipart/form-data; boundary=x")
    assert broken.status_code == 400
    taken = yuan.upload("公函‮fdp.pdf", PDF)
    assert taken.status_code == 201 and set(taken.json()) == {"id", "name", "size", "media_type", "sha256"}
