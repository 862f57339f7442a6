"""Who may do what: from memberships in force, read once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from guardian.shortcuts import get_perms

from departments.org.duties import (
    NoWindow,
    duties_of,
    eligible,
    holders,
    leader_of,
    primary_department,
    stand_in,
    window_department,
    window_grade,
)
from departments.org.models import Department, Membership, Organisation

pytestmark = pytest.mark.django_db


def department(code: str) -> Department:
    return Department.objects.get(code=code)


def test_one_read_gives_every_duty(organisation: None, person: Any, django_assert_num_queries: Any) -> None:
    hui_anpai = person("hui.anpai")
    conference = department("OF-CONF").pk
    with django_assert_num_queries(1):
        duties = duties_of(hui_anpai)
        assert duties_of(hui_anpai) is duties
    assert duties.holds("handle", conference)
    assert not duties.holds("approve", conference)
    assert not duties.holds("handle", department("OF-FIN").pk)
    assert ("deputise", conference) in duties.pairs()


def test_applicants_and_outsiders_hold_nothing(organisation: None, person: Any) -> None:
    assert not duties_of(person("yuan.gongjia"))
    assert not duties_of(person("ex.hengtuo"))
    assert not duties_of(AnonymousUser())  # type: ignore[arg-type]


def test_the_administrator_can_enter_the_admin_and_decide_nothing__R4(organisation: None, person: Any) -> None:
    administrator = person("guan.xitong")
    assert administrator.is_staff and administrator.is_superuser
    assert not duties_of(administrator)
    assert not person("zhen.tongchou").is_staff


def test_a_window_clerk_accepts_and_never_decides__R2(organisation: None, person: Any) -> None:
    duties = duties_of(person("chuang.kouyi"))
    assert {duty for duty, _ in duties.pairs()} == {"accept"}


def test_the_leader_reaches_the_own_organisation_only(organisation: None, person: Any) -> None:
    reach = duties_of(person("ling.daoyi")).departments("lead")
    assert department("OF-HSE").pk in reach
    assert department("PG-MKT").pk not in reach


def test_the_catalogue_has_different_people_for_editing_and_approving__R5(organisation: None) -> None:
    office = department("OF-OFFICE").pk
    editors, reviewers = holders("edit_catalogue", office), holders("review_catalogue", office)
    assert editors and reviewers
    assert not set(editors) & set(reviewers)


@pytest.mark.parametrize(("starts", "ends"), [(1, None), (-30, -1)])
def test_a_post_counts_only_while_it_is_in_force(
    organisation: None, person: Any, starts: int, ends: int | None
) -> None:
    today = timezone.localdate()
    Membership.objects.filter(user__username="hui.anpai").update(
        starts=today + timedelta(days=starts), ends=None if ends is None else today + timedelta(days=ends)
    )
    assert not duties_of(person("hui.anpai"))
    assert holders("handle", department("OF-CONF").pk) == []


def test_the_last_day_of_a_post_still_counts(organisation: None, person: Any) -> None:
    Membership.objects.filter(user__username="hui.anpai").update(ends=timezone.localdate())
    assert duties_of(person("hui.anpai"))


def test_a_closed_account_holds_nothing(organisation: None, person: Any) -> None:
    hui_anpai = person("hui.anpai")
    hui_anpai.is_active = False
    hui_anpai.save()
    assert not duties_of(hui_anpai)
    assert holders("handle", department("OF-CONF").pk) == []


def test_a_person_without_any_post_has_a_clear_path(organisation: None, person: Any) -> None:
    newcomer = person("xin.laide")
    Membership.objects.filter(user=newcomer).delete()
    assert primary_department(newcomer) is None
    assert not duties_of(newcomer)
    assert window_grade(newcomer, department("OF-SSC").pk) is None


def test_guardian_reads_the_same_duties(organisation: None, person: Any) -> None:
    conference = department("OF-CONF")
    assert sorted(get_perms(person("hui.yizhou"), conference)) == ["approve", "countersign"]
    assert get_perms(person("yuan.gongjia"), conference) == []


def test_the_deputy_stands_in_when_the_only_holder_is_barred__R3(organisation: None, person: Any) -> None:
    conference = department("OF-CONF")
    head, deputy, leader = person("hui.yizhou"), person("hui.anpai"), person("ling.daoyi")
    assert eligible("approve", conference.pk, set()) == [head]
    assert eligible("approve", conference.pk, {head.pk}) == [deputy]
    assert eligible("approve", conference.pk, {head.pk, deputy.pk}) == [leader]
    assert eligible("approve", conference.pk, {head.pk, deputy.pk, leader.pk}) == []


def test_the_head_stands_in_for_a_barred_deputy_who_handles__R3(organisation: None, person: Any) -> None:
    conference = department("OF-CONF")
    assert eligible("handle", conference.pk, {person("hui.anpai").pk}) == [person("hui.yizhou")]


def test_a_department_without_a_head_falls_to_the_leader(organisation: None, person: Any) -> None:
    conference = department("OF-CONF")
    Department.objects.filter(pk=conference.pk).update(head=None, deputy=None)
    Membership.objects.filter(department=conference).delete()
    assert eligible("approve", conference.pk, set()) == [person("ling.daoyi")]


def test_a_deputy_with_a_closed_account_is_passed_over(organisation: None, person: Any) -> None:
    deputy = person("hui.anpai")
    deputy.is_active = False
    deputy.save()
    conference = department("OF-CONF")
    assert stand_in(conference, barred=set()) == person("hui.yizhou")


def test_external_parties_have_no_leader_and_no_window(organisation: None) -> None:
    external = Organisation.objects.get(code="EX")
    assert leader_of(external) is None
    assert eligible("approve", department("EX-CUST").pk, set())[0].username == "ex.yonghu"
    with pytest.raises(NoWindow):
        window_department(external)


def test_each_company_has_its_window(organisation: None) -> None:
    assert window_department(Organisation.objects.get(code="OF")).code == "OF-SSC"
    assert window_department(Organisation.objects.get(code="PG")).code == "PG-CS"


def test_window_grades_say_what_may_be_accepted__R6(organisation: None, person: Any) -> None:
    hall = department("OF-SSC").pk
    assert window_grade(person("chuang.kouer"), hall).may_accept == ["instant"]  # type: ignore[union-attr]
    assert "emergency" in window_grade(person("chuang.shouxi"), hall).may_accept  # type: ignore[union-attr]
    assert window_grade(person("hua.wuyuan"), hall) is None


def test_somebody_with_two_posts_applies_for_the_main_one(organisation: None, person: Any) -> None:
    bi_jieban = person("bi.jieban")
    Membership.objects.create(user=bi_jieban, department=department("OF-HR"), is_primary=False)
    assert primary_department(bi_jieban).code == "OF-OFFICE"  # type: ignore[union-attr]
