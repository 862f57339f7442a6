"""Expected failures as pages and notices; the unexpected one with a number."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client
from django.utils import translation

from tests.ui.pages import Person, request

pytestmark = pytest.mark.urls("tests.ui.urls")
STATUS = {"invalid": 400, "forbidden": 403, "missing": 404, "conflict": 409, "large": 413}


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser of somebody signed in, without a database."""
    monkeypatch.setattr("django.contrib.auth.middleware.get_user", lambda request: Person())
    return Client(HTTP_REFERER="http://testserver/my/")


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.contrib.auth.middleware.get_user", lambda request: request_user())
    return Client()


def request_user():
    return request().user


@pytest.mark.parametrize("how", STATUS)
def test_a_failure_is_a_page_with_its_sentence_and_a_way_on(signed_in: Client, how: str):
    from tests.ui.urls import FAILURES

    answer = signed_in.get(f"/fail/{how}/")
    body = answer.content.decode()
    assert answer.status_code == STATUS[how]
    assert str(FAILURES[how]) in body
    assert 'href="/my/"' in body and "办事大厅" in body


def test_at_the_desk_the_frame_and_the_way_home_are_the_desks(signed_in: Client):
    body = signed_in.get("/desk/fail/conflict/").content.decode()
    assert 'class="desk"' in body and 'href="/desk/inbox/"' in body


@pytest.mark.parametrize("how", STATUS)
def test_htmx_gets_a_notice_with_the_status_and_keeps_the_form(signed_in: Client, how: str):
    answer = signed_in.post(f"/fail/{how}/", headers={"HX-Request": "true"})
    assert answer.status_code == STATUS[how]
    assert answer["HX-Retarget"] == "#toasts" and answer["HX-Reswap"] == "beforeend"
    assert "<html" not in answer.content.decode() and "notice" in answer.content.decode()


def test_sentences_of_single_fields_are_not_lost(signed_in: Client):
    assert "请核对" in signed_in.get("/fail/invalid/").content.decode()


def test_a_stranger_is_asked_to_sign_in_and_comes_back(stranger: Client):
    answer = stranger.get("/fail/forbidden/?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/fail/forbidden/%3Fa%3D1"


def test_htmx_moves_the_whole_page_to_the_sign_in(stranger: Client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/inbox/?bucket=mine"}
    for address in ("/fail/forbidden/", "/protected/"):
        answer = stranger.get(address, headers=headers)
        assert answer["HX-Redirect"] == "/sign-in/?next=/desk/inbox/%3Fbucket%3Dmine"


def test_without_htmx_a_redirect_stays_a_redirect(stranger: Client):
    assert stranger.get("/protected/").status_code == 302


def test_a_case_a_stranger_cannot_see_does_not_say_whether_it_exists(stranger: Client):
    answer = stranger.get("/fail/missing/")
    assert answer.status_code == 404
    assert "/sign-in/?next=" in answer.content.decode()


def test_the_way_back_never_leads_to_another_site(signed_in: Client):
    body = signed_in.get("/fail/conflict/", headers={"referer": "https://evil.example/x"}).content.decode()
    assert "evil" not in body


def test_the_way_back_is_not_the_failing_page_itself(signed_in: Client):
    body = signed_in.get("/fail/missing/", headers={"referer": "http://testserver/fail/missing/"}).content.decode()
    assert 'btn--primary" href="/fail/missing/"' not in body


def test_an_unknown_address_is_told_kindly(signed_in: Client):
    answer = signed_in.get("/nope/")
    assert answer.status_code == 404 and "没有这个页面" in answer.content.decode()


def test_a_programming_mistake_shows_a_number_the_log_knows(signed_in: Client, caplog: pytest.LogCaptureFixture):
    signed_in.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = signed_in.get("/broken/")
    assert answer.status_code == 500
    number = re.search(r"错误编号：(\w{4})", answer.content.decode())
    assert number is not None
    assert any(f"Error {number[1]} at GET /broken/" in record.getMessage() for record in caplog.records)


def test_the_gallery_is_for_developers_only(signed_in: Client, settings):
    settings.DEBUG = False
    assert signed_in.get("/ui/").status_code == 404
    settings.DEBUG = True
    assert signed_in.get("/ui/inbox/").status_code == 200
    assert signed_in.get("/ui/nothing/").status_code == 404
