"""People are kept for ever."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import PersonKept, User
from portal.accounts.operations import deactivate
from portal.audit.models import Entry
from portal.errors import Forbidden, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ren.heshi", password="demo", name="任核实", name_en="Ren Heshi")


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("xin.lianjie", password="demo", name="辛联杰")


def test_a_person_reads_as_their_name(person):
    assert str(person) == person.get_full_name() == person.get_short_name() == "任核实"
    assert person.language == "zh-hans"


def test_a_person_is_never_deleted(person):
    with pytest.raises(PersonKept, match=r"停用|Deactivate") as refusal:
        person.delete()
    assert refusal.value.status == 409
    with pytest.raises(PersonKept):
        User.objects.filter(pk=person.pk).delete()
    assert User.objects.filter(pk=person.pk).exists()


def test_deactivating_needs_the_right_and_a_reason_and_is_recorded__R10(person, administrator):
    with pytest.raises(Forbidden):
        deactivate(administrator, actor=person, reason="调离")
    with pytest.raises(Invalid) as refusal:
        deactivate(person, actor=administrator, reason=" ")
    assert "reason" in refusal.value.fields

    deactivate(person, actor=administrator, reason="调离")

    person.refresh_from_db()
    assert not person.is_active
    entry = Entry.objects.get(stream="accounts")
    assert (entry.event, entry.subject, entry.actor_id) == ("account.deactivated", "ren.heshi", administrator.pk)
    assert entry.data == {"reason": "调离"}


def test_deactivating_ends_the_session(client, person, administrator):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    deactivate(person, actor=administrator, reason="调离")
    response = client.get("/sign-in/")
    assert not response.wsgi_request.user.is_authenticated


@pytest.mark.parametrize("wrong", [{"name": ""}, {"language": "fr"}])
def test_the_database_refuses_a_person_without_name_or_with_an_unknown_language(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**{"username": "x", "name": "某人", **wrong})
