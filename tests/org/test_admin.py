"""The organisation in the admin: searchable, and every save goes through the operations."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from departments.org.duties import duties_of
from departments.org.models import Department, Membership, Role
from portal.accounts.models import User
from portal.audit.models import Entry

pytestmark = pytest.mark.django_db
MODELS = ["organisation", "department", "membership", "role", "windowgrade"]


@pytest.fixture
def admin(organisation: None, person: Any) -> Client:
    client = Client()
    client.force_login(person("guan.xitong"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", MODELS)
def test_lists_can_be_read_and_searched(admin: Client, model: str) -> None:
    page = admin.get(reverse(f"admin:org_{model}_changelist"), {"q": "部"})
    assert page.status_code == 200


def test_a_list_costs_the_same_however_long(admin: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15):
        admin.get(reverse("admin:org_membership_changelist"))
    with django_assert_max_num_queries(15):
        admin.get(reverse("admin:org_department_changelist"))


@pytest.mark.parametrize("model", ["organisation", "department", "membership", "role", "windowgrade"])
def test_one_record_can_be_opened(admin: Client, model: str) -> None:
    from django.apps import apps

    record = apps.get_model("org", model).objects.order_by("pk").first()
    assert admin.get(reverse(f"admin:org_{model}_change", args=[record.pk])).status_code == 200


def test_the_staff_without_administration_stay_outside(organisation: None, person: Any) -> None:
    client = Client()
    client.force_login(person("zhen.tongchou"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("admin:org_department_changelist")).status_code == 302


def test_a_post_given_in_the_admin_counts_and_is_recorded(admin: Client, person: Any) -> None:
    conference = Department.objects.get(code="OF-CONF")
    answer = admin.post(
        reverse("admin:org_membership_add"),
        {
            "user": person("yuan.gongyi").pk,
            "department": conference.pk,
            "held_roles": [Role.objects.get(code="handler").pk],
            "post": "会务员",
            "grade": "",
            "starts": timezone.localdate().isoformat(),
            "ends": "",
        },
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert duties_of(person("yuan.gongyi")).holds("handle", conference.pk)
    assert Entry.objects.filter(stream="org", event="membership.appointed", subject="yuan.gongyi").count() == 1


def test_a_post_taken_away_in_the_admin_stays_on_record(admin: Client, person: Any) -> None:
    membership = Membership.objects.get(user__username="hui.anpai")
    answer = admin.post(reverse("admin:org_membership_delete", args=[membership.pk]), {"post": "yes"})
    assert answer.status_code == 302
    assert not duties_of(person("hui.anpai"))
    assert Membership.objects.filter(pk=membership.pk, ends__lt=timezone.localdate()).exists()
    assert Entry.objects.filter(stream="org", event="membership.dismissed").exists()


def test_departments_are_never_deleted(admin: Client) -> None:
    department = Department.objects.get(code="OF-CONF")
    assert admin.post(reverse("admin:org_department_delete", args=[department.pk])).status_code == 403
    assert User.objects.filter(username="hui.yizhou").exists()
