"""委托 on the desk: give, read what it means, see for whom one acts, take back (R3, R51, R52)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from departments.org.models import Absence, Delegation
from tests.desk.stories import accepted, key_in, statements, text_of
from tests.workflows.absence import BUDGET, for_the_head, give
from workflows.operations.absence.delegating import revoke

PAGE, NEW = "/desk/delegate/", "/desk/delegate/new/"
HEAD, STRANGER = "qian.youshu", "cai.zhaobiao"


def day(after=0):
    return (timezone.localdate() + timedelta(days=after)).isoformat()


def filled(**changes):
    return {
        "duties": ["OF-FIN:approve", "OF-FIN:countersign"],
        "starts": day(),
        "ends": day(7),
        "reason": "去井场出差",
        "cap": "50000",
        "items": [BUDGET],
    } | changes


def test_the_page_is_in_the_rail_and_says_who_acts_for_whom__R51(town, monday):
    client = town.client(HEAD)
    assert f'href="{PAGE}"' in text_of(client.get("/desk/inbox/"))
    assert "现在没有人代您办理，您也没有代别人办理。" in text_of(client.get(PAGE))
    give(town, HEAD, STRANGER, "OF-FIN", items=[BUDGET], cap=50000)
    page = text_of(town.client(HEAD).get(PAGE))
    assert "蔡招标 正在代您办理。" in page and "金额不超过 50,000 元" in page and "立即收回" in page
    other = text_of(town.client(STRANGER).get(PAGE))
    assert "您正在代 钱有数 办理。" in other and "立即收回" not in other


@pytest.mark.parametrize(("who", "status"), [(None, 302), ("yuan.gongjia", 403), (HEAD, 200), ("chuang.kouyi", 200)])
def test_who_has_the_page(town, who, status):
    assert town.client(who).get(PAGE).status_code == status
    assert town.client(who).get(NEW).status_code == status


def test_a_colleague_is_found_by_a_part_of_the_name(town, monday):
    page = text_of(town.client(HEAD).get(f"{NEW}?q=蔡"))
    assert "蔡招标" in page and "蔡购惠" in page and f"?to={STRANGER}" in page
    # Other companies, the administrator and oneself are not offered.
    for nobody in ("涂之画", "关系统", "钱有数"):
        assert f">{nobody}</a>" not in text_of(town.client(HEAD).get(f"{NEW}?q={nobody}"))


def test_it_says_what_it_means_before_it_is_given__R51(town, monday):
    for_the_head(town, accepted(town))
    client = town.client(HEAD)
    form = text_of(client.get(f"{NEW}?to={STRANGER}"))
    assert "蔡招标 代我办理" in form and "部门负责人审批" in form
    read = client.post(f"{NEW}?to={STRANGER}", filled())
    page = text_of(read)
    assert read.status_code == 200 and not Delegation.objects.exists()
    assert "责任仍在您" in page and "不能再转委托" in page and "现在等您办的 1 件" in page
    done = client.post(f"{NEW}?to={STRANGER}", filled(given="1"))
    assert done.status_code == 302
    given = Delegation.objects.get()
    assert given.duties == ["approve", "countersign"] and given.items == [BUDGET] and given.cap == 50000
    assert timezone.localtime(given.ends).strftime("%H:%M:%S") == "23:59:59"


def test_change_it_brings_back_every_word(town, monday):
    page = text_of(town.client(HEAD).post(f"{NEW}?to={STRANGER}", filled(change="1")))
    assert "去井场出差" in page and 'value="50000"' in page and not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"duties": []}, "请至少选一项职责"),
        ({"ends": day(-1)}, "结束早于开始"),
        ({"ends": (timezone.localdate() + timedelta(days=9999)).isoformat()}, "最长 30 天"),
        ({"starts": "2020-01-01"}, "这一天已经过去"),
        ({"cap": "0"}, "金额应大于 0"),
    ],
)
def test_what_is_not_accepted_says_what_to_do__R51(town, monday, change, words):
    if change.get("ends", "").startswith("2"):
        change = {"ends": day(-1) if "早于" in words else day(40)}
    response = town.client(HEAD).post(f"{NEW}?to={STRANGER}", filled(given="1") | change)
    page = text_of(response)
    assert response.status_code == 400 and words in page and "去井场出差" in page
    assert not Delegation.objects.exists()


def test_twice_the_same_is_refused_with_the_way_out__R51(town, monday):
    client = town.client(HEAD)
    client.post(f"{NEW}?to={STRANGER}", filled(given="1"))
    again = client.post(f"{NEW}?to={STRANGER}", filled(given="1"))
    assert again.status_code == 409 and "请先收回那一条" in text_of(again)
    assert Delegation.objects.count() == 1


def test_what_was_received_is_not_on_offer__R51(town, monday):
    give(town, HEAD, "zhang.benzi", "OF-FIN")
    page = text_of(town.client("zhang.benzi").get(f"{NEW}?to={STRANGER}"))
    assert "OF-FIN:handle" in page and "OF-FIN:approve" not in page
    forged = town.client("zhang.benzi").post(f"{NEW}?to={STRANGER}", filled(duties=["OF-FIN:approve"], given="1"))
    assert forged.status_code == 400 and Delegation.objects.count() == 1


def test_one_click_takes_it_back__R51(town, monday):
    given = give(town, HEAD, STRANGER, "OF-FIN")
    assert town.client(STRANGER).post(f"{PAGE}{given.pk}/revoke/").status_code == 403
    assert town.client("bi.jieban").post(f"{PAGE}{given.pk}/revoke/").status_code == 404
    client = town.client(HEAD)
    assert client.post(f"{PAGE}{given.pk}/revoke/").status_code == 302
    page = text_of(client.get(PAGE))
    assert "已收回" in page and "钱有数 于" in page
    late = client.post(f"{PAGE}{given.pk}/revoke/")
    assert late.status_code == 409 and "已经结束" in text_of(late)


def test_the_head_of_department_sees_and_ends_what_a_handler_gave__R51(town, monday):
    given = give(town, "zhang.benzi", STRANGER, "OF-FIN", "handle")
    assert "我负责的部门里" in text_of(town.client(HEAD).get(PAGE))
    assert town.client(HEAD).post(f"{PAGE}{given.pk}/revoke/").status_code == 302


# ---- working for somebody -----------------------------------------------------------------


def test_the_delegates_inbox_and_dock_say_for_whom__R51(town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    give(town, HEAD, STRANGER, "OF-FIN")
    client = town.client(STRANGER)
    listed = text_of(client.get("/desk/inbox/?bucket=approve"))
    assert "代 钱有数" in listed and case.number in listed
    page = client.get(f"/desk/task/{task.pk}/")
    assert "您在代 钱有数 办理" in text_of(page) and "12000" in text_of(page)
    answer = {"decision": "pass", "say": "同意", "key": key_in(page), "from": "task"}
    points = {f"point-{one.id}": "yes" for one in case.items.get(code=BUDGET).snapshot.conditions}
    assert client.post(f"/desk/task/{task.pk}/act/", answer | points).status_code == 302
    file = text_of(town.client("zhang.benzi").get(f"/desk/case/{case.number}/?tab=opinions"))
    assert "蔡招标 代 钱有数" in file
    record = text_of(town.client("zhang.benzi").get(f"/desk/case/{case.number}/?tab=record"))
    assert "钱有数（蔡招标代）" in record
    # What one has done stays readable, and says for whom.
    assert "代 钱有数" in text_of(town.client(STRANGER).get(f"/desk/task/{task.pk}/"))


def test_a_delegate_without_a_duty_of_their_own_has_the_desk__R51(town, monday):
    task = for_the_head(town, accepted(town))
    give(town, HEAD, "yuan.gongyi", "OF-FIN")
    client = town.client("yuan.gongyi")
    assert task.case.number in text_of(client.get("/desk/inbox/"))
    assert client.get(f"/desk/case/{task.case.number}/").status_code == 200


def test_the_form_was_open_when_it_was_revoked__R51(town, monday):
    """A clear sentence, nothing half-done: not somebody else's error, not a missing page."""
    case = accepted(town)
    task = for_the_head(town, case)
    given = give(town, HEAD, STRANGER, "OF-FIN")
    client = town.client(STRANGER)
    page = client.get(f"/desk/task/{task.pk}/")
    revoke(given, actor=town.person(HEAD))
    late = client.post(f"/desk/task/{task.pk}/act/", {"decision": "pass", "say": "同意", "key": key_in(page)})
    assert late.status_code == 403 and "您不再代 钱有数 办理：委托已收回" in text_of(late)
    task.refresh_from_db()
    assert task.finished is None and case.items.get(code=BUDGET).decision == ""
    assert client.get(f"/desk/case/{case.number}/").status_code == 404


