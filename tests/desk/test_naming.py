"""Looking at cases before they are accepted, and asking for a second notice, on the desk (R36, R37)."""

from __future__ import annotations

from services.cases.models import Correction, ProposedDefect
from tests.desk.stories import key_in, statements, text_of
from workflows.operations.owed.resupply import resupply

HANDLER = "bi.jieban"
LETTER = "M003"


def intake(town, case):
    [task] = town.open_tasks(case, kind="intake")
    return task


def row(action, number=1, what=f"material:{LETTER}", problem="公函没有盖章", remedy="请上传盖章后的公函"):
    return {f"{action}-what-{number}": what, f"{action}-problem-{number}": problem, f"{action}-remedy-{number}": remedy}


def test_a_handler_finds_the_case_and_names_two_points_at_once__R36(town, monday):
    case = town.reception()
    client = town.client(HANDLER)
    page = text_of(client.get("/desk/inbox/?bucket=ahead"))
    assert case.number in page and "提出补正意见" in page
    # Not accepted yet: nothing about accepting or refusing is offered here.
    assert 'value="refuse"' not in page and "/counter/task/" not in page.split('id="task"')[1]
    task = intake(town, case)
    form = {"decision": "add_defect", "from": "inbox", "key": key_in(client.get("/desk/inbox/?bucket=ahead"))}
    form |= row("add_defect") | row("add_defect", 2, "field:companions", "人数超标", "请按标准填写")
    answer = client.post(f"/desk/task/{task.pk}/act/?bucket=ahead", form)
    assert answer.status_code == 302
    assert ProposedDefect.objects.count() == 2
    # The same form again names nothing twice.
    client.post(f"/desk/task/{task.pk}/act/?bucket=ahead", form)
    assert ProposedDefect.objects.count() == 2
    again = text_of(client.get(f"/desk/task/{task.pk}/"))
    assert "公函没有盖章" in again and "收回" in again and "待窗口汇总告知" in again


def test_what_is_not_right_comes_back_with_every_word__R36(town, monday):
    case = town.reception()
    task = intake(town, case)
    client = town.client(HANDLER)
    form = {"decision": "add_defect", "from": "task", "key": "k"}
    form |= row("add_defect") | row("add_defect", 2, "field:companions", "人数超标", "")
    answer = client.post(f"/desk/task/{task.pk}/act/", form)
    page = text_of(answer)
    assert answer.status_code == 400 and not ProposedDefect.objects.exists()
    assert 'value="人数超标"' in page and 'id="id_add_defect-what-2-error"' in page
    assert 'id="id_add_defect-what-1-error"' not in page


def test_taken_back_with_one_click__R36(town, monday):
    case = town.reception()
    task = intake(town, case)
    client = town.client(HANDLER)
    client.post(f"/desk/task/{task.pk}/act/", {"decision": "add_defect", "key": "a", **row("add_defect")})
    one = ProposedDefect.objects.get()
    form = {"decision": "withdraw_defect", "withdraw_defect-defect": one.pk, "stay": "1", "from": "task"}
    assert client.post(f"/desk/task/{task.pk}/act/", form).status_code == 302
    one.refresh_from_db()
    assert one.withdrawn_at is not None
    assert "公函没有盖章" not in text_of(client.get(f"/desk/task/{task.pk}/"))


def test_too_late_says_who_accepted__R36(town, monday):
    case = town.reception()
    task = intake(town, case)
    town.accept(case, "chuang.kouyi")
    client = town.client(HANDLER)
    form = {"decision": "add_defect", "key": "a", "from": "task", **row("add_defect")}
    answer = client.post(f"/desk/task/{task.pk}/act/", form)
    assert answer.status_code == 409 and town.person("chuang.kouyi").name in text_of(answer)


