"""The inbox: most urgent first, buckets that count, filters one can leave, fragments at the same address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.desk.place import Place
from tests.desk.stories import (
    HTMX,
    accepted,
    cases_like,
    copies_of,
    countersigning,
    for_the_head,
    office_task,
    text_of,
)


def rows_of(response):
    return [int(pk) for pk in re.findall(r'id="task-(\d+)" data-row', text_of(response))]


def test_the_most_urgent_row_is_first_and_open(town, monday):
    late = office_task(town, accepted(town))
    monday.shift(timedelta(days=1))
    fresh = office_task(town, accepted(town, applicant="yuan.gongyi"))
    response = town.client("bi.jieban").get("/desk/inbox/")
    assert rows_of(response) == [late.pk, fresh.pk]
    page = text_of(response)
    assert re.findall(r'<h2 class="grouphead">(.*?)<', page) == ["环节超时", "今天到期"]
    assert f'data-task="{late.pk}"' in page


def test_every_light_has_shape_word_and_time(town, monday):
    office_task(town, accepted(town))
    page = text_of(town.client("bi.jieban").get("/desk/inbox/"))
    for light in re.findall(r'<span class="light light--\w+">(.*?)</span>', page, re.S):
        assert "<svg" in light and re.sub(r"<[^>]+>", "", light).strip()


def test_a_late_step_is_named_as_such_while_the_case_is_in_time__R33(town, monday):
    office_task(town, accepted(town))
    monday.shift(timedelta(hours=24))
    page = text_of(town.client("bi.jieban").get("/desk/inbox/"))
    assert "环节超" in page
    assert "taskrow--on" in page and "light--warn" in page


def test_buckets_count_what_waits_for_me(town, monday):
    task = office_task(town, accepted(town))
    client = town.client("bi.jieban")
    page = text_of(client.get("/desk/inbox/"))
    assert re.search(r"待领取<span class=\"buckets__n\">1</span>", page)
    client.post(f"/desk/task/{task.pk}/claim/")
    page = text_of(client.get("/desk/inbox/"))
    assert re.search(r"我已领取<span class=\"buckets__n\">1</span>", page)
    assert re.search(r"待领取<span class=\"buckets__n\">0</span>", page)


def test_people_without_a_duty_do_not_see_its_bucket(town, monday):
    assert "待我审批" not in text_of(town.client("bi.jieban").get("/desk/inbox/"))
    assert "待我审批" in text_of(town.client("zhen.tongchou").get("/desk/inbox/"))


def test_filters_narrow_the_list_and_can_be_taken_away(town, monday):
    first, second = accepted(town), accepted(town, applicant="yuan.gongyi")
    client = town.client("bi.jieban")
    response = client.get("/desk/inbox/?q=员工乙")
    assert rows_of(response) == [office_task(town, second).pk]
    assert 'href="/desk/inbox/"' in text_of(response)
    assert rows_of(client.get(f"/desk/inbox/?q={first.number}")) == [office_task(town, first).pk]
    assert rows_of(client.get("/desk/inbox/?matter=OM-DUTY")) == []
    assert "没有符合筛选条件的办件" in text_of(client.get("/desk/inbox/?matter=OM-DUTY"))
    assert rows_of(client.get("/desk/inbox/?light=red")) == []
    assert len(rows_of(client.get("/desk/inbox/?light=green"))) == 2
    assert rows_of(client.get("/desk/inbox/?department=OF-FIN")) == []


@pytest.mark.parametrize("query", ["bucket=x&light=y&tab=z&page=-1&task=abc", "page=999", "q=%00' OR 1=1", "task="])
def test_nonsense_in_the_address_is_left_aside(town, monday, query):
    task = office_task(town, accepted(town))
    response = town.client("bi.jieban").get(f"/desk/inbox/?{query}".replace("%00", ""))
    assert response.status_code == 200
    assert "q=" in query or rows_of(response) == [task.pk]


def test_a_task_that_does_not_exist_is_not_found_in_words(town):
    response = town.client("bi.jieban").get("/desk/inbox/?task=999999")
    assert response.status_code == 404
    assert "收件箱里是您能办的" in text_of(response)


def test_long_lists_have_pages_of_fifty(town, monday):
    task = office_task(town, accepted(town))
    copies_of(task, 65)
    client = town.client("bi.jieban")
    assert len(rows_of(client.get("/desk/inbox/"))) == 50
    second = client.get("/desk/inbox/?page=2")
    assert len(rows_of(second)) == 16
    assert "第 51 件，共 66 件" in text_of(second)


def test_an_empty_inbox_says_so_and_leads_on(town):
    page = text_of(town.client("bi.jieban").get("/desk/inbox/"))
    assert "都办完了" in page and 'href="/desk/cases/"' in page


def test_the_list_the_panel_and_a_tab_come_alone_for_htmx(town, monday):
    task = office_task(town, accepted(town))
    client = town.client("bi.jieban")
    url = f"/desk/inbox/?task={task.pk}"
    panel = text_of(client.get(url, headers=HTMX | {"HX-Target": "task"}))
    assert panel.lstrip().startswith("<section") and "<html" not in panel
    assert "第 1 件，共 1 件" in panel
    rows = text_of(client.get("/desk/inbox/", headers=HTMX | {"HX-Target": "tasklist"}))
    assert "<html" not in rows and f'id="task-{task.pk}"' in rows
    tab = text_of(client.get(url + "&tab=form", headers=HTMX | {"HX-Target": "panel-tab"}))
    assert "来访与接待" in tab and 'hx-swap-oob="true"' in tab
    # The dock with what was typed stays where it is.
    assert 'id="decision"' not in tab and 'id="panel-review"' not in tab


def test_going_back_in_the_history_gets_the_whole_page(town, monday):
    task = office_task(town, accepted(town))
    headers = HTMX | {"HX-Target": "task", "HX-History-Restore-Request": "true"}
    page = text_of(town.client("bi.jieban").get(f"/desk/inbox/?task={task.pk}", headers=headers))
    assert "<html" in page


def test_the_review_part_stays_while_another_tab_is_read(town, monday):
    task = office_task(town, accepted(town))
    page = text_of(town.client("bi.jieban").get(f"/desk/inbox/?task={task.pk}&tab=basis"))
    assert 'name="point-c3"' in page and "承诺时限" in page


def test_the_form_shows_every_source_and_hides_card_numbers__R84(town, monday):
    task = office_task(town, accepted(town))
    page = text_of(town.client("bi.jieban").get(f"/desk/inbox/?task={task.pk}&tab=form"))
    assert "来自人力资源系统" in page
    assert re.search(r"\d{3}[*•]{5,}\d{4}", page)


def test_the_window_is_led_to_its_own_pages(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case, kind="intake")
    client = town.client("chuang.kouyi")
    assert f"/counter/task/{intake.pk}/" in text_of(client.get(f"/desk/inbox/?task={intake.pk}"))
    assert client.get(f"/desk/task/{intake.pk}/")["Location"] == f"/counter/task/{intake.pk}/"


def test_the_applicants_own_tasks_lead_to_the_progress_page(town, monday):
    case = town.run(accepted(town, applicant="you.liuchang"), until="delivered")
    [confirm] = town.open_tasks(case, kind="confirm")
    assert town.client("you.liuchang").get(f"/desk/task/{confirm.pk}/")["Location"] == f"/c/{case.number}/"


def test_the_phone_gets_a_bar_with_counts(town, monday):
    for_the_head(town, accepted(town))
    page = text_of(town.client("zhen.tongchou").get("/desk/inbox/"))
    bar = page.split('<nav class="bottombar"')[1]
    assert "待办" in bar and "审批" in bar and "查办件" in bar


def test_english_is_complete_where_it_is_chosen(town, monday):
    countersigning(town)
    client = town.client("sheng.wending")
    client.cookies["django_language"] = "en"
    person = town.person("sheng.wending")
    person.language = "en"
    person.save(update_fields=["language"])
    page = text_of(client.get("/desk/inbox/", headers={"accept-language": "en"}))
    assert "All that waits for me" in page and "Agree with conditions" in page


# ---- place ----------------------------------------------------------------------------


def test_a_place_keeps_only_what_is_known():
    place = Place.read({"bucket": "mine", "light": "red", "q": " 招待 ", "tab": "review", "task": "7", "other": "x"})
    assert place.query() == "bucket=mine&light=red&q=%E6%8B%9B%E5%BE%85&task=7"
    assert place.list_url() == "/desk/inbox/?bucket=mine&light=red&q=%E6%8B%9B%E5%BE%85"
    assert place.unfiltered_url == "/desk/inbox/?bucket=mine"
    assert Place().url() == "/desk/inbox/"


# ---- cases and search --------------------------------------------------------------------


def test_the_list_of_cases_says_who_has_each(town, monday):
    case = accepted(town)
    page = text_of(town.client("bi.jieban").get("/desk/cases/"))
    assert case.number in page and "财务部" in page and "会议中心" in page


def test_an_exact_number_leads_straight_to_the_case(town, monday):
    case = accepted(town)
    client = town.client("bi.jieban")
    for page in ("cases", "search"):
        assert client.get(f"/desk/{page}/?q={case.number.lower()}")["Location"] == f"/desk/case/{case.number}/"
    assert town.client("yin.huanwu").get(f"/desk/search/?q={case.number}").status_code == 200


def test_cases_are_found_by_person_unit_matter_and_state(town, monday):
    case = accepted(town)
    client = town.client("bi.jieban")
    for query in ("q=员工甲", "q=采油一厂", "q=业务招待", "state=in_progress"):
        assert case.number in text_of(client.get(f"/desk/cases/?{query}")), query
    for query in ("q=没有这个人", "state=closed"):
        assert "没有符合条件的办件" in text_of(client.get(f"/desk/cases/?{query}")), query


def test_other_departments_cases_are_not_found(town, monday):
    case = accepted(town)
    assert case.number not in text_of(town.client("yin.huanwu").get("/desk/cases/"))
    assert case.number not in text_of(town.client("yin.huanwu").get("/desk/search/?q=员工甲"))


def test_the_list_of_cases_has_pages_of_fifty(town, monday):
    cases_like(accepted(town), 60)
    client = town.client("bi.jieban")
    assert text_of(client.get("/desk/cases/")).count('<th scope="row"') == 50
    assert text_of(client.get("/desk/cases/?page=2")).count('<th scope="row"') == 11


def test_the_record_names_who_did_what(town, monday):
    case = accepted(town)
    for_the_head(town, case)
    page = text_of(town.client("bi.jieban").get(f"/desk/case/{case.number}/?tab=record"))
    assert "受理，同时分发给各部门" in page
    assert "通过。方案合规" in page and "毕接办 · 办公室" in page


def test_a_message_reaches_the_case_and_an_empty_one_is_explained(town, monday):
    case = accepted(town)
    client = town.client("bi.jieban")
    url = f"/desk/case/{case.number}/message/"
    response = client.post(url, {"text": "请补充来宾名单"}, follow=True)
    assert "请补充来宾名单" in text_of(response) and "已发送，申请人马上收到" in text_of(response)
    response = client.post(url, {"text": "   "})
    assert response.status_code == 400
    assert town.client("yin.huanwu").post(url, {"text": "偷看"}).status_code == 404


def test_a_paper_opens_for_the_handler(town, monday):
    case = accepted(town)
    response = town.client("bi.jieban").get(f"/desk/case/{case.number}/paper/M003/")
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
