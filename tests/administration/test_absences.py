"""Delegations and absences in the administration: read, ended, recorded; never rewritten (R51, R52)."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from departments.org.models import Absence, Delegation, Membership
from portal.audit.models import Entry
from tests.workflows.absence import give

LIST = reverse("admin:org_delegation_changelist")


def chosen(*delegations):
    return {"action": "revoke_chosen", "_selected_action": [one.pk for one in delegations]}


def test_the_administrator_ends_a_delegation__R51(town, monday, administrator):
    given = give(town, "qian.youshu", "cai.zhaobiao", "OF-FIN")
    assert administrator.post(LIST, chosen(given)).status_code == 302
    given.refresh_from_db()
    assert given.revoked_by.username == "guan.xitong"
    assert Entry.objects.filter(stream="org", event="delegation.revoked").count() == 1
    # Choosing it again changes nothing and says why.
    page = administrator.post(LIST, chosen(given), follow=True).content.decode()
    assert "已经结束" in page and Entry.objects.filter(event="delegation.revoked").count() == 1


def test_the_auditor_reads_and_ends_nothing__R4_R51(town, monday):
    given = give(town, "qian.youshu", "cai.zhaobiao", "OF-FIN")
    auditor = town.client("shen.jilu")
    assert auditor.get(LIST).status_code == 200
    auditor.post(LIST, chosen(given))
    assert Delegation.objects.in_force().filter(pk=given.pk).exists()
    assert town.client("qian.youshu").get(LIST).status_code == 302


def test_an_absence_is_recorded_and_ended__R52(town, monday, administrator):
    today = timezone.localdate().isoformat()
    answer = administrator.post(
        reverse("admin:org_absence_add"),
        {
            "person": town.person("qian.youshu").pk,
            "starts_0": today, "starts_1": "10:00:00", "ends_0": today, "ends_1": "19:00:00", "reason": "就医",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["errors"]
    absence = Absence.objects.get()
    assert absence.recorded_by.username == "guan.xitong"
    assert administrator.get(reverse("admin:org_absence_change", args=[absence.pk])).status_code == 200
    administrator.post(reverse("admin:org_absence_delete", args=[absence.pk]), {"post": "yes"})
    assert not Absence.objects.filter(ends__gt=timezone.now()).exists()
    assert Entry.objects.filter(stream="org", event__startswith="absence.").count() == 2


def test_a_post_names_its_b_role__R52(town, monday, administrator):
    post = Membership.objects.get(user__username="zhang.benzi")
    roles = list(post.roles.values_list("role_id", flat=True))
    answer = administrator.post(
        reverse("admin:org_membership_change", args=[post.pk]),
        {
            "held_roles": roles, "post": post.post, "backup": town.person("ru.zhihao").pk,
            "is_primary": "on", "starts": post.starts.isoformat(), "ends": "", "grade": "",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["errors"]
    post.refresh_from_db()
    assert post.backup.username == "ru.zhihao"
