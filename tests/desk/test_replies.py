"""Canned replies: written by the head of a department, inserted by everybody there."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from services.cases.models import CannedReply
from tests.desk.stories import accepted, office_task, text_of
from tests.workflows.invariants import chain_faults
from workflows.operations.conversation import replies

SAVED = {
    "department": "OF-OFFICE",
    "title": "符合标准",
    "text": "陪餐人数符合接待管理办法。",
    "action": "pass",
    "position": "1",
}


@pytest.fixture(autouse=True)
def forgotten():
    cache.clear()


def saved(town, **changes):
    return town.client("zhen.tongchou").post("/desk/replies/save/", {**SAVED, **changes})


def test_the_head_writes_changes_and_deletes_them(town, monday):
    assert saved(town).status_code == 302
    row = CannedReply.objects.get()
    assert (row.department.code, row.action, row.written_by.username) == ("OF-OFFICE", "pass", "zhen.tongchou")
    page = text_of(town.client("zhen.tongchou").get(f"/desk/replies/?edit={row.pk}"))
    assert SAVED["text"] in page and f'name="reply" value="{row.pk}"' in page
    saved(town, reply=row.pk, text="改过的话")
    assert CannedReply.objects.get().text == "改过的话"
    town.client("zhen.tongchou").post(f"/desk/replies/{row.pk}/delete/", {"department": "OF-OFFICE"})
    assert not CannedReply.objects.exists()
    assert Entry.objects.filter(stream="canned_replies").count() == 3 and chain_faults() == []


@pytest.mark.parametrize("changes", [{"title": " "}, {"text": ""}, {"action": "nuke"}, {"position": "-1"}])
def test_what_is_not_accepted_comes_back_with_every_word(town, monday, changes):
    answer = saved(town, **changes)
    assert answer.status_code == 400 and not CannedReply.objects.exists()
    kept = SAVED["text"] if "text" not in changes else SAVED["title"]
    assert kept in text_of(answer)


def test_two_replies_of_one_name_are_one_too_many(town, monday):
    saved(town)
    assert saved(town).status_code == 409
    assert saved(town, action="deny").status_code == 302


def test_only_heads_and_deputies_and_only_their_own_department(town, monday):
    for name in ("bi.jieban", "an.quan"):
        person = town.person(name)
        with pytest.raises(Forbidden):
            replies.save_reply(
                town.person("zhen.tongchou").memberships.first().department, actor=person, title="x", text="y"
            )
    assert town.client("bi.jieban").get("/desk/replies/").status_code == 403
    assert town.client("yuan.gongjia").get("/desk/replies/").status_code == 403
    assert "安全环保部" in text_of(town.client("an.quan").get("/desk/replies/?department=OF-OFFICE"))


def test_a_reply_goes_into_the_text_without_deciding_anything(town, monday):
    saved(town)
    saved(town, title="请补充", text="请补充公函。", action="send_back")
    saved(town, title="通用", text="请知悉。", action="")
    task = office_task(town, accepted(town))
    client, url = town.client("bi.jieban"), f"/desk/task/{task.pk}/"
    page = text_of(client.get(url))
    # The step has nowhere to go back to, so its words are not offered.
    assert "符合标准" in page and "通用" in page and "请补充" not in page
    row = CannedReply.objects.get(title="符合标准")
    sent = {"decision": "pass", "say": "已核对。", "phrase": row.pk, "from": "task", "key": "k", "point-c1": "yes"}
    answer = client.post(f"{url}act/", sent)
    assert answer.status_code == 200
    assert "已核对。\n陪餐人数符合接待管理办法。" in text_of(answer).replace("\r", "")
    assert office_task(town, task.case).pk == task.pk
    other = client.post(f"/desk/task/{task.pk}/act/", {**sent, "phrase": "999999", "from": "inbox"})
    assert other.status_code == 200 and "已核对。" in text_of(other)


def test_a_department_keeps_a_list_one_can_read(town, monday):
    head = town.person("zhen.tongchou")
    department = replies.managed_departments(head)[0]
    for number in range(replies.MOST):
        replies.save_reply(department, actor=head, title=f"第{number}条", text="话")
    with pytest.raises(Conflict):
        replies.save_reply(department, actor=head, title="再一条", text="话")
    with pytest.raises(NotFound):
        replies.delete_reply(department, 99999, actor=head)
    with pytest.raises(Invalid):
        replies.save_reply(department, actor=head, title="", text="")
