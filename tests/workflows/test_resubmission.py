"""A denied item is mended and handed in again under the same number; its siblings are not touched (R12, R85)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import ItemAttempt
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults
from workflows.operations.second_thoughts.recalling import recall_act
from workflows.operations.second_thoughts.resubmission import NotAgain, resubmit
from workflows.queries.resubmission import resubmission_of

OFFICE, VENUE, VEHICLE = "OF-OFFICE-001", "OF-CONF-001", "OF-LIFE-001"
NO = {"reason_code": "beyond_standard", "reason": "会场超出规格", "basis": "会议室管理办法第 3 条"}


def accepted(town, **changes):
    case = town.reception(**changes)
    town.accept(case)
    case.refresh_from_db()
    return case


def deny(town, case, code=VENUE):
    while True:
        [task] = town.open_tasks(case, case_item__code=code, kind="step")
        if task.decides:
            break
        town.act(task, "pass", opinion="请审定")
    town.act(task, "deny", **NO)
    case.refresh_from_db()
    return case.items.get(code=code)


def yuan(town):
    return town.person("yuan.gongjia")


def offer(case, code=VENUE):
    item = case.items.select_related("department").get(code=code)
    return resubmission_of(item, case, datetime.now(SHANGHAI))


def whole(case):
    assert not faults([case]) and not chain_faults()


def test_only_the_item_itself_begins_again__R12_R85(town, monday):
    case = accepted(town, venue="第一会议室")
    denied = deny(town, case)
    others = dict(case.items.exclude(code=VENUE).values_list("code", "state"))
    monday.shift(timedelta(hours=1))
    assert "venue" in offer(case).fields
    resubmit(case, VENUE, actor=yuan(town), fields={"venue": "第二会议室"}, explanation="改用小会议室")
    item = case.items.get(code=VENUE)
    assert item.attempt == 2 and item.number.endswith("-R2") and item.state in ("accepted", "in_review")
    assert item.decision == "" and item.started_at == datetime.now(SHANGHAI) and item.due_at > item.started_at
    assert dict(case.items.exclude(code=VENUE).values_list("code", "state")) == others
    kept = ItemAttempt.objects.get()
    assert kept.number == 1 and kept.decision == "denied" and kept.decided_by == denied.decided_by
    assert kept.replaced["fields"]["venue"]["value"] == "第一会议室"
    assert Entry.objects.filter(stream=item.stream, event="item.resubmitted").count() == 1
    case.refresh_from_db()
    assert case.due_at >= item.due_at
    whole(case)
    town.run(case)
    assert case.documents.get(item=item, kind="BJ").number.endswith("-R2")
    whole(case)


def test_what_fell_with_it_comes_back_as_waiting__R9_R12(town, monday):
    case = accepted(town)
    deny(town, case, OFFICE)
    assert case.items.get(code=VEHICLE).state == "cancelled"
    assert VEHICLE in {one.code for one in offer(case, OFFICE).revived}
    resubmit(case, OFFICE, actor=yuan(town), explanation="已补充来访事由，请再审")
    assert case.items.get(code=VEHICLE).state == "waiting" and case.items.get(code=OFFICE).state == "accepted"
    whole(case)
    town.run(case)
    assert set(case.items.filter(phase="main").values_list("state", flat=True)) == {"closed"}
    whole(case)


def test_a_decided_case_goes_on__R11(town, monday):
    case = accepted(town)
    deny(town, case)
    town.run(case, until="partly_approved")
    assert case.state == "partly_approved"
    monday.shift(timedelta(hours=1))
    resubmit(case, VENUE, actor=yuan(town), explanation="时间已错开")
    case.refresh_from_db()
    assert case.state == "in_progress" and not town.open_tasks(case, kind="deliver")
    whole(case)
    town.run(case, until="decided")
    assert case.state == "decided"
    whole(case)


def test_after_delivery_the_item_goes_its_own_way__R12(town, monday):
    case = accepted(town)
    deny(town, case)
    town.run(case, until="closed")
    monday.shift(timedelta(hours=1))
    resubmit(case, VENUE, actor=yuan(town), explanation="时间已错开")
    case.refresh_from_db()
    assert case.state == "closed" and case.items.get(code=VENUE).state == "accepted"
    whole(case)
    while found := town.open_tasks(case, case_item__code=VENUE, kind="step"):
        town.act(found[0], "pass", opinion="同意")
    item = case.items.get(code=VENUE)
    assert item.state == "closed" and case.documents.get(item=item, kind="BJ").released_at is not None
    whole(case)


def test_siblings_fields_strangers_and_silence_are_refused__R1_R12(town, monday):
    case = accepted(town)
    deny(town, case)
    with pytest.raises(Forbidden):
        resubmit(case, VENUE, actor=town.person("yuan.gongyi"), explanation="我来")
    with pytest.raises(Invalid) as slipped:
        resubmit(case, VENUE, actor=yuan(town), fields={"budget_amount": "1"})
    assert "budget_amount" in slipped.value.fields
    with pytest.raises(Invalid):
        resubmit(case, VENUE, actor=yuan(town))
    with pytest.raises(Invalid):
        resubmit(case, VENUE, actor=yuan(town), fields={"attendees": "-5"})
    with pytest.raises(NotAgain):
        resubmit(case, OFFICE, actor=yuan(town), explanation="再来一次")
    item = case.items.get(code=VENUE)
    assert item.attempt == 1 and item.decision == "denied" and not ItemAttempt.objects.exists()
    whole(case)


def test_a_room_that_has_gone_stays_gone__R94(town, monday):
    case = accepted(town, venue="第一会议室")
    deny(town, case)
    town.reception("yuan.gongyi", venue="第一会议室")
    with pytest.raises((Invalid, Conflict)):
        resubmit(case, VENUE, actor=yuan(town), explanation="请再审")
    assert case.items.get(code=VENUE).attempt == 1
    resubmit(case, VENUE, actor=yuan(town), fields={"venue": "第七会议室"})
    whole(case)


def test_three_times_at_most_and_ten_working_days__R12(town, monday):
    case = accepted(town)
    deny(town, case)
    monday.shift(timedelta(minutes=1))
    resubmit(case, VENUE, actor=yuan(town), explanation="第二次")
    deny(town, case)
    monday.shift(timedelta(minutes=1))
    resubmit(case, VENUE, actor=yuan(town), explanation="第三次")
    item = deny(town, case)
    assert item.number.endswith("-R3") and ItemAttempt.objects.count() == 2
    with pytest.raises(NotAgain) as often:
        resubmit(case, VENUE, actor=yuan(town), explanation="第四次")
    assert "3 次" in often.value.detail
    other = accepted(town, visitor_org="西疆油田公司")
    deny(town, other)
    monday.move_to(offer(other).until + timedelta(minutes=1))
    with pytest.raises(NotAgain):
        resubmit(other, VENUE, actor=yuan(town), explanation="晚了")
    whole(case)
    whole(other)


def test_a_denial_handed_in_again_is_not_taken_back__R9(town, monday):
    case = accepted(town)
    [task] = town.open_tasks(case, case_item__code=VENUE, kind="step")
    while not task.decides:
        town.act(task, "pass", opinion="请审定")
        [task] = town.open_tasks(case, case_item__code=VENUE, kind="step")
    head = town.able(task)
    town.act(task, "deny", head, **NO)
    resubmit(case, VENUE, actor=yuan(town), explanation="请再审")
    from workflows.acting import get_task

    with pytest.raises(Conflict):
        recall_act(get_task(task.pk), actor=head)
    whole(case)


def test_the_mini_form_and_the_interface(town, monday):
    case = accepted(town)
    deny(town, case)
    client = town.client("yuan.gongjia")
    page = client.get(f"/c/{case.number}/").content.decode()
    assert f"/c/{case.number}/again/{VENUE}/" in page
    assert "resubmit" in client.get(f"/api/v1/cases/{case.number}/").json()["actions"]
    form = client.get(f"/c/{case.number}/again/{VENUE}/").content.decode()
    assert "会场超出规格" in form and 'name="venue"' in form and 'name="budget_amount"' not in form
    assert client.post(f"/c/{case.number}/again/{VENUE}/", {}).status_code == 422
    url = f"/api/v1/cases/{case.number}/items/{VENUE}/resubmit/"
    told = client.get(url).json()
    assert told["possible"] and told["attempt"] == 2 and "venue" in told["fields"]
    assert town.client("yuan.gongyi").get(url).status_code in (403, 404)
    done = client.post(
        f"/c/{case.number}/again/{VENUE}/", {"venue": "第八会议室", "explanation": "换会场"}, follow=True
    )
    assert done.status_code == 200 and "已再次提交" in done.content.decode()
    item = case.items.get(code=VENUE)
    assert item.attempt == 2
    again = client.post(url, {"explanation": "再来"}, content_type="application/json")
    assert again.status_code == 409 and again.json()["code"] == "not_again"
    assert client.get(f"/c/{case.number}/again/{VENUE}/").status_code == 409
    found = client.get(f"/api/v1/cases/{case.number}/").json()
    assert [one["number"] for one in found["items"] if one["code"] == VENUE][0].endswith("-R2")
    assert "resubmit" not in found["actions"]
    whole(case)
