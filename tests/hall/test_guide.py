"""The pages of the guided questions and the call-back (R1)."""

from __future__ import annotations

import re

import pytest

from portal.audit.models import Entry
from services.cases.models import Draft
from services.catalog.queries import published
from services.guide.callbacks import AlreadyCalled, note_call
from services.guide.interview import interview
from services.guide.models import CallBack
from tests.hall.stories import statements, text_of, words_of

CALL = {"name": "员工甲", "phone": "13900002046", "text": "想办一张临时出入证"}
RECEPTION = "/guide/?who=employee&about=hosting&which=OM-RECEPTION"


def test_one_question_a_page_with_everything_in_the_address(town):
    client = town.client()
    first = words_of(client.get("/guide/"))
    assert "您是哪方面的人" in first and "不确定" in first and "符合 12 个事项" in first
    second = client.get("/guide/?who=employee")
    assert "您的回答" in words_of(second) and "我是公司员工" in words_of(second)
    assert 'type="hidden" name="who" value="employee"' in text_of(second)
    assert 'href="/guide/"' in text_of(second)


def test_the_home_page_leads_there(town):
    assert 'href="/guide/"' in text_of(town.client().get("/"))
    assert 'href="/guide/"' in text_of(town.client().get("/search/?q=qqqq"))


def test_what_fits_is_shown_while_one_chooses(town):
    found = town.client().get("/guide/?who=customer", headers={"hx-request": "true"})
    page = text_of(found)
    assert "<html" not in page and 'id="fits"' in page and "符合 2 个事项" in page


def test_the_answers_go_along_into_the_application__R15(town, monday):
    client = town.client("yuan.gongjia")
    given = {"who": "employee", "about": "hosting", "which": "OM-RECEPTION"}
    while (asked := interview(published(), given).asked) is not None:
        given[asked.id] = "false"
    page = text_of(client.get("/guide/", given))
    assert "只列按您的回答需要的" in page
    answers = dict(re.findall(r'name="(q\.[a-z_]+)" value="(\w+)"', page))
    assert len(answers) == 3 and set(answers.values()) == {"false"}
    begun = client.post("/apply/new/OM-RECEPTION/", {**answers, "q.nonsense": "1"})
    assert begun["Location"].endswith("/questions/")
    assert Draft.objects.get().answers == {key[2:]: False for key in answers}


def test_nothing_that_fits_leads_to_a_call_back_filled_with_the_answers(town):
    client = town.client("yuan.gongjia")
    person = town.person("yuan.gongjia")
    page = text_of(client.get("/guide/?who=customer&which=none"))
    assert "没有符合的事项" in page and f'value="{person.name}"' in page and "我是用电客户" in page
    answer = client.post("/guide/call/", {**CALL, "who": "employee", "about": "hosting", "which": "none"})
    assert answer["Location"] == "/"
    call = CallBack.objects.get()
    assert (call.name, call.person, call.window.organisation.code) == ("员工甲", person, "OF")
    assert call.trail == [
        "您是哪方面的人？ 我是公司员工",
        "您要办的事跟什么有关？ 来客与会议",
        "哪一件最接近您要办的事？ 都不是",
    ]
    assert Entry.objects.get(stream=call.stream).event == "callback.asked"
    assert town.person("chuang.kouyi").notices.filter(event="callback.asked").count() == 1


def test_what_is_missing_is_named_and_what_was_typed_is_kept(town):
    response = town.client().post("/guide/call/", {"name": "", "phone": "abc", "text": "换发工作证", "who": "employee"})
    page = text_of(response)
    assert response.status_code == 400
    assert "请填写姓名" in page and "只写数字" in page and "换发工作证" in page and "我是公司员工" in page
    assert not CallBack.objects.exists()


def test_an_address_cannot_ask_without_end(town):
    client = town.client()
    codes = [client.post("/guide/call/", CALL).status_code for _ in range(7)]
    assert codes[:5] == [302] * 5 and codes[5:] == [429] * 2
    assert CallBack.objects.count() == 5


def test_a_clerk_calls_and_notes_what_came_of_it(town):
    town.client().post("/guide/call/", CALL)
    call = CallBack.objects.get()
    clerk = town.client("chuang.kouyi")
    assert "13900002046" in words_of(clerk.get("/counter/"))
    assert clerk.post(f"/counter/calls/{call.pk}/", {"outcome": " "}).status_code == 400
    assert town.client("yuan.gongjia").post(f"/counter/calls/{call.pk}/", {"outcome": "x"}).status_code == 403
    assert town.client("ke.reqing").post(f"/counter/calls/{call.pk}/", {"outcome": "x"}).status_code == 403
    assert clerk.post(f"/counter/calls/{call.pk}/", {"outcome": "已告知去保卫部办"}).status_code == 302
    call.refresh_from_db()
    assert call.called_by.username == "chuang.kouyi"
    assert "13900002046" not in words_of(clerk.get("/counter/"))
    with pytest.raises(AlreadyCalled) as late:
        note_call(call.pk, actor=town.person("chuang.shouxi"), outcome="再打一次")
    assert "窗口一" in late.value.detail


def test_statements_of_the_guide(town):
    client = town.client("yuan.gongjia")
    for url in ("/guide/", RECEPTION):
        client.get(url)
        assert statements(client, url) <= 15
