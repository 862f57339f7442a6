"""Transfer, ruling, opinions and messages as the desk shows them."""

from __future__ import annotations

from services.cases.models import DutyListEntry, Transfer
from tests.desk.stories import accepted, text_of
from workflows.models import Task

ITEM = "OF-CONF-001"


def step(town, case):
    [task] = town.open_tasks(case, kind="step", case_item__code=ITEM)
    return task


def test_from_the_dock_to_the_duty_list__R54_R56_R57(town, monday):
    case = accepted(town)
    task = step(town, case)
    clerk = town.client(town.able(task).username)
    page = text_of(clerk.get(f"/desk/task/{task.pk}/"))
    assert (
        'value="transfer"' in page
        and 'name="transfer-to"' in page
        and "OF-SSC" not in page.split("transfer-to")[1][:2000]
    )
    sent = {
        "decision": "transfer", "transfer-to": "OF-LIFE", "transfer-reason_code": "not_our_duty",
        "transfer-basis": "职责清单第 12 条", "say": "会场随住宿安排", "key": "k1", "from": "task",
    }  # fmt: skip
    refused = clerk.post(f"/desk/task/{task.pk}/act/", {**sent, "transfer-basis": ""})
    assert refused.status_code == 400 and "会场随住宿安排" in text_of(refused)
    assert clerk.post(f"/desk/task/{task.pk}/act/", sent).status_code == 302
    offer = Task.objects.get(pk=Transfer.objects.get().offer)
    head = town.client("song.bianli")
    assert "会场随住宿安排" in text_of(head.get(f"/desk/task/{offer.pk}/"))
    answer = {"decision": "refuse_transfer", "refuse_transfer-basis": "三定方案", "say": "不归我中心", "key": "k2"}
    assert head.post(f"/desk/task/{offer.pk}/act/", answer).status_code == 302
    [ruling] = town.open_tasks(case, kind="duty")
    office = town.client("zhen.tongchou")
    shown = text_of(office.get(f"/desk/task/{ruling.pk}/"))
    assert "不归我中心" in shown and 'name="rule-like"' in shown
    ruled = {"decision": "rule", "rule-to": "OF-LIFE", "say": "会场随住宿", "key": "k3", "rule-finding": "good_faith"}
    assert office.post(f"/desk/task/{ruling.pk}/act/", ruled).status_code == 302
    assert DutyListEntry.objects.get().department.code == "OF-LIFE"
    listed = text_of(clerk.get("/desk/duties/"))
    assert ITEM in listed and "生活服务中心" in listed and f"CD-{case.number}-01" in listed
    assert "没有符合的条目" in text_of(clerk.get("/desk/duties/?q=不存在"))
    assert town.client("yuan.gongjia").get("/desk/duties/").status_code == 403
    # The applicant reads calmly that another department goes on, and nothing about a dispute's sides.
    progress = text_of(town.client("yuan.gongjia").get(f"/c/{case.number}/"))
    assert "生活服务中心" in progress and "不归我中心" not in progress


def test_a_question_and_its_answer_stand_in_the_panel(town, monday):
    case = accepted(town)
    task = step(town, case)
    clerk = town.client(town.able(task).username)
    day = task.case_item.due_at.date().isoformat()
    sent = {
        "decision": "ask_opinion", "ask_opinion-department": "OF-LEGAL", "ask_opinion-user": "",
        "ask_opinion-by": day, "say": "会场合同要不要审？", "key": "k1", "from": "task", "stay": "1",
    }  # fmt: skip
    assert clerk.post(f"/desk/task/{task.pk}/act/", sent).status_code == 302
    assert "会场合同要不要审" in text_of(clerk.get(f"/desk/task/{task.pk}/"))
    [question] = town.open_tasks(case, kind="opinion")
    lawyer = town.client(town.able(question).username)
    assert "会场合同要不要审" in text_of(lawyer.get(f"/desk/inbox/?bucket=opinion&task={question.pk}"))
    lawyer.post(f"/desk/task/{question.pk}/act/", {"decision": "answer", "say": "不用审", "key": "k2"})
    assert "不用审" in text_of(clerk.get(f"/desk/task/{task.pk}/"))
    assert "不用审" not in text_of(town.client("yuan.gongjia").get(f"/c/{case.number}/"))


def test_a_message_written_beside_a_task_comes_back_to_it(town, monday):
    case = accepted(town)
    task = step(town, case)
    clerk = town.client(town.able(task).username)
    page = text_of(clerk.get(f"/desk/task/{task.pk}/?tab=talk"))
    assert f"/desk/case/{case.number}/message/?task={task.pk}" in page
    sent = clerk.post(f"/desk/case/{case.number}/message/?task={task.pk}", {"text": "会场改到二楼可以吗？"})
    assert sent["Location"] == f"/desk/task/{task.pk}/?tab=talk"
    progress = text_of(town.client("yuan.gongjia").get(f"/c/{case.number}/"))
    assert "会场改到二楼可以吗" in progress and "会议中心" in progress
