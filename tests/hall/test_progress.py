"""The progress page says who is at work, until when, and what the reader must do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import audit
from services.cases.models import Document
from tests.hall.stories import correcting, text_of, words_of

MY = "yuan.gongjia"


@pytest.fixture
def client(town, monday):
    return town.client(MY)


@pytest.fixture
def running(town, monday):
    case = town.reception()
    town.accept(case)
    case.refresh_from_db()
    return case


def test_parallel_departments_stand_in_one_stage_on_one_axis(client, running):
    page = text_of(client.get(f"/c/{running.number}/"))
    words = words_of(client.get(f"/c/{running.number}/"))
    assert "第一步" in words and "统一受理" in words
    assert "3 个部门同时办" in words and "统一出件" in words
    assert "办完以后 单独计时，不占承诺时间" in words
    assert page.count('class="lane') >= 10
    assert "现在不用您做什么" in words and "3月4日" in words and "周三 19:30 前" in words
    assert "9 个环节已办结 1 个" in words and "同时办比逐个办少等 4 个工作日" in words


def test_the_text_table_says_the_same_as_the_picture(client, running):
    table = text_of(client.get(f"/c/{running.number}/?view=table"))
    assert "<table" in table and "axis__days" not in table
    words = words_of(client.get(f"/c/{running.number}/?view=table"))
    for department in ("财务部", "会议中心", "保卫部"):
        assert department in words
    assert "等办公室" in words  # whom a waiting item waits for


def test_the_lanes_alone_are_refreshed_while_the_case_runs(town, client, running):
    fragment = client.get(f"/c/{running.number}/lanes/")
    assert "<html" not in text_of(fragment) and 'id="lanes"' in text_of(fragment)
    assert f'hx-get="/c/{running.number}/lanes/"' in text_of(fragment)
    assert 'data-poll="60"' in text_of(fragment)
    town.run(running)
    assert "data-poll" not in text_of(client.get(f"/c/{running.number}/"))


def test_done_lanes_say_when_and_how_early(town, client, running):
    for _ in range(2):
        [task] = town.open_tasks(running, case_item__code="OF-OFFICE-001")
        town.act(task, "pass", opinion="同意")
    words = words_of(client.get(f"/c/{running.number}/"))
    assert "✓ 2日 10:30" in words and "比承诺早 1 天" in words
    assert "办公室（党委办公室）办结" in words


def test_before_acceptance_the_page_names_the_window_and_its_hour(town, client):
    case = town.reception()
    words = words_of(client.get(f"/c/{case.number}/"))
    assert "最晚告诉您是否受理" in words and "受理后 2 个工作日内办完" in words
    assert "已送到窗口" in words


def test_a_correction_is_the_one_dark_block_and_the_window_rests(town, client):
    case = correcting(town)
    page = text_of(client.get(f"/c/{case.number}/"))
    assert page.count('class="todo"') == 1
    words = words_of(client.get(f"/c/{case.number}/"))
    assert "需要您办 1 件" in words and "补正 2 处" in words and "去补正 · 约 3 分钟" in words
    assert "等您补正" in words and "补齐后马上接着办" in words
    assert "轮到您" in words_of(client.get("/")) and "轮到您 1 件" in words_of(client.get("/my/"))


def test_nothing_waits_for_the_reader_then_there_is_no_dark_block(client, running):
    assert 'class="todo"' not in text_of(client.get(f"/c/{running.number}/"))
    assert "yourturn" not in text_of(client.get("/"))


def test_lateness_is_said_with_an_apology_and_without_blame(town, running, monday):
    monday.shift(timedelta(days=3))
    words = words_of(town.client(MY).get(f"/c/{running.number}/"))
    assert "原定最晚办完" in words and "抱歉" in words and "超期" in words
    for internal in ("督办", "积分", "L1", "推诿"):
        assert internal not in words


def test_the_record_tells_only_what_applicants_may_read(town, client, running):
    [task] = town.open_tasks(running, case_item__code="OF-OFFICE-001")
    town.act(task, "pass", opinion="内部意见：领导已口头同意")
    words = words_of(client.get(f"/c/{running.number}/record/"))
    assert "员工甲提交申请" in words and "同时分发给 5 个部门" in words
    assert "内部意见" not in words
    told = {entry.event for entry in audit.timeline(running.number)}
    assert "step.passed" in told


def test_urging_too_early_says_from_when__and_later_reminds(town, client, running, monday):
    early = client.post(f"/c/{running.number}/urge/", follow=True)
    assert early.status_code == 200 and "还在承诺时间内" in words_of(early)
    monday.shift(timedelta(days=2))
    later = town.client(MY).post(f"/c/{running.number}/urge/", follow=True)
    assert "已催办" in words_of(later) and "财务部" in words_of(later)


def test_writing_to_the_people_at_work(client, running):
    url = f"/c/{running.number}/messages/"
    assert "请" in words_of(client.post(url, {"text": "  "}, follow=True))
    sent = client.post(url, {"text": "<b>来宾</b>多了一位\n谢谢"}, follow=True)
    assert "已发送" in words_of(sent)
    assert "&lt;b&gt;来宾&lt;/b&gt;多了一位<br>谢谢" in text_of(sent)


def test_withdrawing_says_what_it_does_and_stops_everybody(town, client, running):
    page = words_of(client.get(f"/c/{running.number}/withdraw/"))
    assert "撤回这件申请？" in page and "不再开始" in page and "停止办理" in page and "继续办理" in page
    done = client.post(f"/c/{running.number}/withdraw/", {"reason": "来访改期"}, follow=True)
    assert "您已撤回这件申请" in words_of(done) and "原因：来访改期。" in words_of(done)
    assert not town.open_tasks(running)
    assert client.get(f"/c/{running.number}/withdraw/").status_code == 409
    assert client.post(f"/c/{running.number}/withdraw/").status_code == 409


def test_results_come_all_at_once_and_close_by_confirmation(town, client, running):
    before = words_of(client.get(f"/c/{running.number}/"))
    assert "全部环节办结后，在这里一次领取" in before
    town.run(running, until="delivered")
    page = client.get(f"/c/{running.number}/")
    assert "办好了" in words_of(page) and "7 份结果可以在下面下载" in words_of(page)
    assert text_of(page).count("/documents/") >= 8
    closed = client.post(f"/c/{running.number}/confirm/")
    assert closed["Location"] == f"/c/{running.number}/rating/"
    running.refresh_from_db()
    assert running.state == "closed"
    assert client.post(f"/c/{running.number}/confirm/").status_code == 409


def test_a_denied_item_gives_reason_ground_and_a_way_on(town, client, running):
    for _ in range(6):
        open_ones = town.open_tasks(running, case_item__code="OF-CONF-001")
        if not open_ones:
            break
        task = open_ones[0]
        if task.decides:
            town.act(task, "deny", reason_code="conditions", reason="会场已被占用", basis="会议中心管理办法第 5 条")
        else:
            town.act(task, "pass", opinion="已核对")
    words = words_of(client.get(f"/c/{running.number}/"))
    assert "没有通过的事项和原因" in words and "会场已被占用" in words and "依据：会议中心管理办法第 5 条" in words


def test_why_this_date_is_answered_line_by_line__R90(client, running):
    words = words_of(client.get(f"/c/{running.number}/why/"))
    for fact in (
        "合计最多 2 个工作日",
        "10:00–14:00、15:30–19:30",
        "2026 年第 1 版",
        "3月4日 周三 19:30",
        "半个工作日",
    ):
        assert fact in words, fact


def test_objecting_to_a_shared_value_on_a_running_case__R83(client, running):
    url = f"/c/{running.number}/file/?wrong=cost_center"
    assert 'name="claim"' in text_of(client.get(url))
    done = client.post(f"/c/{running.number}/objections/", {"element": "cost_center", "claim": "CY9999"}, follow=True)
    assert "已记下" in words_of(done) and "您认为应为：CY9999" in words_of(done)
    again = client.post(f"/c/{running.number}/objections/", {"element": "visitor_org", "claim": "x"}, follow=True)
    assert again.status_code == 200 and "已记下" not in words_of(again)


def test_sensitive_numbers_are_masked_in_the_file__R84(town, client, running):
    entry = running.form.get("bank_account")
    if entry is None:
        pytest.skip("the reception asks for no account number")
    assert str(entry["value"]) not in text_of(client.get(f"/c/{running.number}/file/"))


def test_papers_after_the_event_keep_a_closed_case_in_sight(town, client, running):
    town.run(running)
    words = words_of(client.get("/my/"))
    assert "轮到您 1 件" in words and "去交材料" in words
    page = words_of(client.get(f"/c/{running.number}/"))
    assert "交“费用报销结算”的材料" in page and "等您交材料" in page


def test_printing_the_acceptance(client, running):
    paper = Document.objects.get(case=running, kind="SL")
    words = words_of(client.get(f"/c/{running.number}/documents/{paper.code}/"))
    assert "受理通知书" in words and paper.number in words and "最晚 3月4日 周三 19:30 办完" in words
    assert "<svg" in text_of(client.get(f"/c/{running.number}/documents/{paper.code}/"))
    assert client.get(f"/c/{running.number}/documents/AAAABBBBCCCCDDDD/").status_code == 404
