"""The window's pages: who may open them, what they show, what they do (R2, R6, R9, R35–R40)."""

from __future__ import annotations

import re

import pytest

from services.cases.models import CaseMaterial, Correction, Document, Draft
from tests.desk.stories import HTMX, accepted, copies_of, key_in, statements, text_of

PAGES = ["/counter/", "/counter/?list=intake", "/counter/new/", "/counter/new/?q=员工", "/counter/new/yuan.gongjia/"]


def waiting(town, **changes):
    """A reception handed in, and its intake task."""
    case = town.reception(**changes)
    [task] = town.open_tasks(case, kind="intake")
    return case, task


def without_list(town):
    """A reception whose lodging list is promised for later: the one paper that may come later."""
    from tests.town import RECEPTION_ANSWERS, RECEPTION_FIELDS

    papers = {"M003": town.upload("yuan.gongjia")}
    case = town.apply("OM-RECEPTION", "yuan.gongjia", RECEPTION_ANSWERS, RECEPTION_FIELDS, materials=papers)
    [task] = town.open_tasks(case, kind="intake")
    return case, task


# ---- access ---------------------------------------------------------------------------


@pytest.mark.parametrize("url", PAGES)
def test_the_windows_pages_are_for_clerks(town, url):
    assert town.client("chuang.kouyi").get(url).status_code == 200
    assert town.client().get(url).status_code == 302
    for person in ("yuan.gongjia", "bi.jieban", "zhen.tongchou", "guan.xitong"):
        response = town.client(person).get(url)
        assert response.status_code == 403 and "综合窗口和热线" in text_of(response), person


def test_a_task_of_another_organisations_window_is_not_found(town, monday):
    case, task = waiting(town)
    stranger = town.client("ke.reqing")
    assert stranger.get(f"/counter/task/{task.pk}/").status_code == 404
    for act in ("accept", "refuse", "notice", "claim", "preview"):
        assert stranger.post(f"/counter/task/{task.pk}/{act}/").status_code == 404
        assert town.client("bi.jieban").post(f"/counter/task/{task.pk}/{act}/").status_code == 403
        assert town.client("chuang.kouyi").get(f"/counter/task/{task.pk}/{act}/").status_code == 405
    town.act(task, "accept", "chuang.kouyi")
    assert stranger.get(f"/counter/slip/{case.number}/").status_code == 404


def test_a_junior_clerk_reads_the_grade_sentence_and_cannot_accept__R6(town, monday):
    case, task = waiting(town)
    client = town.client("chuang.kouer")
    page = text_of(client.get(f"/counter/task/{task.pk}/"))
    assert "职级" in page and "受理并分发" not in page
    response = client.post(f"/counter/task/{task.pk}/accept/")
    assert response.status_code == 403 and "职级" in text_of(response)
    case.refresh_from_db()
    assert case.state == "submitted"


# ---- queue ----------------------------------------------------------------------------


def test_todays_queue_shows_the_three_lists_with_what_was_promised(town, monday):
    waiting(town)
    done = town.run(accepted(town, applicant="yuan.gongyi"), until="decided")
    page = text_of(town.client("chuang.kouyi").get("/counter/"))
    assert "网上待受理" in page and "待出件" in page and "等申请人补正" in page
    assert "前答复" in page and "1 件待受理" in page
    assert done.number in page


def test_an_empty_queue_says_that_nobody_waits(town):
    page = text_of(town.client("chuang.kouyi").get("/counter/"))
    assert "没有人在等" in page and "没有等待受理的申请" in page


def test_a_queue_has_pages_of_fifty(town, monday):
    _, task = waiting(town)
    copies_of(task, 59)
    client = town.client("chuang.kouyi")
    assert text_of(client.get("/counter/?list=intake")).count("data-row") == 50
    assert text_of(client.get("/counter/?list=intake&page=2")).count("data-row") == 10


