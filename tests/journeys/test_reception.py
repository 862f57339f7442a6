"""业务招待一件事 in a real browser, from application to rating, by every person involved."""

from __future__ import annotations

import re

import pytest

from services.cases.states import CaseState
from tests.journeys.people import Applicant, Clerk, Staff, reception_fields
from tests.support.browser import DESKTOP, PHONE
from tests.town import RECEPTION_ANSWERS
from workflows.models import Task
from workflows.queries.inbox import tasks

EVENT = {
    "visit_start": "2030-03-11T10:00", "visit_end": "2030-03-12T18:00", "venue_start": "2030-03-11T10:30",
    "venue_end": "2030-03-11T13:00", "checkin_date": "2030-03-11", "checkout_date": "2030-03-12",
    "meal_date": "2030-03-11",
}  # fmt: skip


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_application_to_rating(town, watched, sign_in, live_server, size):
    watched.set_viewport_size(size)
    here = (watched, live_server.url, town)

    sign_in("yuan.gongjia")
    fields = {**reception_fields(town, "yuan.gongjia", RECEPTION_ANSWERS), **EVENT}
    applicant = Applicant(*here)
    applicant.open("/")
    case = applicant.apply("OM-RECEPTION", RECEPTION_ANSWERS, fields)
    applicant.open(f"/c/{case.number}/")
    assert "窗口" in watched.locator("main").inner_text()

    sign_in("chuang.kouyi")
    Clerk(*here).accept(case)

    decided = set()
    while todo := [one for one in town.open_tasks(case) if one.kind == "step" and one.case_item.phase == "main"]:
        task = todo[0]
        person = town.able(task)
        assert task in list(tasks(person))
        sign_in(person.username)
        Staff(*here).finish(task)
        decided.add(person.username)
    assert len(decided) == 7

    sign_in("chuang.kouyi")
    Clerk(*here).hand_over(case)

    sign_in("yuan.gongjia")
    applicant.open(f"/c/{case.number}/")
    assert case.documents.filter(kind="BJ", released_at__isnull=False).count() == 7
    watched.get_by_role("button", name=re.compile("确认收到|确认")).first.click()
    watched.wait_for_load_state("networkidle")
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED

    applicant.open(f"/c/{case.number}/rating/")
    watched.locator("[name=level][value='5']").check(force=True)
    watched.get_by_role("button", name=re.compile("提交评价")).click()
    watched.wait_for_load_state("networkidle")
    assert case.rating.level == 5

    applicant.open(f"/c/{case.number}/")
    applicant.open("/my/")


def test_two_clerks_one_task_the_second_reads_who_was_first(town, watched, sign_in, live_server):
    case = town.reception()
    town.accept(case)
    for _ in range(2):
        [step] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
        town.act(step, "pass")
    [task] = town.open_tasks(case, case_item__code="OF-LIFE-001")
    sign_in("fan.xiangxiang")
    person = Staff(watched, live_server.url, town)
    person.open(f"/desk/task/{task.pk}/")
    # Meanwhile a colleague claims it.
    from workflows.operations.handling.holding import claim

    claim(Task.objects.get(pk=task.pk), actor=town.person("che.lunzhuan"))
    for box in watched.locator("input[type=radio][form=decision][value=yes]").all():
        box.check(force=True)
    watched.locator("#decision-say").fill("这句话不能丢")
    watched.locator("#decision button.btn--primary").click()
    watched.wait_for_load_state("networkidle")
    shown = watched.locator("body").inner_text()
    assert "车轮转" in shown
    task.refresh_from_db()
    assert task.finished is None