def test_above_the_amount_the_page_is_not_theirs__R51(town, monday):
    task = for_the_head(town, accepted(town))
    give(town, HEAD, STRANGER, "OF-FIN", cap=100)
    assert town.client(STRANGER).get(f"/desk/task/{task.pk}/").status_code == 404


# ---- away ---------------------------------------------------------------------------------


def test_being_away_hands_the_heads_work_to_the_deputy__R52(town, monday):
    task = for_the_head(town, accepted(town))
    client = town.client(HEAD)
    noted = client.post(f"{PAGE}leave/", {"starts": day(), "ends": day(3), "reason": "休假"})
    assert noted.status_code == 302
    listed = text_of(town.client("qian.suanqing").get("/desk/inbox/"))
    assert task.case.number in listed and "代 钱有数" in listed
    twice = client.post(f"{PAGE}leave/", {"starts": day(), "ends": day(3)})
    assert twice.status_code == 409 and "已经登记过不在岗" in text_of(twice)
    monday.shift(timedelta(hours=1))
    absence = Absence.objects.get()
    assert town.client(STRANGER).post(f"{PAGE}back/{absence.pk}/").status_code == 404
    assert client.post(f"{PAGE}back/{absence.pk}/").status_code == 302
    assert not Absence.objects.filter(ends__gt=timezone.now()).exists()


def test_an_end_before_the_beginning_is_refused__R52(town, monday):
    response = town.client(HEAD).post(f"{PAGE}leave/", {"starts": day(5), "ends": day(3)})
    assert response.status_code == 400 and not Absence.objects.exists()


# ---- statements -----------------------------------------------------------------------------


def test_the_page_costs_the_same_for_one_and_for_many__R51(town, monday):
    give(town, HEAD, STRANGER, "OF-FIN", items=[BUDGET])
    client = town.client(HEAD)
    client.get(PAGE)
    few = statements(client, PAGE)
    for name in ("bi.jieban", "zhang.benzi", "ren.zhicai", "hui.anpai"):
        give(town, HEAD, name, "OF-FIN", items=[BUDGET, "OF-FIN-002"])
    assert statements(client, PAGE) <= few <= 15


def test_a_delegates_inbox_costs_no_more__R51(town, monday):
    task = for_the_head(town, accepted(town))
    url = f"/desk/inbox/?task={task.pk}"
    town.client(HEAD).get(url)
    own = statements(town.client(HEAD), url)
    give(town, HEAD, STRANGER, "OF-FIN", cap=50000)
    assert statements(town.client(STRANGER), url) <= max(own + 1, 15)
