"""Who may open which page of the desk: each route with the cast."""

from __future__ import annotations

import pytest

from tests.desk.stories import accepted, for_the_head, office_task, text_of

PAGES = ["/desk/inbox/", "/desk/cases/", "/desk/search/?q=招待"]


@pytest.mark.parametrize("url", PAGES)
def test_a_stranger_is_asked_to_sign_in(town, url):
    response = town.client().get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("url", PAGES)
def test_an_applicant_without_a_duty_reads_who_the_desk_is_for(town, url):
    response = town.client("yuan.gongjia").get(url)
    assert response.status_code == 403
    assert "工作台供办件人员使用" in text_of(response)


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize(
    "person", ["bi.jieban", "zhen.tongchou", "ling.daoyi", "du.banzhang", "shen.jilu", "chuang.kouyi"]
)
def test_everybody_with_a_duty_has_the_desk(town, url, person):
    assert town.client(person).get(url).status_code == 200


def test_the_administrator_has_no_desk__R4(town):
    assert town.client("guan.xitong").get("/desk/inbox/").status_code == 403


CAST = [
    ("bi.jieban", 200),  # the handler
    ("zhen.tongchou", 200),  # the head of the department
    ("ling.daoyi", 200),  # the leader sees progress
    ("du.banzhang", 200),  # the supervisor sees progress (R8)
    ("chuang.kouyi", 200),  # the window that accepted it
    ("zhang.benzi", 200),  # finance has an item of the same case
    ("yin.huanwu", 404),  # safety takes no part: absent and hidden read the same
    ("tu.zhihua", 404),  # another organisation
    ("yuan.gongyi", 403),  # a colleague without a duty
]


@pytest.mark.parametrize(("person", "status"), CAST)
def test_a_task_page_opens_for_those_who_may_see_the_case(town, monday, person, status):
    task = office_task(town, accepted(town))
    assert town.client(person).get(f"/desk/task/{task.pk}/").status_code == status
    assert town.client(person).get(f"/desk/inbox/?task={task.pk}").status_code == status


@pytest.mark.parametrize(("person", "status"), CAST)
def test_a_case_page_opens_for_those_who_may_see_the_case(town, monday, person, status):
    case = accepted(town)
    for tab in ("progress", "record"):
        assert town.client(person).get(f"/desk/case/{case.number}/?tab={tab}").status_code == status


@pytest.mark.parametrize(
    ("person", "status"),
    [("bi.jieban", 200), ("zhang.benzi", 200), ("chuang.kouyi", 200), ("ling.daoyi", 403), ("du.banzhang", 403)],
)
def test_those_who_oversee_see_progress_and_no_papers__R8(town, monday, person, status):
    case = accepted(town)
    client = town.client(person)
    for tab in ("form", "papers", "talk", "opinions"):
        assert client.get(f"/desk/case/{case.number}/?tab={tab}").status_code == status, tab
    paper = client.get(f"/desk/case/{case.number}/paper/M003/")
    assert paper.status_code == status
    paper.close()


def test_the_supervisors_panel_shows_no_facts_of_the_application__R8(town, monday):
    task = office_task(town, accepted(town))
    page = text_of(town.client("du.banzhang").get(f"/desk/task/{task.pk}/"))
    assert "北疆油田公司" not in page
    assert "申请表" not in page
    assert "您可以看进度，不能办理" in page


def test_a_paper_that_was_not_handed_in_is_not_found(town, monday):
    case = accepted(town)
    assert town.client("bi.jieban").get(f"/desk/case/{case.number}/paper/M999/").status_code == 404


def test_the_applicant_who_is_head_reads_that_somebody_else_decides__R3(town, monday):
    case = accepted(town, applicant="zhen.tongchou")
    task = for_the_head(town, case)
    response = town.client("zhen.tongchou").get(f"/desk/task/{task.pk}/")
    assert response.status_code == 200
    assert 'name="decision"' not in text_of(response)
    assert "这一步由别人决定" in text_of(response)


ACTS = ["claim/", "release/", "act/"]


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_for_people_who_see_the_task(town, monday, act):
    task = office_task(town, accepted(town))
    url = f"/desk/task/{task.pk}/{act}"
    assert town.client().post(url).status_code == 302
    assert town.client("yuan.gongyi").post(url, {"decision": "pass"}).status_code == 403
    assert town.client("yin.huanwu").post(url, {"decision": "pass"}).status_code == 404
    assert town.client("bi.jieban").get(url).status_code == 405


def test_who_sees_a_task_but_does_not_hold_the_duty_cannot_act_on_it(town, monday):
    task = office_task(town, accepted(town))
    response = town.client("zhang.benzi").post(f"/desk/task/{task.pk}/act/", {"decision": "pass", "say": "同意"})
    assert response.status_code == 403
    task.refresh_from_db()
    assert task.finished is None


def test_who_went_astray_is_shown_a_way_that_is_open_to_them(town, monday):
    applicant = town.client("yuan.gongjia").get("/desk/inbox/")
    assert applicant.status_code == 403
    page = text_of(applicant)
    assert "回办事大厅" in page and "回收件箱" not in page
    handler = town.client("bi.jieban").get("/counter/")
    assert handler.status_code == 403 and "回收件箱" in text_of(handler)
