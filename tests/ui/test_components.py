"""Every template renders, stays within the Content-Security-Policy, and says what its contract says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.shortcuts import render
from django.template import Template, engines
from django.template.loader import get_template
from django.test.signals import template_rendered
from django.utils import timezone, translation

from portal.errors import Conflict, Invalid
from portal.ui import gallery, shell
from tests.ui.pages import Person, Told, html, request

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted(path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "components").glob("*.html"))
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


class SignIn(forms.Form):
    username = forms.CharField(label="用户名")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("用户名或密码不对")


def notices() -> Paginator:
    one = SimpleNamespace(pk=uuid4(), title="需要您补 2 份井控证", body="约 3 分钟", url="/c/1/",
                          created_at=timezone.now(), read_at=None)  # fmt: skip
    return Paginator([one, SimpleNamespace(**(vars(one) | {"read_at": timezone.now()}))], 50)


def component(name: str, **context: Any) -> str:
    return html(f"components/{name}.html", context)


def pages() -> Iterator[tuple[str, str]]:
    """Name and markup of every page and component of this part."""
    person = Person()
    for page in gallery.PAGES:
        yield page, html(f"ui/{page}.html", gallery.context(page), "/desk/" if page == "inbox" else "/ui/", person)
    bound = SignIn({"username": "you.liuchang", "password": "x"})
    people = [SimpleNamespace(username="you.liuchang", name="尤流畅", role="负责人")]
    yield "sign-in", html("accounts/sign_in.html", {"form": bound, "demo_people": people, "demo_password": "demo"})
    yield "messages", html("notices/list.html", {"page_obj": notices().page(1)}, "/messages/", person)
    yield "no messages", html("notices/list.html", {"page_obj": Paginator([], 50).page(1)}, "/messages/", person)
    for name in ("400", "403", "403_csrf", "404", "500"):
        yield name, html(f"{name}.html", {"number": "7K3M"})
    for error in (Conflict("已被领取"), Invalid("请核对", fields={"a": ["缺少公函"]})):
        yield "error", html("errors/domain.html", {"error": error, "heading": "x", "back": "/my/", "home": "/"})
        yield "error notice", html("errors/notice.html", {"error": error, "sentences": ["缺少公函"]})
    yield "claim", component("dock_claim", action="/x/", words="领取", text="这件还没有人领取。")
    yield "batch", component("batchbar", words="已选 {n} 件同类", go="批量通过")
    helped = {"person": {"name": "员工甲", "mobile": "13800000001"}, "channel": "窗口", "consent": "本人在窗口"}
    yield "behalf", component("behalf", draft={"key": UUID(int=1)}, case=None, **helped)
    yield "qr", component("qr", qr="", words="扫码查进度")


@pytest.fixture(scope="module")
def rendered() -> Iterator[tuple[dict[str, str], set[str]]]:
    """Markup by page, and the names of all templates that took part."""
    seen: set[str] = set()

    def note(template: Template, **_kwargs: Any) -> None:
        seen.add(str(template.name))

    template_rendered.connect(note)
    with translation.override("zh-hans"):
        yield dict(pages()), seen
    template_rendered.disconnect(note)


def test_every_component_is_shown_somewhere(rendered):
    assert sorted(set(COMPONENTS) - rendered[1]) == []


def test_nothing_is_styled_or_scripted_inline(rendered):
    for page, markup in rendered[0].items():
        assert INLINE.findall(markup) == [], page


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_says_at_its_top_what_it_takes(name: str):
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    piece_of_another = name.startswith(("components/field_", "components/rating_face"))
    assert piece_of_another or source.startswith("{% comment %}")


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_compiles(name: str):
    assert get_template(name)


def test_no_id_is_given_twice_on_a_page(rendered):
    for page in ("progress", "inbox", "messages", "sign-in"):
        ids = re.findall(r'\sid="([^"]+)"', rendered[0][page])
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], page


def test_references_lead_to_something_on_the_page(rendered):
    pattern = re.compile(r'\s(?:aria-labelledby|aria-describedby|for|form)="([^"]+)"')
    for page in ("progress", "inbox", "gallery"):
        markup = rendered[0][page]
        wanted = {one for value in pattern.findall(markup) for one in value.split()}
        assert sorted(one for one in wanted if f'id="{one}"' not in markup) == [], page


def test_lanes_say_in_words_what_they_draw(rendered):
    markup = rendered[0]["progress"]
    assert markup.count('class="light light--pause"') == 2  # picture and its text twin for paper
    for words in ("人力资源部", "王倩", "暂停，等您补正", "补正后还有 1 天 2 小时", "临期，剩 7 小时"):
        assert words in markup
    assert 'role="img" aria-label="8 个环节：已办结 3 个' in markup


def test_the_text_view_has_a_row_for_every_lane():
    chart = gallery.context("progress")["chart"]
    markup = component("lanes", chart=chart, title="谁在办", text_view=True)
    assert markup.count('<th scope="row"') == len(chart.lanes)
    assert '<svg class="track"' not in markup


def test_positions_are_written_with_a_point_whatever_the_language():
    chart = gallery.context("progress")["chart"]
    with translation.override("de"):
        assert not re.search(r'(?:x|width)="\d+,\d', component("lanes", chart=chart, title="x"))


def test_text_of_people_is_escaped_everywhere():
    evil = "<script>alert(1)</script>"
    said = SimpleNamespace(author=evil, department=evil, text=evil, at=timezone.now(), mine=False, state="")
    row = SimpleNamespace(id=1, title=evil, url="/", unit=evil, number=evil, state="ok", words=evil, tags=[(evil, "")],
                          is_new=False, selected=False, taken_by=evil)  # fmt: skip
    markup = component("thread", thread=[said]) + component("taskrow", row=row, check=True)
    markup += component("notice", tone="ok", text=evil, title=evil, list=[evil])
    assert evil not in markup


@pytest.mark.parametrize(
    ("level", "tone", "role"),
    [
        (constants.SUCCESS, "ok", "status"),
        (constants.INFO, "info", "status"),
        (constants.WARNING, "warn", "status"),
        (constants.ERROR, "bad", "alert"),
    ],
)
def test_messages_of_django_become_notices(level: int, tone: str, role: str):
    asked = request("/", Person())
    asked._messages = Told(asked, [Message(level, "已保存")])
    markup = render(asked, "404.html").content.decode()
    assert f'class="notice notice--{tone}" role="{role}"' in markup
    assert "已保存" in markup


def test_an_error_summary_leads_to_its_fields():
    markup = component("error_summary", form=SignIn({"username": ""}))
    assert '<a href="#id_username">' in markup
    assert 'role="alert"' in markup
    assert component("error_summary", form=SignIn()).strip() == ""


def test_a_page_without_messages_says_when_one_comes():
    assert "还没有消息" in html("notices/list.html", {"page_obj": Paginator([], 50).page(1)}, "/messages/", Person())


def test_pages_speak_english_when_asked(settings, monkeypatch: pytest.MonkeyPatch):
    settings.ORGANISATION_NAME, settings.ORGANISATION_NAME_EN = "沙海油田公司", "Shahai Oilfield"
    monkeypatch.setattr(shell, "_nav_providers", [])
    with translation.override("en"):
        markup = html("404.html")
    assert 'lang="en"' in markup and "This page does not exist" in markup
    assert not re.search("[一-鿿]", markup.replace("中文", ""))


def test_the_gallery_can_be_read_by_the_engine_that_serves_it():
    assert engines["django"].get_template("ui/gallery.html")
