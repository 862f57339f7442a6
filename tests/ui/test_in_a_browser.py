"""The frame and the specimen pages in a real browser, under the Content-Security-Policy of the product."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page, Route, expect

from tests.ui.pages import Person

pytestmark = pytest.mark.urls("tests.ui.urls")
ADDRESS = "http://localhost"  # an address browsers trust without TLS
SPECIMENS = ("/ui/", "/ui/progress/", "/ui/progress/?view=text", "/ui/inbox/", "/ui/inbox/?task=1", "/form/")


class Site:
    """Answers the browser's requests from Django's test client: no server, no database."""

    def __init__(self, page: Page):
        self.page = page
        self.client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        self.asked: list[str] = []
        self.trouble: list[str] = []
        page.route(f"{ADDRESS}/**", self.answer)
        page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        self.asked.append(f"{route.request.method} {path}")
        if path.startswith("/static/"):
            file = Path(str(finders.find(path.removeprefix("/static/"))))
            kind = mimetypes.guess_type(file.name)[0]
            route.fulfill(status=200, body=file.read_bytes(), content_type=kind or "text/plain")
            return
        headers = {key: value for key, value in route.request.headers.items() if key.startswith("hx-")}
        given = self.client.generic(route.request.method, path, headers=headers)
        route.fulfill(status=given.status_code, body=given.content, headers=dict(given.items()))

    def open(self, path: str) -> Page:
        self.page.goto(ADDRESS + path)
        return self.page


@pytest.fixture
def site(page: Page, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Site]:
    settings.DEBUG = True
    settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TEMPLATES = [
        {
            **django_settings.TEMPLATES[0],
            "DIRS": [*django_settings.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"],
        }
    ]
    monkeypatch.setattr("django.contrib.auth.middleware.get_user", lambda request: Person("李卫东"))
    with translation.override("zh-hans"):
        yield Site(page)


def test_the_policy_allows_no_inline_style_and_no_foreign_script(site: Site):
    policy = site.client.get("/ui/")["Content-Security-Policy"]
    assert "style-src 'self'" in policy and "script-src 'self'" in policy and "unsafe" not in policy


def invisible(incomplete: list[dict[str, Any]]) -> list[str]:
    """Text axe calls undecided although it has the colour of its ground."""
    nodes = [node for one in incomplete if one["id"] == "color-contrast" for node in one["nodes"]]
    keys = [
        (node["html"][:160], (check.get("data") or {}).get("messageKey")) for node in nodes for check in node["any"]
    ]
    return [html for html, key in keys if key == "equalRatio"]


@pytest.mark.parametrize("path", SPECIMENS)
def test_axe_finds_nothing_and_the_console_stays_silent(site: Site, path: str):
    for width in (1440, 390):
        site.page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(site.open(path), options={"resultTypes": ["violations", "incomplete"]}).response
        faults = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found["violations"]]
        assert (width, faults, invisible(found["incomplete"])) == (width, [], [])
    assert site.trouble == []


@pytest.mark.parametrize("path", SPECIMENS)
def test_no_page_scrolls_sideways(site: Site, path: str):
    page = site.open(path)
    for width in (320, 390, 768, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_on_a_phone_are_large_enough_for_a_thumb(site: Site, phone: Page):
    for path in ("/ui/progress/", "/ui/inbox/", "/ui/inbox/?task=1"):
        site.open(path)
        small = phone.evaluate(
            """[...document.querySelectorAll("button, .btn, .iconbtn, .opt, summary, .bottombar a")]
            .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 32 || box.width < 24)).map(([html]) => html)"""
        )
        assert small == [], path


def test_pages_work_without_scripts(browser: Any, site: Site):
    context = browser.new_context(java_script_enabled=False)
    other = Site(context.new_page())
    other.open("/ui/progress/")
    assert other.page.locator("[data-copy]").is_hidden()
    assert other.page.get_by_role("link", name="去补正").is_visible()
    other.page.locator("details.menu summary").first.click()
    assert other.page.get_by_role("button", name="退出登录").is_visible()
    context.close()


def test_single_keys_move_choose_and_search_but_never_while_typing(site: Site):
    page = site.open("/ui/inbox/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "新到： 新井投产安全条件确认"
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.get_by_label("选择 承包商队伍进场 · HSE 资质审查")).to_be_checked()
    page.keyboard.press("r")
    expect(page.locator("input[name=decision][value=return]")).to_be_checked()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("a?")
    expect(page.locator("input[name=decision][value=return]")).to_be_checked()
    assert page.locator("#find").input_value() == "a?"


def test_the_list_of_keys_can_turn_them_off(site: Site):
    page = site.open("/ui/inbox/")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.get_by_label("使用单键快捷键").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.keyboard.press("r")
    expect(page.locator("input[name=decision][value=pass]")).to_be_checked()


def test_a_conflict_lands_in_the_form_and_keeps_what_was_typed(site: Site):
    page = site.open("/form/")
    page.locator("#words").fill("资质齐全有效")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#live-form [data-notices]")).to_contain_text("陈洁刚刚领取了这件")
    assert page.locator("#words").input_value() == "资质齐全有效"
    expect(page.locator("#answer")).to_have_text("没有改动")


def test_without_a_place_in_the_form_a_notice_floats_until_closed(site: Site):
    page = site.open("/form/")
    page.get_by_role("button", name="领取").click()
    expect(page.locator("#toasts .notice")).to_contain_text("陈洁刚刚领取了这件")
    page.get_by_role("button", name="关闭这条提示").click()
    expect(page.locator("#toasts .notice")).to_have_count(0)


def test_a_mistake_of_ours_never_replaces_the_page(site: Site, settings: Any):
    settings.DEBUG = False  # developers see the traceback instead
    page = site.open("/form/")
    page.get_by_role("button", name="办结").click()
    expect(page.locator("#toasts .notice")).to_contain_text("没有提交成功")
    expect(page.locator("#answer")).to_have_text("没有改动")


def test_a_form_is_sent_once_however_often_it_is_pressed(site: Site):
    page = site.open("/form/")
    page.route("**/slow/", lambda route: site.asked.append("POST /slow/"))
    state = page.evaluate(
        "(() => { const b = document.querySelector('#plain-form button'); b.click(); b.click(); b.click();"
        " return b.getAttribute('aria-disabled') })()"
    )
    page.wait_for_timeout(200)
    assert site.asked.count("POST /slow/") == 1
    assert state == "true"


def test_the_question_before_an_irreversible_act_has_verbs_and_can_be_left(site: Site):
    page = site.open("/ui/progress/")
    page.get_by_role("button", name="撤回申请").click()
    dialog = page.get_by_role("dialog", name="撤回这件申请？")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="继续办理").click()
    expect(dialog).to_be_hidden()


def test_on_paper_the_lanes_are_a_table(site: Site):
    page = site.open("/ui/progress/")
    page.emulate_media(media="print")
    expect(page.locator(".lanes__chart")).to_be_hidden()
    expect(page.locator(".lanes__table")).to_be_visible()
    expect(page.locator(".topbar")).to_be_hidden()


def test_a_failed_form_takes_the_focus_to_its_summary(site: Site):
    page = site.open("/ui/")
    expect(page.locator(".errsum")).to_be_focused()
