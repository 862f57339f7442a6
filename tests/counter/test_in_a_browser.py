"""The window in a real browser: axe at both sizes, and the notice that shows itself while it is written."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from services.cases.models import Case
from tests.desk.stories import accepted
from tests.journeys.people import Applicant
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import assert_accessible
from tests.town import RECEPTION_FIELDS

NARROW = {"width": 320, "height": 640}
MONDAY_AFTER = (timezone.localdate() + timedelta(days=3)).isoformat()


def look(page):
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url


@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_every_page_of_the_window_is_accessible(town, watched, sign_in, live_server, size):
    done = town.run(accepted(town), until="decided")
    [deliver] = town.open_tasks(done, kind="deliver")
    [intake] = town.open_tasks(town.reception(applicant="yuan.gongyi"), kind="intake")
    watched.set_viewport_size(size)
    sign_in("chuang.kouyi")
    pages = [
        "/counter/",
        "/counter/?list=intake",
        "/counter/new/",
        "/counter/new/?q=员工",
        "/counter/new/yuan.gongjia/",
    ]
    pages += [f"/counter/task/{intake.pk}/?way={way}" for way in ("accept", "notice", "refuse")]
    pages += [f"/counter/deliver/{deliver.pk}/", f"/counter/slip/{done.number}/"]
    for url in pages:
        watched.goto(live_server.url + url)
        look(watched)


def test_the_notice_shows_itself_while_it_is_written(town, watched, sign_in, live_server):
    case = town.reception()
    [task] = town.open_tasks(case, kind="intake")
    sign_in("chuang.kouyi")
    watched.goto(f"{live_server.url}/counter/task/{task.pk}/?way=notice")
    watched.select_option("#material-M003-phrase", "unsigned")
    watched.wait_for_selector("#preview >> text=请签字盖章后重新上传")
    watched.fill("#material-M003-problem", "缺少接待单位公章")
    watched.locator("#material-M003-problem").blur()
    watched.wait_for_selector("#preview >> text=缺少接待单位公章")
    # What is typed is never swapped away.
    assert watched.input_value("#material-M003-problem") == "缺少接待单位公章"
    look(watched)
    watched.click("#preview button.btn--primary")
    watched.wait_for_load_state("networkidle")
    case.refresh_from_db()
    assert case.state == "correcting"


def test_a_case_is_accepted_by_keyboard_and_the_next_one_is_a_key_away(town, watched, sign_in, live_server):
    case = town.reception()
    [task] = town.open_tasks(case, kind="intake")
    [following] = town.open_tasks(town.reception(applicant="yuan.gongyi"), kind="intake")
    sign_in("chuang.kouyi")
    watched.goto(f"{live_server.url}/counter/task/{task.pk}/")
    watched.evaluate("document.activeElement.blur()")
    watched.keyboard.press("Shift+A")
    watched.wait_for_url("**/counter/slip/**")
    watched.evaluate("document.activeElement.blur()")
    watched.keyboard.press("n")
    watched.wait_for_url(f"**/counter/task/{following.pk}/")


@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_a_clerk_applies_for_somebody_who_stands_at_the_counter(town, watched, sign_in, live_server, size):
    """From the search for the person to the slip in their hand (R1, R2)."""
    watched.set_viewport_size(size)
    sign_in("chuang.kouyi")
    watched.goto(f"{live_server.url}/counter/new/?q=员工甲")
    watched.get_by_role("link", name="员工甲").first.click()
    watched.get_by_text("现场在签名板上签字").first.click()
    watched.select_option("[name=matter]", "OM-MEAL")
    watched.get_by_role("button", name="开始为员工甲填写").click()
    band = watched.locator(".behalf")
    expect(band).to_contain_text("正在为 员工甲")
    look(watched)
    clerk = Applicant(watched, live_server.url, town)
    clerk.fill_in({**RECEPTION_FIELDS, "meal_date": MONDAY_AFTER, "canteen": "base"})
    clerk.next()
    expect(band).to_be_visible()
    look(watched)
    watched.get_by_role("button", name="下一步：核对").click()
    expect(watched).to_have_url(re.compile("/check/$"))
    look(watched)
    watched.get_by_role("button", name="核对无误，提交").click()
    expect(watched).to_have_url(re.compile("/receipt/$"))
    expect(band).to_contain_text("已为 员工甲")
    look(watched)
    case = Case.objects.get()
    assert (case.applicant.username, case.registered_by.username) == ("yuan.gongjia", "chuang.kouyi")
    watched.get_by_role("link", name="打印受理单").click()
    watched.wait_for_url(f"**/counter/slip/{case.number}/")
    expect(watched.locator(".slip")).to_contain_text("员工甲")


def test_ending_it_clears_the_screen(town, watched, sign_in, live_server):
    client = town.client("chuang.kouyi")
    fields = {"channel": "hotline", "consent": "recording", "consent_note": "REC-1", "matter": "OM-RECEPTION"}
    draft = client.post("/counter/new/yuan.gongjia/", fields)["Location"]
    sign_in("chuang.kouyi")
    watched.goto(live_server.url + draft)
    expect(watched.locator(".behalf")).to_contain_text("REC-1")
    watched.get_by_role("button", name="结束代办").click()
    watched.wait_for_url("**/counter/new/")
    expect(watched.locator(".notice")).to_contain_text("没有提交任何内容")
    watched.go_back()
    expect(watched.locator("main")).not_to_contain_text("REC-1")