def test_others_do_not_see_what_is_named__R36(town, monday):
    case = town.reception()
    task = intake(town, case)
    town.client(HANDLER).post(f"/desk/task/{task.pk}/act/", {"decision": "add_defect", "key": "a", **row("add_defect")})
    assert "公函没有盖章" not in text_of(town.client("yuan.gongjia").get(f"/c/{case.number}/"))
    assert "公函没有盖章" not in text_of(town.client("yuan.gongjia").get(f"/c/{case.number}/record/"))


def test_the_list_costs_the_same_for_many_cases__R36(town, monday):
    from tests.desk.stories import cases_like

    case = town.reception()
    client = town.client(HANDLER)
    client.get("/desk/inbox/?bucket=ahead")
    few = statements(client, "/desk/inbox/?bucket=ahead")
    cases_like(case, 40)
    assert statements(client, "/desk/inbox/?bucket=ahead") <= few <= 15


# ---- a second notice ----------------------------------------------------------------------


def corrected(town):
    case = town.reception()
    defects = [{"material": LETTER, "problem": "公函没有盖章", "remedy": "请上传盖章后的公函"}]
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=defects)
    resupply(case, actor=case.applicant, materials={LETTER: town.upload("yuan.gongjia")})
    town.accept(case, "chuang.kouyi")
    [task] = town.open_tasks(case, kind="step", case_item__code="OF-OFFICE-001")
    return case, task


def test_the_dock_asks_the_head_for_a_second_notice_and_the_head_sees_it_whole__R37(town, monday):
    case, task = corrected(town)
    client = town.client(HANDLER)
    page = text_of(client.get(f"/desk/task/{task.pk}/"))
    assert 'name="second_notice-what-1"' in page and 'name="second_notice-ground"' in page
    form = {"decision": "second_notice", "key": key_in(client.get(f"/desk/task/{task.pk}/")), "from": "task"}
    form |= row("second_notice", problem="盖的章不是来访单位的", remedy="请来访单位重新盖章")
    refused = client.post(f"/desk/task/{task.pk}/act/", form)
    assert refused.status_code == 400 and "盖的章不是来访单位的" in text_of(refused)
    form["second_notice-ground"] = "resupplied_defective"
    assert client.post(f"/desk/task/{task.pk}/act/", form).status_code == 302
    [request] = town.open_tasks(case, kind="duty")
    head = town.able(request)
    asked = text_of(town.client(head.username).get(f"/desk/task/{request.pk}/"))
    assert "盖的章不是来访单位的" in asked and "请来访单位重新盖章" in asked and "理由：" in asked
    answer = {"decision": "approve_notice", "key": "h", "from": "task", "say": ""}
    assert town.client(head.username).post(f"/desk/task/{request.pk}/act/", answer).status_code == 302
    assert Correction.objects.filter(case=case, item__code="OF-OFFICE-001").count() == 1
    found = town.client("yuan.gongjia").get(f"/api/v1/cases/{case.number}/").json()["corrections"]
    assert [(one["item"], one["ground"]) for one in found] == [
        (None, None),
        ("OF-OFFICE-001", "resupplied_defective"),
    ]


def test_a_denial_about_a_paper_nobody_named_comes_back__R37(town, monday):
    case = town.reception()
    town.accept(case, "chuang.kouyi")
    [first] = town.open_tasks(case, kind="step", case_item__code="OF-OFFICE-001")
    town.act(first, "pass", opinion="同意")
    [task] = town.open_tasks(case, kind="step", case_item__code="OF-OFFICE-001")
    head = town.able(task)
    form = {
        "decision": "deny", "key": "k", "from": "task", "say": "公函没有盖章", "deny-reason_code": "papers_not_valid",
        "deny-material": LETTER, "deny-basis": "《公务接待管理规定》",
    }  # fmt: skip
    answer = town.client(head.username).post(f"/desk/task/{task.pk}/act/", form)
    assert answer.status_code == 409 and "从未告知过申请人" in text_of(answer)
    task.refresh_from_db()
    assert task.finished is None
