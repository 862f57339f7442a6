"""The window in a real browser: axe at both sizes, and the notice that shows itself while it is written."""

from __future__ import annotations

import pytest

from tests.desk.stories import accepted
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import assert_accessible

NARROW = {"width": 320, "height": 640}


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