def test_statements_stay_within_fifteen_whatever_waits(town, monday):
    _, task = waiting(town)
    urls = [
        "/counter/",
        "/counter/?list=intake",
        *(f"/counter/task/{task.pk}/?way={way}" for way in ("accept", "notice", "refuse")),
    ]
    urls += ["/counter/new/?q=员工", "/counter/new/yuan.gongjia/"]
    client = town.client("chuang.kouyi")
    for url in urls:
        client.get(url)
    few = {url: statements(client, url) for url in urls}
    copies_of(task, 65)
    many = {url: statements(client, url) for url in urls}
    assert max(few.values()) <= 15, few
    assert many == few


# ---- accepting --------------------------------------------------------------------------


def test_the_intake_page_shows_form_papers_checks_and_the_promise(town, monday):
    _, task = waiting(town)
    page = text_of(town.client("chuang.kouyi").get(f"/counter/task/{task.pk}/"))
    for words in ("北疆油田公司", "公函.pdf", "系统可核对的条件全部符合", "现在受理，最晚办完", "来自人力资源系统"):
        assert words in page, words


def test_accepting_tells_all_departments_and_prints_the_slip(town, monday):
    case, task = waiting(town)
    client = town.client("chuang.kouyi")
    response = client.post(f"/counter/task/{task.pk}/accept/", {"key": "one"})
    assert response["Location"] == f"/counter/slip/{case.number}/"
    page = text_of(client.get(response["Location"]))
    case.refresh_from_db()
    assert case.state == "in_progress"
    assert case.number in page and case.check_code in page and "5 个部门同时办" in page
    assert f"SL-{case.number}-01" in page


def test_the_same_acceptance_twice_accepts_once(town, monday):
    case, task = waiting(town)
    client = town.client("chuang.kouyi")
    key = key_in(client.get(f"/counter/task/{task.pk}/"))
    for _ in range(2):
        assert client.post(f"/counter/task/{task.pk}/accept/", {"key": key}).status_code == 302
    assert Document.objects.filter(case=case, kind="SL").count() == 1


def test_the_slower_clerk_reads_who_was_faster_and_goes_on(town, monday):
    _, task = waiting(town)
    _, following = waiting(town, applicant="yuan.gongyi")
    town.act(task, "accept", "chuang.shouxi")
    response = town.client("chuang.kouyi").post(f"/counter/task/{task.pk}/accept/")
    page = text_of(response)
    assert response.status_code == 409
    assert "窗首席" in page and f"/counter/task/{following.pk}/" in page


def test_a_claimed_task_says_who_holds_it(town, monday):
    _, task = waiting(town)
    town.client("chuang.shouxi").post(f"/counter/task/{task.pk}/claim/")
    task.refresh_from_db()
    assert task.owner == town.person("chuang.shouxi")
    page = text_of(town.client("chuang.kouyi").get(f"/counter/task/{task.pk}/"))
    assert "窗首席" in page and "受理并分发" not in page
    response = town.client("chuang.kouyi").post(f"/counter/task/{task.pk}/claim/")
    assert response.status_code == 409


def test_a_missing_paper_needs_a_date_before_acceptance__R40(town, monday):
    case, task = without_list(town)
    missing = case.materials.filter(status=CaseMaterial.Status.MISSING).first()
    assert missing is not None
    client = town.client("chuang.kouyi")
    page = text_of(client.get(f"/counter/task/{task.pk}/"))
    assert f"缺：{missing.name}" in page and f'name="by-{missing.code}"' in page
    response = client.post(f"/counter/task/{task.pk}/accept/", {f"by-{missing.code}": "2027-01-01"})
    assert response.status_code == 400
    assert "2027-01-01" in text_of(response)
    response = client.post(f"/counter/task/{task.pk}/accept/", {f"by-{missing.code}": "2026-03-03"})
    assert response.status_code == 302
    missing.refresh_from_db()
    assert missing.status == "deferred"


