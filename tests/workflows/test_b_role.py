"""A- and B-role: who has the work when the one it is meant for has not signed in, or is away (R3, R52)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from departments.org.models import Absence
from departments.org.operations import end_absence, record_absence
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from portal.notices.models import Notice
from services.cases.models import Opinion
from tests.town import SHANGHAI
from tests.workflows.absence import BUDGET, accepted, away, backed_by, for_the_head, give
from tests.workflows.invariants import chain_faults, faults
from workflows.acting import get_task
from workflows.operations.absence.covering import cover_absences
from workflows.operations.handling.holding import claim
from workflows.queries.inbox import tasks

HEAD, DEPUTY, HANDLER = "qian.youshu", "qian.suanqing", "zhang.benzi"
# Half a working day after Monday 10:30 is the end of that day's second session (R22).
HALF_A_DAY = datetime(2026, 3, 2, 19, 30, tzinfo=SHANGHAI)


def fresh(task):
    task.refresh_from_db()
    return task


def in_inbox(town, name, task):
    return task.pk in tasks(town.person(name)).values_list("pk", flat=True)


def test_a_decision_is_meant_for_the_head__R52(town, monday):
    task = for_the_head(town, accepted(town))
    assert task.a_role.username == HEAD and task.backup_at == HALF_A_DAY
    assert task.stand_in is None and not in_inbox(town, DEPUTY, task)


def test_after_half_a_day_without_sign_in_the_deputy_has_it_too__R52(town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    monday.move_to(HALF_A_DAY - timedelta(minutes=1))
    town.fire()
    assert fresh(task).stand_in is None
    monday.move_to(HALF_A_DAY)
    town.fire()
    assert fresh(task).stand_in.username == DEPUTY
    assert in_inbox(town, DEPUTY, task) and in_inbox(town, HEAD, task)
    for _ in range(3):
        town.fire()
    assert Notice.objects.filter(event="task.backup", recipient__username=DEPUTY).count() == 1
    entry = Entry.objects.get(event="task.backup")
    assert (entry.data["a_role"], entry.data["b_role"], entry.data["away"]) == (HEAD, DEPUTY, False)
    assert not faults([case]) and not chain_faults()


def test_the_b_role_acts_for_the_a_role__R51_R52(town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    monday.move_to(HALF_A_DAY)
    town.fire()
    town.act(task, "pass", DEPUTY, opinion="同意")
    said = Opinion.objects.get(task_id=task.pk)
    assert (said.author.username, said.acting_for.username) == (DEPUTY, HEAD)
    assert case.items.get(code=BUDGET).decided_for.username == HEAD


def test_signing_in_keeps_it_with_the_a_role__R52(town, monday):
    task = for_the_head(town, accepted(town))
    claim(get_task(task.pk), actor=town.person(HEAD))
    monday.move_to(HALF_A_DAY)
    town.fire()
    assert fresh(task).stand_in is None and not Entry.objects.filter(event="task.backup").exists()


def test_the_alarms_beside_it_are_kept__R34_R52(town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    while fresh(task).scheduled is not None:
        monday.move_to(task.scheduled)
        town.fire()
    own = Entry.objects.filter(stream=case.items.get(code=BUDGET).stream, data__step=task.step_name)
    told = list(own.filter(event__in=["alarm.yellow", "task.backup", "alarm.red"]).values_list("event", flat=True))
    assert sorted(told) == ["alarm.red", "alarm.yellow", "task.backup"]


def test_a_b_role_who_worked_on_it_is_passed_over__R3_R52(town, monday):
    """The deputy handled the step for a colleague: what they handled they do not decide for the head."""
    give(town, HANDLER, DEPUTY, "OF-FIN", "handle")
    case = accepted(town)
    [step] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    town.act(step, "pass", DEPUTY)
    task = for_the_head(town, case)
    assert task.a_role.username == HEAD and town.person(DEPUTY).pk in task.barred
    monday.move_to(HALF_A_DAY)
    town.fire()
    assert fresh(task).stand_in is None and not in_inbox(town, DEPUTY, task)


def test_duties_that_several_share_have_no_a_role__R52(town, monday):
    """Three people handle for the life centre: they are each other's cover, whatever their posts name."""
    backed_by("che.lunzhuan", "song.nuanxin", town)
    case = accepted(town)
    for _ in range(2):
        town.act(town.open_tasks(case, kind="step", case_item__code="OF-OFFICE-001")[0], "pass")
    [task] = town.open_tasks(case, kind="step", case_item__code="OF-LIFE-001")
    assert task.duty == "handle" and (task.a_role, task.backup_at) == (None, None)


def test_the_post_names_the_b_role_of_the_only_handler__R52(town, monday):
    backed_by(HANDLER, "ru.zhihao", town)
    case = accepted(town)
    [task] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    assert task.a_role.username == HANDLER
    monday.move_to(task.backup_at)
    town.fire()
    town.act(task, "pass", "ru.zhihao")
    assert fresh(task).acting_for.username == HANDLER
    [decision] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    assert {town.person(HANDLER).pk, town.person("ru.zhihao").pk} <= set(decision.barred)


