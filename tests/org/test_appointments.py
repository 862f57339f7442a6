"""Posts given and ended: recorded, and effective at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from departments.org.duties import duties_of, holders, primary_department
from departments.org.grants import sync_duties
from departments.org.models import Department, DepartmentKind, Membership, Organisation
from departments.org.operations import appoint, dismiss, establish
from portal.audit.models import Entry
from portal.errors import Forbidden, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(organisation: None, person: Any) -> Any:
    return person("guan.xitong")


def department(code: str) -> Department:
    return Department.objects.get(code=code)


def test_an_appointment_gives_the_duties_of_its_roles_at_once(administrator: Any, person: Any) -> None:
    worker, conference = person("yuan.gongyi"), department("OF-CONF")
    assert not duties_of(worker)
    appoint(worker, conference, actor=administrator, roles=["handler", "reviewer"])
    assert duties_of(worker).pairs() == {("handle", conference.pk), ("review", conference.pk)}
    assert worker.groups.filter(name="OF-CONF:handler").exists()
    assert primary_department(worker) == conference


def test_an_appointment_is_recorded(administrator: Any, person: Any) -> None:
    appoint(person("yuan.gongyi"), department("OF-CONF"), actor=administrator, roles=["handler"])
    entry = Entry.objects.filter(stream="org").order_by("-seq").first()
    assert entry is not None
    assert (entry.event, entry.subject, entry.department) == ("membership.appointed", "yuan.gongyi", "OF-CONF")
    assert entry.data["roles"] == ["handler"]


def test_a_second_appointment_replaces_the_roles(administrator: Any, person: Any) -> None:
    worker, conference = person("yuan.gongyi"), department("OF-CONF")
    appoint(worker, conference, actor=administrator, roles=["handler"])
    appoint(worker, conference, actor=administrator, roles=["reviewer"])
    assert duties_of(worker).pairs() == {("review", conference.pk)}
    assert Membership.objects.filter(user=worker, department=conference).count() == 1
    assert not worker.groups.filter(name="OF-CONF:handler").exists()


def test_dismissal_takes_the_duties_away(administrator: Any, person: Any) -> None:
    handler = person("hui.anpai")
    dismiss(Membership.objects.get(user=handler), actor=administrator)
    assert not duties_of(person("hui.anpai"))
    assert holders("handle", department("OF-CONF").pk) == []
    assert not handler.groups.exists()


def test_a_post_that_began_today_is_taken_back_whole(administrator: Any, person: Any) -> None:
    membership = appoint(person("yuan.gongyi"), department("OF-CONF"), actor=administrator, roles=["handler"])
    dismiss(membership, actor=administrator)
    assert not duties_of(person("yuan.gongyi"))


def test_only_the_administrator_changes_the_organisation(organisation: None, person: Any) -> None:
    head = person("hui.yizhou")
    with pytest.raises(Forbidden):
        appoint(person("yuan.gongyi"), department("OF-CONF"), actor=head, roles=["handler"])
    with pytest.raises(Forbidden):
        dismiss(Membership.objects.get(user__username="hui.anpai"), actor=head)
    assert duties_of(person("hui.anpai"))


def test_unknown_roles_and_impossible_periods_are_refused(administrator: Any, person: Any) -> None:
    worker, conference = person("yuan.gongyi"), department("OF-CONF")
    with pytest.raises(Invalid) as unknown:
        appoint(worker, conference, actor=administrator, roles=["wizard"])
    assert "roles" in unknown.value.fields
    with pytest.raises(Invalid) as period:
        appoint(
            worker,
            conference,
            actor=administrator,
            roles=["handler"],
            starts=date(2026, 3, 2),
            ends=date(2026, 3, 1),
        )
    assert "ends" in period.value.fields


def test_the_database_allows_one_main_post_each(organisation: None, person: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=person("hui.anpai"), department=department("OF-HR"), is_primary=True)


def test_groups_follow_the_calendar_when_synchronised(organisation: None, person: Any) -> None:
    handler = person("hui.anpai")
    Membership.objects.filter(user=handler).update(ends=timezone.localdate() - timedelta(days=1))
    assert handler.groups.exists()
    assert sync_duties() == 2
    assert not handler.groups.exists()
    assert sync_duties() == 0


def test_a_new_department_is_reached_by_the_leader_at_once(administrator: Any, person: Any) -> None:
    new = Department(
        code="OF-NEW",
        name="新部门",
        organisation=Organisation.objects.get(code="OF"),
        kind=DepartmentKind.FUNCTIONAL,
    )
    establish(new, actor=administrator)
    assert duties_of(person("ling.daoyi")).holds("lead", new.pk)
    assert Entry.objects.filter(stream="org", event="department.established", department="OF-NEW").exists()


def test_a_department_never_comes_under_its_own_unit(administrator: Any) -> None:
    office, hr = department("OF-OFFICE"), department("OF-HR")
    hr.parent = office
    establish(hr, actor=administrator)
    office.parent = hr
    with pytest.raises(Invalid) as refused:
        establish(office, actor=administrator)
    assert "parent" in refused.value.fields
