"""The frame asks those who know, only when it is drawn, and marks where the reader is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.ui import shell
from portal.ui.context import shell as context_processor
from portal.ui.shell import NavItem, Shell
from tests.ui.pages import Person, html, request

HALL = [
    NavItem("hall", "办事", "/", "home", order=1, also=("/m/",)),
    NavItem("hall", "我的办件", "/my/", "doc", order=2, also=("/c/",)),
    NavItem("hall", "帮助", "/help/", "help", order=9),
]
DESK = [
    NavItem("desk", "审批", "/desk/inbox/?bucket=approve", "check", order=2, bar="审批", count=5),
    NavItem("desk", "收件箱", "/desk/inbox/", "inbox", order=1, bar="待办", count=12),
    NavItem("desk", "全部办件", "/desk/cases/", "doc", order=3, bar="查办件"),
    NavItem("desk", "综合窗口", "/counter/", "window", order=4, bar="接件"),
]


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Providers that write down when they are asked; staff are people named 李…"""
    asked: list[str] = []

    def nav(request):
        asked.append("nav")
        return HALL + (DESK if str(request.user).startswith("李") else [])

    def unread(user):
        asked.append("unread")
        return 2

    monkeypatch.setattr(shell, "_nav_providers", [nav])
    monkeypatch.setattr(shell, "_unread", [unread])
    monkeypatch.setattr(shell, "_unit", [lambda user: "安全环保部"])
    return asked


def frame(path: str = "/", user: object = None) -> Shell:
    return context_processor(request(path, user or AnonymousUser()))["shell"]


def current(path: str, user: object) -> list[str]:
    seen = frame(path, user)
    return [str(item.label) for item in seen.hall_nav + seen.desk_nav if item.current]


def test_nothing_is_asked_before_it_is_drawn(told: list[str]):
    frame("/", Person())
    assert told == []


def test_everything_is_asked_once_a_page(told: list[str]):
    html("404.html", path="/", user=Person())
    assert sorted(told) == ["nav", "unread"]


def test_a_stranger_is_never_counted_for(told: list[str]):
    markup = html("404.html")
    assert "unread" not in told
    assert "登录" in markup and "退出登录" not in markup and "/messages/" not in markup


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", ["办事"]),
        ("/m/OM-DUTY/", ["办事"]),
        ("/c/YJS-1/", ["我的办件"]),
        ("/my/", ["我的办件"]),
        ("/unknown/", []),
        ("/desk/inbox/", ["收件箱"]),
        ("/desk/inbox/?bucket=approve&page=2", ["审批"]),
        ("/desk/inbox/?bucket=mine", ["收件箱"]),
        ("/desk/cases/7/", ["全部办件"]),
    ],
)
def test_one_place_at_most_is_here(path: str, here: list[str]):
    assert current(path, Person("李卫东")) == here


def test_staff_can_change_between_hall_and_desk_and_others_never_see_the_desk():
    assert "/desk/inbox/" in html("404.html", path="/", user=Person("李卫东"))
    assert "/desk/inbox/" not in html("404.html", path="/", user=Person("周敏"))


def test_the_bottom_bar_has_three_entries_and_me():
    seen = frame("/desk/inbox/", Person("李卫东"))
    assert [str(item.bar) for item in seen.bottom_nav] == ["待办", "审批", "查办件"]


def test_the_frame_fits_the_address_and_the_person():
    clerk = Person("李卫东")
    assert frame("/desk/inbox/", clerk).template == "shell_desk.html"
    assert frame("/counter/", clerk).template == "shell_desk.html"
    assert frame("/c/1/", clerk).template == "shell_hall.html"
    # Who has no desk and went astray keeps the hall around them, with its ways out.
    assert frame("/desk/inbox/", Person()).template == "shell_hall.html"
    assert frame("/desk/inbox/").template == "shell_hall.html"


def test_a_provider_registered_twice_is_asked_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shell, "_nav_providers", [])

    def nav(request):
        return HALL

    shell.register_nav(nav)
    shell.register_nav(nav)
    assert len(frame("/", Person()).hall_nav) == len(HALL)


def test_the_language_switch_offers_the_other_one_and_comes_back_here():
    markup = html("404.html", path="/my/?page=2", user=Person())
    assert 'action="/language/"' in markup and 'value="en"' in markup
    assert 'name="next" value="/my/?page=2"' in markup


def test_house_and_hotline_come_from_the_settings(settings):
    settings.ORGANISATION_NAME, settings.HOTLINE = "沙海油田公司", "8800"
    markup = html("404.html")
    assert "沙海油田公司" in markup and "热线 8800" in markup
