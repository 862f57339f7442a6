"""Claiming: of two browsers one wins, the other reads who did and goes on with the next case."""

from __future__ import annotations

import pytest
from django.utils import timezone

from departments.org.models import DutyGroup, Membership
from tests.desk.stories import POINTS, accepted, office_task, text_of


@pytest.fixture
def colleague(town):
    """Another handler of the office."""
    person = town.person("yuan.gongyi")
    group = DutyGroup.objects.get(name="OF-OFFICE:handler")
    membership = Membership.objects.create(
        user=person, department=group.department, starts=timezone.localdate(), is_primary=False
    )
    membership.roles.add(group)
    return town.client("yuan.gongyi")


def test_claiming_makes_the_task_mine(town, monday):
    task = office_task(town, accepted(town))
    client = town.client("bi.jieban")
    response = client.post(f"/desk/task/{task.pk}/claim/", follow=True)
    assert "已领取，这件由您办理" in text_of(response)
    task.refresh_from_db()
    assert task.owner == town.person("bi.jieban")
    assert f'task-{task.pk}"' in text_of(client.get("/desk/inbox/?bucket=mine"))


def test_putting_back_lets_colleagues_claim_it(town, monday):
    task = office_task(town, accepted(town))
    client = town.client("bi.jieban")
    client.post(f"/desk/task/{task.pk}/claim/")
    response = client.post(f"/desk/task/{task.pk}/release/", follow=True)
    assert "已退回待领取" in text_of(response)
    task.refresh_from_db()
    assert task.owner is None


def test_of_two_browsers_one_claims_and_the_other_reads_who(town, monday, colleague):
    other = office_task(town, accepted(town, applicant="you.jingkou"))
    task = office_task(town, accepted(town))
    town.client("bi.jieban").post(f"/desk/task/{task.pk}/claim/")
    response = colleague.post(f"/desk/task/{task.pk}/claim/")
    page = text_of(response)
    assert response.status_code == 409
    assert "毕接办" in page
    assert f"/desk/inbox/?task={other.pk}" in page


def test_deciding_what_somebody_else_claimed_keeps_the_words(town, monday, colleague):
    task = office_task(town, accepted(town))
    town.client("bi.jieban").post(f"/desk/task/{task.pk}/claim/")
    response = colleague.post(f"/desk/task/{task.pk}/act/", {"decision": "pass", "say": "我的意见", **POINTS})
    assert response.status_code == 409
    assert "毕接办" in text_of(response) and "我的意见" in text_of(response)


def test_several_are_claimed_at_once_and_the_lost_ones_are_named(town, monday, colleague):
    lost = office_task(town, accepted(town))
    won = office_task(town, accepted(town, applicant="you.jingkou"))
    town.client("bi.jieban").post(f"/desk/task/{lost.pk}/claim/")
    response = colleague.post("/desk/inbox/claim/", {"tasks": [lost.pk, won.pk]}, follow=True)
    page = text_of(response)
    assert "已领取 1 件" in page and "毕接办" in page
    won.refresh_from_db()
    assert won.owner == town.person("yuan.gongyi")


def test_claiming_nothing_is_refused_in_words(town):
    assert town.client("bi.jieban").post("/desk/inbox/claim/", {}).status_code == 400
