"""The desk in a real browser: axe, no sideways scroll, keys, and a panel in step with its list."""

from __future__ import annotations

import re

import pytest

from tests.desk.stories import accepted, countersigning, for_the_head, office_task
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import assert_accessible

NARROW = {"width": 320, "height": 640}


def look(page):
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url


@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_every_page_of_the_desk_is_accessible(town, watched, sign_in, live_server, size):
    case = accepted(town)
    task = for_the_head(town, case)
    watched.set_viewport_size(size)
    sign_in("zhen.tongchou")
    pages = ["/desk/inbox/", "/desk/inbox/?bucket=done", "/desk/inbox/?q=没有", "/desk/cases/", "/desk/search/?q=招待"]
    pages += [
        f"/desk/case/{case.number}/?tab={tab}" for tab in ("progress", "form", "papers", "opinions", "talk", "record")
    ]
    pages += [f"/desk/case/{case.number}/?tab=progress&view=text", f"/desk/task/{task.pk}/"]
    pages += [
        f"/desk/inbox/?task={task.pk}&tab={tab}" for tab in ("form", "papers", "progress", "basis", "talk", "record")
    ]
    for url in pages:
        watched.goto(live_server.url + url)
        look(watched)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_choice_of_the_dock_shows_its_own_form(town, watched, sign_in, live_server, size):
    _, tasks = countersigning(town)
    watched.set_viewport_size(size)
    sign_in("sheng.wending")
    watched.goto(f"{live_server.url}/desk/task/{tasks['OF-PROD'].pk}/")
    shown = {
        "agree": None,
        "agree_with_conditions": "[name=agree_with_conditions-conditions]",
        "disagree": "[name=disagree-cure]",
        "not_my_duty": "[name=not_my_duty-suggest]",
    }
    watched.fill("#decision-say", "写了一半的意见")
    for action, field in shown.items():
        watched.check(f"#decision [name=decision][value={action}]", force=True)
        visible = watched.locator("#decision .dock__fields:visible")
        assert visible.count() == (1 if field else 0)
        if field:
            assert watched.locator(field).is_visible()
        assert watched.locator("#decision button.btn--primary:visible").inner_text().count("看下一件") == 1
        assert watched.input_value("#decision-say") == "写了一半的意见"
        look(watched)


def test_a_row_opens_beside_the_list_and_back_brings_the_other_one(town, watched, sign_in, live_server):
    first = office_task(town, accepted(town))
    second = office_task(town, accepted(town, applicant="yuan.gongyi"))
    sign_in("bi.jieban")
    watched.goto(f"{live_server.url}/desk/inbox/")
    watched.click(f"#task-{second.pk} a.taskrow__title")
    watched.wait_for_selector(f"#task[data-task='{second.pk}']")
    assert watched.url.endswith(f"task={second.pk}")
    assert watched.locator("[data-row][aria-current]").get_attribute("id") == f"task-{second.pk}"
    assert watched.evaluate("document.activeElement.id") == "panel-title"
    watched.go_back()
    watched.wait_for_selector(f"#task[data-task='{first.pk}']")


def test_looking_into_a_tab_keeps_what_was_typed(town, watched, sign_in, live_server):
    task = office_task(town, accepted(town))
    sign_in("bi.jieban")
    watched.goto(f"{live_server.url}/desk/inbox/?task={task.pk}")
    watched.fill("#decision-say", "写了一半的意见")
    watched.check("[name=point-c3][value=yes]", force=True)
    watched.click("#tab-form")
    watched.wait_for_selector("#panel-tab[data-tab=form]")
    assert watched.locator("#panel-review").is_hidden()
    assert watched.input_value("#decision-say") == "写了一半的意见"
    watched.click("#tab-review")
    watched.wait_for_selector("#panel-tab[data-tab=review]", state="attached")
    assert watched.is_checked("[name=point-c3][value=yes]")
    assert watched.locator("#panel-review").is_visible()


def test_the_keyboard_alone_decides(town, watched, sign_in, live_server):
    first = office_task(town, accepted(town))
    second = office_task(town, accepted(town, applicant="yuan.gongyi"))
    sign_in("bi.jieban")
    watched.goto(f"{live_server.url}/desk/inbox/?task={first.pk}")
    watched.keyboard.press("j")
    watched.keyboard.press("Enter")
    watched.wait_for_selector(f"#task[data-task='{second.pk}']")
    watched.check("[name=point-c3][value=yes]", force=True)
    watched.evaluate("document.activeElement.blur()")
    watched.keyboard.press("a")
    assert watched.is_checked("#decision [name=decision][value=pass]")
    watched.keyboard.press("Shift+A")
    watched.wait_for_selector(f"#task[data-task='{first.pk}']")
    assert watched.get_by_text(re.compile("已通过：业务招待")).first.is_visible()
    second.refresh_from_db()
    assert second.outcome == "pass"
    watched.keyboard.press("/")
    assert watched.evaluate("document.activeElement.name") == "q"
    # Typing is typing: no key acts while a field has the focus.
    watched.keyboard.type("ja")
    assert watched.input_value("#find") == "ja"


def test_a_head_decides_on_the_phone_from_the_first_screen(town, watched, sign_in, live_server):
    task = for_the_head(town, accepted(town))
    watched.set_viewport_size(PHONE)
    sign_in("zhen.tongchou")
    watched.goto(f"{live_server.url}/desk/inbox/?bucket=approve")
    assert watched.locator("#task").is_hidden()
    watched.click(f"#task-{task.pk} a.taskrow__title")
    watched.wait_for_selector("#task >> visible=true")
    assert watched.locator(".tasklist").is_hidden()
    button = watched.locator("#decision button.btn--primary")
    box = button.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"] and box["width"] > 300 and box["height"] >= 44
    assert watched.get_by_text("方案合规").is_visible()
    button.click()
    watched.wait_for_load_state("networkidle")
    task.refresh_from_db()
    assert task.outcome == "pass"


def test_without_scripts_a_decision_still_goes_through(town, browser, live_server, sign_in, context):
    task = office_task(town, accepted(town))
    sign_in("bi.jieban")
    plain = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport=DESKTOP)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(f"{live_server.url}/desk/inbox/?task={task.pk}")
    page.check("[name=point-c3][value=yes]", force=True)
    page.fill("#decision-say", "同意上报")
    page.click("#decision button.btn--primary")
    page.wait_for_load_state()
    task.refresh_from_db()
    assert task.outcome == "pass"
    plain.close()
