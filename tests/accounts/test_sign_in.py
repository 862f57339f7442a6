"""Signing in: safe, recorded, and saying the same whether the user name exists or not."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import User
from portal.audit.models import Entry
from portal.audit.verification import verify

pytestmark = pytest.mark.django_db
LIMIT = 10


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ren.heshi", password="demo", name="任核实")


def attempt(client: Client, username: str = "ren.heshi", password: str = "wrong", **more: str):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def sentence(response) -> str:
    (only,) = response.context["form"].non_field_errors()
    return only


def test_the_right_password_opens_a_session_and_is_recorded__R10(client, person):
    response = attempt(client, password="demo")

    assert (response.status_code, response.url) == (302, "/")
    assert response.wsgi_request.user == person
    entry = Entry.objects.get(stream="accounts")
    assert (entry.event, entry.actor_id, entry.subject) == ("account.signed_in", person.pk, "ren.heshi")
    assert "demo" not in str(entry.data)


def test_sign_out_is_a_post_and_is_recorded__R10(client, person):
    attempt(client, password="demo")
    assert client.get("/sign-out/").status_code == 405
    response = client.post("/sign-out/")
    assert response.url == "/sign-in/"
    assert list(Entry.objects.order_by("seq").values_list("event", flat=True)) == [
        "account.signed_in",
        "account.signed_out",
    ]
    assert not client.get("/sign-in/").wsgi_request.user.is_authenticated
    client.post("/sign-out/")
    assert Entry.objects.count() == 2
    assert verify().finding is None


def test_a_stranger_and_a_wrong_password_read_the_same(client, person):
    User.objects.create_user("left.long.ago", password="demo", name="已离职", is_active=False)
    answers = [
        attempt(client),
        attempt(client, username="no.such.person"),
        attempt(client, username="left.long.ago", password="demo"),
    ]
    assert {(answer.status_code, sentence(answer)) for answer in answers} == {(400, sentence(answers[0]))}
    assert not Entry.objects.exists()


def test_what_was_typed_stays_except_the_password(client, person):
    page = attempt(client)
    assert 'value="ren.heshi"' in page.content.decode()
    assert "wrong" not in page.content.decode()


def test_nothing_filled_in_says_what_is_missing(client):
    errors = client.post("/sign-in/", {}).context["form"].errors
    assert set(errors) == {"username", "password"}


@pytest.mark.parametrize("username", ["ren.heshi", "no.such.person"])
def test_too_many_failures_close_the_door_with_a_sentence(client, person, username):
    sentences = [sentence(attempt(client, username)) for _ in range(LIMIT - 1)]
    assert sentences[0] != sentences[-1], "the last attempts are announced"
    locked = attempt(client, username)
    assert locked.status_code == 429
    assert "15" in sentence(locked)
    again = attempt(client, username, password="demo")
    assert (again.status_code, sentence(again)) == (429, sentence(locked))


def test_the_door_opens_again_after_a_quarter_of_an_hour(client, person):
    with time_machine.travel("2026-11-18T10:00:00+08:00", tick=False):
        for _ in range(LIMIT):
            attempt(client)
        assert attempt(client, password="demo").status_code == 429
    with time_machine.travel("2026-11-18T10:16:00+08:00", tick=False):
        assert attempt(client, password="demo").status_code == 302


def test_one_person_locked_out_does_not_lock_out_another(client, person):
    User.objects.create_user("ren.zhicai", password="demo", name="任知才")
    for _ in range(LIMIT):
        attempt(client)
    assert attempt(client, username="ren.zhicai", password="demo").status_code == 302


def test_next_leads_to_an_address_of_ours(client, person):
    page = client.get("/sign-in/?next=/my/%3Flight%3Dred")
    assert page.context["next"] == "/my/?light=red"
    assert attempt(client, password="demo", next="/my/?light=red").url == "/my/?light=red"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\n//e",
    ],
)
def test_next_never_leads_elsewhere(client, person, elsewhere):
    assert client.get("/sign-in/", {"next": elsewhere}).context["next"] == ""
    assert attempt(client, password="demo", next=elsewhere).url == "/"


def test_somebody_signed_in_is_sent_on(client, person):
    attempt(client, password="demo")
    assert client.get("/sign-in/?next=/my/").url == "/my/"


def test_a_session_begins_afresh_at_sign_in(client, person):
    client.post("/language/", {"language": "en"})
    before = client.session.session_key
    attempt(client, password="demo")
    assert client.session.session_key != before


def test_sign_in_needs_the_csrf_token(person):
    assert attempt(Client(enforce_csrf_checks=True), password="demo").status_code == 403


def test_the_language_switch_is_kept_for_the_person_and_the_browser(client, person):
    attempt(client, password="demo")
    response = client.post("/language/", {"language": "en", "next": "/my/"})
    person.refresh_from_db()
    assert (person.language, response.url, response.cookies["django_language"].value) == ("en", "/my/", "en")


def test_a_language_chosen_before_sign_in_is_the_persons_choice(client, person):
    client.post("/language/", {"language": "en"})
    attempt(client, password="demo")
    person.refresh_from_db()
    assert person.language == "en"


def test_another_persons_browser_speaks_my_language_after_sign_in(client, person):
    client.cookies["django_language"] = "en"
    response = attempt(client, password="demo")
    assert response.cookies["django_language"].value == "zh-hans"


def test_an_unknown_language_is_refused(client, person):
    attempt(client, password="demo")
    assert client.post("/language/", {"language": "../../etc"}).status_code == 400
    person.refresh_from_db()
    assert person.language == "zh-hans"


def test_the_language_switch_never_leads_elsewhere(client):
    assert client.post("/language/", {"language": "en", "next": "//evil.example"}).url == "/"