# ---- the one-time notice ----------------------------------------------------------------


def test_the_builder_lists_every_paper_and_every_stated_field__R36(town, monday):
    case, task = waiting(town)
    page = text_of(town.client("chuang.kouyi").get(f"/counter/task/{task.pk}/?way=notice"))
    papers = case.materials.exclude(status="exempt")
    stated = [key for key, entry in case.form.items() if not entry["source"]]
    assert all(f'name="material-{one.code}-phrase"' in page for one in papers)
    assert all(f'name="field-{key}-phrase"' in page for key in stated)
    assert "field-employee_no-phrase" not in page


def test_the_preview_reads_as_the_applicant_will_read_it(town, monday):
    _, task = waiting(town)
    client = town.client("chuang.kouyi")
    fields = {
        "material-M003-phrase": "unsigned",
        "field-visitor_org-problem": "名称不全",
        "field-visitor_org-remedy": "请写全称",
    }
    fragment = client.post(f"/counter/task/{task.pk}/preview/", fields, headers=HTMX)
    page = text_of(fragment)
    assert "<html" not in page
    assert "员工甲，您的“业务招待一件事”有 2 处需要补正" in page
    assert "请签字盖章后重新上传" in page and "名称不全" in page and "请写全称" in page
    assert "3月16日 周一 19:30" in page
    whole = text_of(client.post(f"/counter/task/{task.pk}/preview/", fields))
    assert "<html" in whole and "名称不全" in whole


def test_sending_the_notice_stores_every_point_once__R36(town, monday):
    case, task = waiting(town)
    client = town.client("chuang.kouyi")
    fields = {
        "material-M003-phrase": "unsigned",
        "field-visitor_org-problem": "名称不全",
        "field-visitor_org-remedy": "请写全称",
    }
    response = client.post(f"/counter/task/{task.pk}/notice/", fields)
    assert response["Location"] == "/counter/"
    notice = Correction.objects.get(case=case)
    found = {one.material or one.field: (one.problem, one.remedy) for one in notice.defects.all()}
    assert found["visitor_org"] == ("名称不全", "请写全称")
    assert found["M003"] == ("没有签字或盖章。", "请签字盖章后重新上传。")
    assert case.number in text_of(client.get("/counter/"))


def test_an_empty_notice_and_a_half_point_come_back_with_the_words__R36(town, monday):
    case, task = waiting(town)
    client = town.client("chuang.kouyi")
    assert client.post(f"/counter/task/{task.pk}/notice/", {}).status_code == 400
    response = client.post(f"/counter/task/{task.pk}/notice/", {"field-visitor_org-problem": "名称不全"})
    page = text_of(response)
    assert response.status_code == 400
    assert 'value="名称不全"' in page
    assert re.search(r"point--on.*?field__error", page, re.S)
    assert not Correction.objects.filter(case=case).exists()


def test_a_second_notice_is_refused_with_what_to_do__R37(town, monday):
    case, task = waiting(town)
    client = town.client("chuang.kouyi")
    client.post(f"/counter/task/{task.pk}/notice/", {"field-visitor_org-phrase": "vague"})
    [resupply] = town.open_tasks(case, kind="resupply")
    town.act(resupply, "resupply", "yuan.gongjia", fields={"visitor_org": "北疆油田公司采油厂"})
    [again] = town.open_tasks(case, kind="intake")
    response = client.post(f"/counter/task/{again.pk}/notice/", {"field-visitor_org-phrase": "vague"})
    assert response.status_code == 409
    assert "一次性" in text_of(response)


# ---- refusing ---------------------------------------------------------------------------


