"""What a process asked once it asks again: duties, delegations and absences count from the moment they change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from departments.org.models import DepartmentGroupPermission, Membership
from portal.accounts.models import User
from portal.errors import Forbidden
from tests.workflows.absence import BUDGET, OFFICE, accepted, away, for_the_head, give
from workflows.acting import get_task
from workflows.operations.absence.delegating import revoke
from workflows.people.permission import may_act
from workflows.people.standing_in import DelegationEnded

HEAD, STRANGER = "qian.youshu", "cai.zhaobiao"


def refused(do):
    with pytest.raises(Forbidden) as caught:
        do()
    return caught.value


def test_a_post_that_ended_yesterday_gives_no_duty_today__R1(town, monday):
    case, other = accepted(town), accepted(town)
    [step] = town.open_tasks(case, case_item__code=OFFICE)
    town.act(step, "pass", "bi.jieban", opinion="同意")
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user__username="bi.jieban").update(ends=yesterday)
    [step] = town.open_tasks(other, case_item__code=OFFICE)
    assert refused(lambda: town.act(step, "pass", "bi.jieban", opinion="同意")).error_code == "forbidden"
    assert get_task(step.pk).finished is None


def test_a_duty_taken_from_a_group_is_gone_with_the_next_act__R1(town, monday):
    case, other = accepted(town), accepted(town)
    [step] = town.open_tasks(case, case_item__code=OFFICE)
    town.act(step, "pass", "bi.jieban", opinion="同意")
    DepartmentGroupPermission.objects.filter(permission__codename="handle").delete()
    [step] = town.open_tasks(other, case_item__code=OFFICE)
    refused(lambda: town.act(step, "pass", "bi.jieban", opinion="同意"))


def test_a_closed_account_acts_no_more(town, monday):
    case, other = accepted(town), accepted(town)
    [step] = town.open_tasks(case, case_item__code=OFFICE)
    town.act(step, "pass", "bi.jieban", opinion="同意")
    User.objects.filter(username="bi.jieban").update(is_active=False)
    [step] = town.open_tasks(other, case_item__code=OFFICE)
    refused(lambda: town.act(step, "pass", "bi.jieban", opinion="同意"))


def test_a_revoked_delegation_is_refused_at_once_though_it_worked_a_moment_ago__R51(town, monday):
    first, second = (for_the_head(town, accepted(town)) for _ in range(2))
    given = give(town, HEAD, STRANGER, "OF-FIN")
    town.act(first, "pass", STRANGER, opinion="同意")
    revoke(given, actor=town.person(HEAD))
    assert isinstance(refused(lambda: town.act(second, "pass", STRANGER, opinion="同意")), DelegationEnded)


def test_a_delegation_revoked_under_the_hands_of_its_delegate_is_read_again_under_the_lock__R51(town, monday):
    """Whoever was asked for permission before the revocation is still refused."""
    task = for_the_head(town, accepted(town))
    given = give(town, HEAD, STRANGER, "OF-FIN")
    delegate = town.person(STRANGER)
    assert may_act(get_task(task.pk), delegate)
    revoke(given, actor=town.person(HEAD))
    assert isinstance(refused(lambda: town.act(task, "pass", delegate, opinion="同意")), DelegationEnded)


def test_a_delegation_given_a_moment_ago_works_at_once__R51(town, monday):
    first, second = (for_the_head(town, accepted(town)) for _ in range(2))
    refused(lambda: town.act(first, "pass", STRANGER, opinion="同意"))
    give(town, HEAD, STRANGER, "OF-FIN")
    town.act(second, "pass", STRANGER, opinion="同意")


def test_an_absence_recorded_now_counts_for_the_next_task__R52(town, monday):
    for_the_head(town, accepted(town))
    away(town, HEAD)
    task = for_the_head(town, accepted(town), BUDGET)
    assert task.stand_in_id is not None and task.stand_in.username != HEAD
