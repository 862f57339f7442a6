"""What every page must satisfy in a real browser, and a quick way in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

LIFE_WITH = ("favicon.ico",)


class Watch:
    """Everything a page complained about: console, scripts, policy, requests to elsewhere."""

    def __init__(self, page: Any, home: str):
        self.complaints: list[str] = []
        self._home = urlsplit(home).netloc
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: Any) -> None:
        # A refused status is judged by the test that asked for it; the policy's reports arrive here too.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self._home:
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and "/static/" in response.url and not response.url.endswith(LIFE_WITH):
            self.complaints.append(f"{response.status}: {response.url}")


@pytest.fixture
def watched(page: Any, live_server: Any) -> Iterator[Any]:
    """The page; the test fails at its end on any complaint (`watched.watch.complaints`)."""
    page.watch = Watch(page, live_server.url)
    yield page
    assert page.watch.complaints == []


@pytest.fixture
def sign_in(context: Any, live_server: Any) -> Callable[[str], None]:
    """`sign_in("yuan.gongjia")`: the browser is that person from now on, without a form."""

    def enter(username: str) -> None:
        client = Client()
        client.force_login(
            get_user_model().objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter


def assert_accessible(page: Any, *, ignored: tuple[str, ...] = ()) -> None:
    """No violation of axe's rules, nor text of the same colour as its ground that axe was unsure of."""
    found = Axe().run(page).response
    faults = [_words(rule, node) for rule in found["violations"] if rule["id"] not in ignored for node in rule["nodes"]]
    faults += [
        _words(rule, node)
        for rule in found["incomplete"]
        if rule["id"] == "color-contrast"
        for node in rule["nodes"]
        if any((check.get("data") or {}).get("messageKey") == "equalRatio" for check in node["any"])
    ]
    assert faults == [], "\n".join(faults)


def _words(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{rule['id']} ({rule['help']}): {node['html'][:160]}"
