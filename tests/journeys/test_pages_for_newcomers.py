"""Pages few people see, looked at as a newcomer would: accessible, one way forward, words of the field."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.desk.stories import countersigning, for_the_head, office_task
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import assert_accessible
from tests.workflows.absence import give
from tests.workflows.test_clock_ledger import INSPECTION, contractor, step_of
from workflows.operations.conversation.applicant import object_to_value
from workflows.operations.conversation.sharing import write_note

VENUE = "OF-CONF-001"
NO = {"reason_code": "beyond_standard", "reason": "会场超出规格", "basis": "会议室管理办法第 3 条"}
# Chinese beside half-width punctuation, names of columns, words nobody translated.
ODD = re.compile(r"[一-鿿][,;:!?()]|[()][一-鿿]|\b[a-z]+_[a-z_]+\b|\bNone\b")


def judge(page):
    """What a newcomer stumbles over: axe, sideways scroll, two ways forward, words of the system."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url
    ways = [one for one in page.locator(".btn--primary").all() if one.is_visible()]
    assert len(ways) <= 1, (page.url, [one.inner_text() for one in ways])
    text = page.locator("main").inner_text()
    assert not ODD.search(text), (page.url, ODD.search(text))


def denied(town):
    """A reception whose venue was refused: the applicant may mend that one item."""
    case = town.reception()
    town.accept(case)
    while True:
        [task] = town.open_tasks(case, case_item__code=VENUE, kind="step")
        if task.decides:
            town.act(task, "deny", **NO)
            return case
        town.act(task, "pass", opinion="请审定")


def situations(town):
    """{person: addresses}: one of everything that asks somebody beside the ordinary way."""
    refused, closed = denied(town), town.run(town.reception())
    step = office_task(town, refused)
    town.act(step, "ask_opinion", department="OF-LEGAL", question="陪餐人数是否合规？", by="2026-03-03")
    [question] = town.open_tasks(refused, kind="opinion")
    write_note(refused, actor=town.person("bi.jieban"), text="名单以公函为准。", pinned=True)
    element = next(key for key, one in refused.form.items() if (one.get("source") or {}).get("department") == "OF-HR")
    object_to_value(refused, actor=refused.applicant, element=element, claim="登记的是旧号码")
    entry = contractor(town)
    asked = step_of(town, entry)
    town.act(asked, "suspend", **INSPECTION)
    [pause] = town.open_tasks(entry, kind="duty")
    give(town, "qian.youshu", "cai.zhaobiao", "OF-FIN")
    _, votes = countersigning(town)
    return {
        refused.applicant.username: [
            f"/c/{refused.number}/", f"/c/{refused.number}/again/{VENUE}/", f"/c/{closed.number}/", "/locker/",
        ],
        "bi.jieban": [f"/desk/task/{step.pk}/?tab={tab}" for tab in ("review", "basis", "notes")],
        "zhen.tongchou": [
            f"/desk/case/{closed.number}/", f"/desk/case/{closed.number}/void/OF-OFFICE-001/", "/desk/duties/",
            "/desk/replies/", "/desk/delegate/new/",
        ],
        town.able(question).username: [f"/desk/task/{question.pk}/"],
        town.able(pause).username: [f"/desk/task/{pause.pk}/"],
        town.able(votes["OF-SEC"]).username: [f"/desk/task/{votes['OF-SEC'].pk}/"],
        "qian.youshu": ["/desk/delegate/"],
        "ru.zhihao": ["/desk/objections/"],
    }  # fmt: skip


def test_pages_few_people_see(town, monday, watched, sign_in, live_server):
    for person, pages in situations(town).items():
        sign_in(person)
        for size in (DESKTOP, PHONE):
            watched.set_viewport_size(size)
            for page in pages:
                watched.goto(live_server.url + page)
                judge(watched)


def test_sending_back_is_seen_before_it_is_done_and_back_does_no_harm__R47(town, monday, watched, sign_in, live_server):
    case = town.reception()
    town.accept(case)
    task = for_the_head(town, case)
    sign_in("zhen.tongchou")
    watched.goto(f"{live_server.url}/desk/task/{task.pk}/")
    watched.locator("#decision [value=send_back]").evaluate("one => one.click()")
    watched.select_option("[name='send_back-to']", index=1)
    watched.fill("#decision-say", "请核对陪餐人数")
    watched.click("#decision .btn--primary")
    expect(watched.get_by_role("heading", name="退回前请看影响")).to_be_visible()
    for size in (DESKTOP, PHONE):
        watched.set_viewport_size(size)
        judge(watched)
    task.refresh_from_db()
    assert task.finished is None
    # Twice at once, then Back and once more: it is done once, and the page says what happened.
    watched.locator("[name='send_back-confirmed']").dblclick()
    expect(watched.get_by_role("heading", name="退回前请看影响")).to_be_hidden()
    watched.wait_for_load_state("networkidle")
    task.refresh_from_db()
    assert task.outcome == "send_back"
    assert office_task(town, case).step_no == 0
    watched.goto(f"{live_server.url}/desk/task/{task.pk}/")
    assert "已退回" in watched.locator("main").inner_text()
    judge(watched)
