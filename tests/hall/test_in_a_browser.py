"""The hall in a real browser: axe, no sideways scroll, saving while one types, files handed in at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from services.cases.models import Case, Document, Draft
from tests.hall.stories import begin, correcting, ready
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import assert_accessible
from tests.town import PDF, RECEPTION_FIELDS

MY = "yuan.gongjia"
GUIDED = "/guide/?who=employee&about=living&which=OM-MEAL"
NARROW = {"width": 320, "height": 640}
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])


def look(page):
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url


@SIZES
def test_public_pages(town, watched, live_server, size):
    watched.set_viewport_size(size)
    urls = ["/guide/", "/guide/?who=employee", "/guide/?who=customer&which=none", GUIDED]
    urls += ["/", "/search/?q=出差", "/search/?q=qqqq", "/m/OM-RECEPTION/", "/m/OM-REPAIR/", "/help/", "/verify/"]
    urls += ["/verify/ABCDEFGH23456789/", "/progress/", "/progress/?number=YJS-1&check=AAAAAA"]
    for url in urls:
        watched.goto(live_server.url + url)
        look(watched)


@SIZES
def test_pages_of_cases_in_every_state(town, watched, sign_in, live_server, size):
    watched.set_viewport_size(size)
    running = town.reception()
    town.accept(running)
    waiting = correcting(town, visitor_org="东疆油田公司")
    withdrawn = town.reception(visitor_org="西疆油田公司")
    town.client(MY).post(f"/c/{withdrawn.number}/withdraw/")
    closed = town.run(town.reception(visitor_org="南疆油田公司"))
    paper = Document.objects.filter(case=closed, kind="BJ").first()
    sign_in(MY)
    urls = ["/", "/my/", "/locker/", "/my/?show=done", f"/c/{withdrawn.number}/", f"/c/{waiting.number}/"]
    urls += [f"/c/{running.number}/{page}" for page in ("", "?view=table", "record/", "why/", "file/", "withdraw/")]
    urls += [f"/c/{running.number}/file/?wrong=cost_center", f"/c/{waiting.number}/correct/", f"/c/{closed.number}/"]
    urls += [f"/c/{closed.number}/{page}" for page in ("rating/", "correct/", f"documents/{paper.code}/")]
    for url in urls:
        watched.goto(live_server.url + url)
        look(watched)


@SIZES
def test_every_step_of_an_application(town, watched, sign_in, live_server, size):
    watched.set_viewport_size(size)
    client = town.client(MY)
    draft = ready(client)
    sign_in(MY)
    pages = ("questions/", "form/", "form/?show=all", "form/?wrong=cost_center", "materials/", "check/")
    for page in pages:
        watched.goto(live_server.url + draft + page)
        look(watched)
    client.post(f"{draft}check/")
    watched.goto(live_server.url + draft + "receipt/")
    look(watched)


def test_applying_by_hand_saves_every_field_when_it_is_left(town, watched, sign_in, live_server):
    sign_in(MY)
    watched.goto(live_server.url + "/m/OM-RECEPTION/")
    watched.locator(".three__go").get_by_role("button", name="开始办理").click()
    watched.check("[name=need_vehicle][value=true]")
    expect(watched.locator("#outcome")).to_contain_text("公务用车派车")
    watched.get_by_role("button", name="下一步：填表").click()
    watched.fill("[name=visitor_org]", "北疆油田公司")
    watched.locator("[name=visitor_org]").blur()
    expect(watched.locator("#saved")).to_contain_text("已保存")
    assert Draft.objects.get(applicant__username=MY).fields == {"visitor_org": "北疆油田公司"}
    watched.get_by_role("button", name="下一步：材料").click()
    summary = watched.locator(".errsum")
    expect(summary).to_be_focused()
    look(watched)
    summary.get_by_role("link", name="请填写“接待事由”").click()
    expect(watched.locator("#id_reception_purpose")).to_be_focused()
    expect(watched.locator("[name=visitor_org]")).to_have_value("北疆油田公司")
    watched.go_back()
    watched.reload()
    watched.goto(live_server.url + "/")
    watched.get_by_role("link", name="继续填写").click()
    expect(watched.locator("[name=visitor_org]")).to_have_value("北疆油田公司")


def test_files_are_handed_in_at_once_and_refused_in_words(town, watched, sign_in, live_server, tmp_path):
    draft = begin(client := town.client(MY))
    client.post(f"{draft}questions/", {"guest_count": "5"})
    client.post(f"{draft}form/", {**RECEPTION_FIELDS, "go": "next"})
    sign_in(MY)
    watched.goto(f"{live_server.url}{draft}materials/")
    good, bad = tmp_path / "公函.pdf", tmp_path / "坏的.pdf"
    good.write_bytes(PDF)
    bad.write_bytes(b"MZ\x90\x00" * 40)
    block = watched.locator("#paper-M003")
    block.locator("input[type=file]").set_input_files(bad)
    expect(block.locator(".field__error")).to_contain_text("不能上传")
    look(watched)
    block.locator("input[type=file]").set_input_files(good)
    expect(block.locator("a")).to_have_text("公函.pdf")
    block.get_by_role("button", name="换一个文件").click()
    block.get_by_text("现在没有，以后补交").click()
    block.get_by_role("button", name="承诺后补").click()
    expect(block).to_contain_text("您承诺")
    look(watched)
    watched.get_by_role("button", name="下一步：核对").click()
    expect(watched).to_have_url(re.compile("/check/$"))


def test_pressing_submit_twice_makes_one_case(town, watched, sign_in, live_server):
    draft = ready(town.client(MY))
    sign_in(MY)
    watched.goto(f"{live_server.url}{draft}check/")
    watched.get_by_role("button", name="核对无误，提交").dblclick()
    expect(watched).to_have_url(re.compile("/receipt/$"))
    assert Case.objects.filter(applicant__username=MY).count() == 1
    watched.reload()
    watched.go_back()
    expect(watched).to_have_url(re.compile("/receipt/$|/check/$"))
    assert Case.objects.filter(applicant__username=MY).count() == 1


def test_the_lanes_refresh_by_themselves(town, watched, sign_in, live_server):
    case = town.reception()
    sign_in(MY)
    watched.goto(f"{live_server.url}/c/{case.number}/")
    expect(watched.locator("#lanes")).to_contain_text("未开始")
    town.accept(case)
    watched.evaluate("htmx.trigger(document.getElementById('lanes'), 'poll-visible')")
    expect(watched.locator("#lanes")).to_contain_text("正常")
    assert watched.locator("#lanes").count() == 1
