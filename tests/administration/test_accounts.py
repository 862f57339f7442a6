"""Accounts are opened, changed and deactivated in the administration, never deleted; each act is on record (R10)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.audit.models import Entry


@pytest.fixture
def person(town):
    return town.person("yuan.gongyi")


def account_form(person, **changes):
    form = {
        "username": person.username, "name": person.name, "name_en": person.name_en, "mobile": "",
        "email": person.email,
        "language": "zh-hans", "is_active": "on", "reason": "",
    }  # fmt: skip
    return {key: value for key, value in (form | changes).items() if value is not None}


def change(client, person, **changes):
    return client.post(reverse("admin:accounts_user_change", args=[person.pk]), account_form(person, **changes))


def events():
    return list(Entry.objects.filter(stream="accounts").order_by("seq").values_list("event", "subject"))


def test_an_account_is_opened_with_a_password(town, administrator):
    password = "Sha-Hai-2026-Window"
    form = {"username": "lin.shigong", "name": "林时工", "email": "", "usable_password": "true"}
    answer = administrator.post(
        reverse("admin:accounts_user_add"), {**form, "password1": password, "password2": password}
    )
    assert answer.status_code == 302, answer.context["errors"]
    person = User.objects.get(username="lin.shigong")
    assert person.name == "林时工" and person.check_password(password) and not person.is_staff
    assert ("account.opened", "lin.shigong") in events()


def test_a_change_is_recorded_by_the_names_of_the_fields_only__R84(person, administrator):
    assert change(administrator, person, mobile="13800000001").status_code == 302
    entry = Entry.objects.filter(stream="accounts").latest("seq")
    assert entry.event == "account.changed" and "13800000001" not in str(entry.data)


def test_deactivating_needs_a_reason(person, administrator):
    answer = change(administrator, person, is_active=None)
    assert answer.status_code == 200 and "请写明原因" in answer.content.decode()
    assert User.objects.get(pk=person.pk).is_active
    assert change(administrator, person, is_active=None, reason="调离").status_code == 302
    assert not User.objects.get(pk=person.pk).is_active
    assert ("account.deactivated", person.username) in events()


def test_nobody_takes_the_administration_from_themselves(town, administrator):
    own = town.person("guan.xitong")
    answer = change(administrator, own, is_active=None, is_superuser="on", reason="试试")
    assert answer.status_code == 200
    assert change(administrator, own, is_superuser=None).status_code == 200
    assert town.person("guan.xitong").is_active and town.person("guan.xitong").is_superuser


def test_a_password_is_set_and_on_record(person, administrator):
    password = "Sha-Hai-2026-Window"
    form = {"usable_password": "true", "password1": password, "password2": password}
    answer = administrator.post(reverse("admin:auth_user_password_change", args=[person.pk]), form)
    assert answer.status_code == 302
    assert User.objects.get(pk=person.pk).check_password(password)
    assert events()[-1] == ("account.changed", person.username)


def test_people_are_never_deleted(person, administrator):
    url = reverse("admin:accounts_user_delete", args=[person.pk])
    assert administrator.post(url, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()