def test_refusing_needs_kind_and_reason_and_keeps_what_was_written__R7(town, monday):
    case, task = waiting(town)
    client = town.client("chuang.kouyi")
    response = client.post(f"/counter/task/{task.pk}/refuse/", {"reason": "接待不属本公司"})
    page = text_of(response)
    assert response.status_code == 400
    assert "接待不属本公司" in page and 'id="id_reason_code-error"' in page
    fields = {"reason": "接待不属本公司", "reason_code": "not_in_scope", "apply_where": "采油二厂办公室"}
    assert client.post(f"/counter/task/{task.pk}/refuse/", fields)["Location"] == "/counter/"
    case.refresh_from_db()
    assert (case.state, case.state_reason) == ("not_accepted", "接待不属本公司")


# ---- applying for somebody ---------------------------------------------------------------


def test_people_are_found_by_name_user_name_and_telephone(town):
    person = town.person("yuan.gongjia")
    person.mobile = "13900002046"
    person.save(update_fields=["mobile"])
    client = town.client("chuang.kouyi")
    for q in ("员工甲", "yuan.gongjia", "2046"):
        page = text_of(client.get(f"/counter/new/?q={q}"))
        assert "/counter/new/yuan.gongjia/" in page, q
        assert "139****2046" in page and "13900002046" not in page
    assert "没有找到“没有此人”" in text_of(client.get("/counter/new/?q=没有此人"))


def test_the_clerk_cannot_apply_for_herself_here(town):
    client = town.client("chuang.kouyi")
    assert "/counter/new/chuang.kouyi/" not in text_of(client.get("/counter/new/?q=窗口一"))
    assert client.get("/counter/new/chuang.kouyi/").status_code == 404
    assert client.get("/counter/new/nobody/").status_code == 404


def test_consent_channel_and_matter_are_asked_for__R1(town):
    client = town.client("chuang.kouyi")
    response = client.post("/counter/new/yuan.gongjia/", {"channel": "", "consent": "recording", "consent_note": ""})
    page = text_of(response)
    assert response.status_code == 400
    assert "录音或委托书编号" in page and "请选择要办的事" in page
    assert re.search(r'value="recording" checked', page)
    assert not Draft.objects.exists()


def test_the_draft_belongs_to_the_applicant_and_names_the_clerk__R1(town):
    fields = {"channel": "hotline", "consent": "recording", "consent_note": "REC-0017", "matter": "OM-MEAL"}
    response = town.client("chuang.kouyi").post("/counter/new/yuan.gongjia/", fields)
    draft = Draft.objects.get()
    assert response["Location"] == f"/apply/{draft.key}/"
    assert (draft.applicant.username, draft.author.username, draft.channel) == (
        "yuan.gongjia",
        "chuang.kouyi",
        "hotline",
    )
    assert "REC-0017" in draft.consent


def test_an_unknown_matter_is_refused_in_words(town):
    fields = {"channel": "counter", "consent": "signature", "matter": "OM-NOTHING"}
    assert town.client("chuang.kouyi").post("/counter/new/yuan.gongjia/", fields).status_code == 404


# ---- handing over -------------------------------------------------------------------------


def test_everything_is_handed_over_at_once(town, monday):
    case = town.run(accepted(town), until="decided")
    [task] = town.open_tasks(case, kind="deliver")
    client = town.client("chuang.kouyi")
    page = text_of(client.get(f"/counter/deliver/{task.pk}/"))
    assert "7 份结果待出件" in page and "接待审批意见" in page
    response = client.post(f"/counter/deliver/{task.pk}/", {"method": "1", "receiver": "王师傅"})
    assert response["Location"] == "/counter/"
    case.refresh_from_db()
    assert case.state == "delivered" and "王师傅" in case.state_reason
    again = client.post(f"/counter/deliver/{task.pk}/", {"method": "1"})
    assert again.status_code == 409 and "窗口一" in text_of(again)


def test_handing_over_needs_a_way(town, monday):
    case = town.run(accepted(town), until="decided")
    [task] = town.open_tasks(case, kind="deliver")
    for method in ("", "9", "x"):
        response = town.client("chuang.kouyi").post(f"/counter/deliver/{task.pk}/", {"method": method})
        assert response.status_code == 400
