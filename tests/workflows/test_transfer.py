"""The right addressee: transfer within half a day, the second one and a refusal go to a binding ruling (R53–R57)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from portal.notices.models import Notice
from services.cases.models import Document, DutyListEntry, SupervisionEvent, Transfer
from tests.town import MONDAY
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.test_countersign import DUTY, asked
from workflows.acting import get_task
from workflows.models import AlarmFailure, Task
from workflows.operations.acts import act
from workflows.operations.offered import available
from workflows.operations.second_thoughts.recalling import recall_act

ITEM = "OF-LIFE-002"
ASKED = {"to": "OF-OFFICE", "reason": "来宾住宿由办公室统筹", "basis": "职责清单第 12 条"}
HEAD, OFFICE_HEAD, ARBITER = "song.bianli", "zhen.tongchou", "zhen.tongchou"


def lodging(town, **changes):
    """A reception whose lodging is about to be arranged by the life centre."""
    case = town.reception(**changes)
    town.accept(case)
    for _ in range(6):
        if case.items.get(code=ITEM).state == "accepted":
            break
        for one in town.open_tasks(case, kind="step"):
            if one.case_item.code != ITEM:
                town.act(one, "pass", opinion="同意")
    assert case.items.get(code=ITEM).state == "accepted"
    return case


def step(town, case, code=ITEM):
    [task] = town.open_tasks(case, case_item__code=code, kind="step")
    return task


def duty(town, case):
    [task] = town.open_tasks(case, case_item__code=ITEM, kind="duty")
    return task


def transferred(town, case, **changes):
    town.act(step(town, case), "transfer", **{**ASKED, **changes})
    return duty(town, case)


def whole(case):
    assert faults([case]) == [] and chain_faults() == []
    assert not AlarmFailure.objects.exists()


def told(case, person):
    return list(Notice.objects.filter(recipient__username=person).values_list("event", flat=True))


def test_the_item_moves_with_its_step_and_its_clock__R54_R55(town, monday):
    case = lodging(town)
    before, item = step(town, case), case.items.get(code=ITEM)
    offer = transferred(town, case)
    assert offer.department.code == "OF-OFFICE" and offer.duty == "approve"
    # Until it is taken on the holder keeps working, and nothing has moved.
    assert step(town, case).pk == before.pk and case.items.get(code=ITEM).department.code == "OF-LIFE"
    monday.shift(timedelta(hours=1))
    town.act(offer, "take_on")
    after, moved = step(town, case), case.items.get(code=ITEM)
    assert moved.department.code == after.department.code == "OF-OFFICE"
    assert (moved.due_at, moved.started_at) == (item.due_at, item.started_at)
    assert (after.due_at, after.red_at, after.created) == (before.due_at, before.red_at, before.created)
    assert (after.alarm_stage, after.scheduled) == (before.alarm_stage, before.scheduled)
    assert "item.transferred" in told(case, "yuan.gongjia")
    whole(case)
    # Later steps and the decision are the new owner's.
    town.act(after, "pass", "bi.jieban", opinion="已安排")
    done = case.items.get(code=ITEM)
    assert done.decision == "approved" and done.decided_by.username == "bi.jieban"
    assert done.documents.get(kind="BJ").issued_by.code == "OF-OFFICE"
    whole(case)


def test_who_had_it_reads_how_it_went_on__R55(town, monday):
    case = lodging(town)
    old = step(town, case)
    actor = town.able(old)
    town.act(transferred(town, case), "take_on")
    with pytest.raises(Conflict) as gone:
        town.act(old, "pass", actor, opinion="同意")
    assert gone.value.error_code == "task_closed" and actor.name in gone.value.detail


def test_the_holder_may_still_finish_it_first__R57(town, monday):
    case = lodging(town)
    offer = transferred(town, case)
    town.act(step(town, case), "pass", opinion="已安排")
    assert case.items.get(code=ITEM).decision == "approved"
    assert Transfer.objects.get().state == "dropped"
    with pytest.raises(Conflict):
        town.act(offer, "take_on", OFFICE_HEAD)
    whole(case)


def test_only_within_half_a_working_day__R54(town, monday):
    case = lodging(town)
    monday.move_to(MONDAY.replace(hour=13, minute=59))
    assert "transfer" in [one.action for one in available(step(town, case), town.able(step(town, case)))]
    monday.move_to(MONDAY.replace(hour=20, minute=0))
    task = step(town, case)
    assert "transfer" not in [one.action for one in available(task, town.able(task))]
    with pytest.raises(Conflict) as late:
        town.act(task, "transfer", **ASKED)
    assert late.value.error_code == "transfer_too_late" and not Transfer.objects.exists()


def test_not_after_a_review_action__R54(town, monday):
    case = town.reception()
    town.accept(case)
    town.act(step(town, case, "OF-OFFICE-001"), "pass", opinion="同意")
    with pytest.raises(Conflict) as begun:
        town.act(step(town, case, "OF-OFFICE-001"), "transfer", **{**ASKED, "to": "OF-HR"})
    assert begun.value.error_code == "review_begun"


@pytest.mark.parametrize("left_out", ["to", "reason", "basis"])
def test_a_transfer_names_owner_reason_and_basis__R7_R54(town, monday, left_out):
    case = lodging(town)
    with pytest.raises(Invalid) as incomplete:
        town.act(step(town, case), "transfer", **{**ASKED, left_out: " "})
    assert list(incomplete.value.fields) == [left_out]
    assert not Transfer.objects.exists() and not Entry.objects.filter(event="transfer.asked").exists()


@pytest.mark.parametrize("to", ["OF-LIFE", "OF-SSC", "PG-MKT", "EX-CBS", "没有这个部门"])
def test_it_cannot_go_to_itself_the_window_or_outsiders(town, monday, to):
    case = lodging(town)
    with pytest.raises(Invalid) as wrong:
        town.act(step(town, case), "transfer", **{**ASKED, "to": to})
    assert "to" in wrong.value.fields


def test_a_refusal_goes_to_arbitration_and_the_work_goes_on__R56_R57(town, monday):
    case = lodging(town)
    offer = transferred(town, case, to="OF-HR")
    with pytest.raises(Invalid):
        town.act(offer, "refuse_transfer", reason="不属我部")
    town.act(offer, "refuse_transfer", reason="不属我部", basis="职责清单第 3 条")
    ruling = duty(town, case)
    assert ruling.duty == "arbitrate" and ruling.department.code == "OF-OFFICE"
    assert (ruling.due_at - MONDAY) < timedelta(days=2) and ruling.due_at > ruling.created
    assert step(town, case).department.code == "OF-LIFE"
    assert "item.disputed" in told(case, "yuan.gongjia")
    whole(case)


def test_the_ruling_binds_and_enters_the_duty_list__R57(town, monday):
    case = lodging(town)
    town.act(transferred(town, case, to="OF-HR"), "refuse_transfer", reason="不属我部", basis="职责清单")
    town.act(duty(town, case), "rule", ARBITER, to="OF-CONF", reason="住宿随会务统一安排", basis="职责清单（修订）")
    item = case.items.get(code=ITEM)
    assert item.department.code == "OF-CONF" and step(town, case).department.code == "OF-CONF"
    [entry] = DutyListEntry.objects.all()
    assert (entry.item_code, entry.department.code, entry.condition) == (ITEM, "OF-CONF", "")
    paper = Document.objects.get(kind="CD")
    assert paper.number == f"CD-{case.number}-01" and paper.issued_by.code == "OF-OFFICE"
    # Neither the one nor the other was right: nobody is counted.
    assert not SupervisionEvent.objects.exists()
    with pytest.raises(Conflict) as bound:
        town.act(step(town, case), "transfer", **ASKED)
    assert bound.value.error_code == "ruling_binds"
    whole(case)
    # The next like case opens at the ruled department.
    following = lodging(town)
    assert following.items.get(code=ITEM).department.code == "OF-CONF"
    assert step(town, following).department.code == "OF-CONF"
    town.run(following)
    assert following.state == "closed"
    whole(following)


def test_a_ruling_may_cover_like_cases_only__R57(town, monday):
    case = lodging(town)
    town.act(transferred(town, case, to="OF-HR"), "refuse_transfer", reason="不属我部", basis="职责清单")
    town.act(duty(town, case), "rule", ARBITER, to="OF-CONF", reason="标准间由会议中心安排", like="room_type")
    entry = DutyListEntry.objects.get()
    assert entry.condition == 'room_type == "twin"' and entry.likeness
    assert lodging(town).items.get(code=ITEM).department.code == "OF-CONF"
    assert lodging(town, room_type="suite").items.get(code=ITEM).department.code == "OF-LIFE"


def test_a_later_ruling_replaces_the_entry__R57(town, monday):
    first = lodging(town)
    town.act(transferred(town, first, to="OF-HR"), "refuse_transfer", reason="不属我部", basis="职责清单")
    town.act(duty(town, first), "rule", ARBITER, to="OF-CONF", reason="随会务")
    second = lodging(town)
    town.act(transferred(town, second, to="OF-LIFE"), "refuse_transfer", reason="已裁定", basis="CD")
    town.act(duty(town, second), "rule", ARBITER, to="OF-LIFE", reason="会议中心不再管理房源")
    old, new = DutyListEntry.objects.order_by("pk")
    assert old.ended_at == new.in_force_from and old.superseded_by == new and new.ended_at is None
    assert lodging(town).items.get(code=ITEM).department.code == "OF-LIFE"


def test_the_second_transfer_opens_arbitration_by_itself__R56(town, monday):
    case = lodging(town)
    town.act(transferred(town, case), "take_on")
    ruling = transferred(town, case, to="OF-HR")
    assert ruling.duty == "arbitrate" and Transfer.objects.latest("pk").state == "disputed"
    # The clerk who handed it on does not rule on it.
    assert step(town, case).department.code == "OF-OFFICE"
    whole(case)


def test_silence_of_the_suggested_owner_opens_arbitration__R56(town, monday):
    case = lodging(town)
    offer = transferred(town, case, to="OF-HR")
    monday.move_to(offer.due_at + timedelta(minutes=1))
    town.fire()
    assert duty(town, case).duty == "arbitrate" and Transfer.objects.get().state == "disputed"
    whole(case)


def test_a_late_ruling_reaches_the_leader__R57(town, monday):
    case = lodging(town)
    town.act(transferred(town, case, to="OF-HR"), "refuse_transfer", reason="不属我部", basis="职责清单")
    ruling = duty(town, case)
    monday.move_to(ruling.due_at + timedelta(minutes=1))
    town.fire()
    assert Entry.objects.filter(event="arbitration.late").exists()
    assert Notice.objects.filter(event="arbitration.late").exists()
    assert duty(town, case).pk == ruling.pk
    whole(case)


@pytest.mark.parametrize(
    ("owner", "finding", "counted"),
    [("OF-LIFE", "", "OF-LIFE"), ("OF-HR", "", "OF-HR"), ("OF-LIFE", "good_faith", None), ("OF-CONF", "", None)],
)
def test_who_passed_the_buck_is_counted__R57_R62(town, monday, owner, finding, counted):
    case = lodging(town)
    town.act(transferred(town, case, to="OF-HR"), "refuse_transfer", reason="不属我部", basis="职责清单")
    town.act(duty(town, case), "rule", ARBITER, to=owner, reason="按职责清单", finding=finding)
    events = [one.department.code for one in SupervisionEvent.objects.all()]
    assert events == ([counted] if counted else [])
    assert Entry.objects.filter(event="supervision.buck_passing").count() == len(events)
    assert step(town, case).department.code == owner
    # The applicant never reads whose fault it was.
    assert not {"supervision.buck_passing"} & set(told(case, "yuan.gongjia"))
    whole(case)


def test_nobody_takes_on_or_rules_on_their_own_case__R3(town, monday):
    case = lodging(town, applicant="zhen.tongchou")
    offer = transferred(town, case)
    with pytest.raises(Forbidden):
        town.act(offer, "take_on", "zhen.tongchou")
    with pytest.raises(Forbidden):
        town.act(offer, "take_on", "bi.jieban")
    town.act(offer, "refuse_transfer", reason="不属我部", basis="职责清单")
    with pytest.raises(Forbidden):
        town.act(duty(town, case), "rule", "zhen.tongchou", to="OF-LIFE", reason="自己裁定")


def test_taken_on_while_departments_were_asked_it_goes_on_and_stays__R55(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    [first] = town.open_tasks(case, kind="step")
    town.act(first, "transfer", to="OF-SEC", reason="属保卫值班", basis="职责清单第 3 条")
    town.act(first, "pass", opinion="已核对")
    town.act(asked(town, case)["OF-PROD"], "agree")
    [offer] = town.open_tasks(case, kind="duty")
    monday.shift(60)
    town.act(offer, "take_on")
    # Nobody countersigns their own item: with that every opinion is in.
    [step] = town.open_tasks(case, kind="step")
    assert step.department.code == "OF-SEC" and not asked(town, case)
    closed = Task.objects.get(pk=offer.pk)
    with pytest.raises(Conflict) as refused:
        recall_act(closed, actor=closed.closed_by)
    assert refused.value.error_code == "gone_on"
    whole(case)


def test_the_same_key_asks_once(town, monday):
    case = lodging(town)
    task = step(town, case)
    who = town.able(task)
    for _ in range(2):
        act(get_task(task.pk), actor=who, action="transfer", payload=ASKED, key="once")
    assert Transfer.objects.count() == 1 and Task.objects.filter(kind="duty", case=case).count() == 1
    with pytest.raises(Conflict) as twice:
        act(get_task(task.pk), actor=who, action="transfer", payload=ASKED)
    assert twice.value.error_code == "transfer_open"


def test_nothing_is_half_done_when_a_ruling_fails(town, monday, monkeypatch):
    case = lodging(town)
    town.act(transferred(town, case, to="OF-HR"), "refuse_transfer", reason="不属我部", basis="职责清单")
    from workflows.casework import handover

    def broken(*args, **kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr(handover, "bind_holder", broken)
    with pytest.raises(RuntimeError):
        town.act(duty(town, case), "rule", ARBITER, to="OF-CONF", reason="随会务")
    assert not DutyListEntry.objects.exists() and not Document.objects.filter(kind="CD").exists()
    assert case.items.get(code=ITEM).department.code == "OF-LIFE" and duty(town, case)
    whole(case)


def test_a_withdrawn_case_closes_the_questions(town, monday):
    from workflows.operations.second_thoughts.withdrawing import withdraw

    case = lodging(town)
    offer = transferred(town, case)
    withdraw(case, actor=case.applicant)
    assert not town.open_tasks(case)
    with pytest.raises(Conflict):
        town.act(offer, "take_on", OFFICE_HEAD)
    whole(case)