def test_without_a_b_role_nothing_is_planned__R52(town, monday):
    case = accepted(town)
    [task] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    assert (task.a_role, task.backup_at) == (None, None)


def test_nobody_is_their_own_b_role__R52(town, monday):
    with pytest.raises(IntegrityError), transaction.atomic():
        backed_by(HANDLER, HANDLER, town)


# ---- away ---------------------------------------------------------------------------------


def test_while_the_head_is_away_the_deputy_has_new_work_at_once__R52(town, monday):
    away(town, HEAD)
    case = accepted(town)
    task = for_the_head(town, case)
    assert (task.stand_in.username, task.a_role.username) == (DEPUTY, HEAD)
    told = Notice.objects.filter(event="task.waiting", recipient__username=DEPUTY)
    assert told.filter(url=f"/desk/task/{task.pk}/").exists()
    assert Entry.objects.get(event="task.backup").data["away"] is True
    town.act(task, "pass", DEPUTY)
    assert fresh(task).acting_for.username == HEAD and not faults([case]) and not chain_faults()


def test_a_b_role_who_is_away_too_gets_nothing__R52(town, monday):
    away(town, HEAD)
    away(town, DEPUTY)
    task = for_the_head(town, accepted(town))
    assert task.stand_in is None


def test_somebody_who_delegated_has_chosen_who_covers_them__R51_R52(town, monday):
    """The delegate has the work from the start; the B-role only after half a day."""
    away(town, HEAD)
    give(town, HEAD, "cai.zhaobiao", "OF-FIN")
    task = for_the_head(town, accepted(town))
    assert task.stand_in is None and in_inbox(town, "cai.zhaobiao", task) and not in_inbox(town, DEPUTY, task)
    told = Notice.objects.get(event="task.waiting", recipient__username="cai.zhaobiao")
    assert told.title.startswith(f"代 {town.person(HEAD).name}：")
    assert cover_absences() == 0
    monday.move_to(task.backup_at)
    town.fire()
    assert fresh(task).stand_in.username == DEPUTY


def test_what_waited_when_the_absence_began_goes_to_the_b_role__R52(town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    away(town, HEAD)
    assert cover_absences() == 1 and cover_absences() == 0
    assert fresh(task).stand_in.username == DEPUTY
    assert Notice.objects.filter(event="task.backup", recipient__username=DEPUTY).count() == 1
    assert not faults([case]) and not chain_faults()


def test_what_was_held_when_the_absence_began_is_put_back__R52(town, monday):
    task = for_the_head(town, accepted(town))
    claim(get_task(task.pk), actor=town.person(HEAD))
    monday.shift(timedelta(minutes=5))
    away(town, HEAD)
    cover_absences()
    assert fresh(task).owner is None and task.stand_in.username == DEPUTY
    assert Entry.objects.filter(event="task.left_behind").count() == 1
    # Who takes it up again while away means to: it stays with them.
    claim(get_task(task.pk), actor=town.person(HEAD))
    assert cover_absences() == 0 and fresh(task).owner.username == HEAD


def test_an_absence_is_recorded_and_ends_early__R52(town, monday):
    head = town.person(HEAD)
    absence = away(town, HEAD)
    assert Entry.objects.filter(stream="org", event="absence.recorded", subject=HEAD).exists()
    with pytest.raises(Conflict):
        away(town, HEAD)
    monday.shift(timedelta(hours=1))
    end_absence(absence, actor=head)
    with pytest.raises(Conflict):
        end_absence(absence, actor=head)
    assert for_the_head(town, accepted(town)).stand_in is None
    assert Entry.objects.filter(event="absence.ended").count() == 1 and not chain_faults()


@pytest.mark.parametrize(("who", "allowed"), [(HANDLER, True), (HEAD, True), (DEPUTY, True), ("bi.jieban", False)])
def test_who_may_say_that_somebody_is_away__R52(town, monday, who, allowed):
    now = timezone.now()
    period = {"starts": now, "ends": now + timedelta(days=1)}
    if allowed:
        assert record_absence(town.person(HANDLER), actor=town.person(who), **period)
    else:
        with pytest.raises(Forbidden):
            record_absence(town.person(HANDLER), actor=town.person(who), **period)


def test_an_absence_that_is_over_before_it_begins_is_refused__R52(town, monday):
    with pytest.raises(Invalid):
        away(town, HEAD, timezone.now() - timedelta(hours=1))
    assert not Absence.objects.exists()


def test_an_emergency_counts_four_hours__R25_R52(town, monday):
    for handler, head in (("yun.xunxian", "yun.jianhao"), ("diao.lingling", "diao.pingheng")):
        backed_by(handler, head, town)
    case = town.apply("OM-REPAIR", "ex.yonghu", {"fault_scale": "feeder", "has_key_customer": True}, {})
    [registration] = town.open_tasks(case)
    town.act(registration, "pass")
    marked = [one for one in town.open_tasks(case, kind="step") if one.a_role is not None]
    assert marked
    assert all(one.backup_at - one.created == timedelta(hours=4) for one in marked)
