"""Delegation: B acts for A within a scope and a period, recorded as that, and A stays responsible (R3, R51)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from departments.org.duties import duties_of
from departments.org.models import Delegation, Membership
from departments.org.operations import dismiss
from portal.audit.models import Entry
from portal.errors import Conflict, DomainError, Forbidden, Invalid
from portal.notices.models import Notice
from services.cases.models import Case, Document, Opinion
from tests.workflows.absence import BUDGET, OFFICE, accepted, department, for_the_head, give
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.statements import counted
from workflows.acting import get_task
from workflows.operations.absence.delegating import delegate, put_back, revoke
from workflows.operations.acts import act
from workflows.operations.handling.holding import claim, release
from workflows.operations.offered import available
from workflows.people.delegations import Wish
from workflows.queries.inbox import buckets, row, tasks

HEAD, STRANGER = "qian.youshu", "cai.zhaobiao"


def fresh(task):
    task.refresh_from_db()
    return task


def refused(call):
    with pytest.raises(DomainError) as error:
        call()
    return error.value


# ---- acting for somebody ----------------------------------------------------------------


def test_the_delegate_decides_and_the_record_names_both__R51(town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    give(town, HEAD, STRANGER, "OF-FIN")
    town.act(task, "pass", STRANGER, opinion="同意")
    head, delegate_ = town.person(HEAD), town.person(STRANGER)
    fresh(task)
    assert (task.closed_by, task.acting_for) == (delegate_, head)
    said = Opinion.objects.get(task_id=task.pk)
    assert (said.author, said.acting_for) == (delegate_, head)
    item = case.items.get(code=BUDGET)
    assert (item.decided_by, item.decided_for) == (delegate_, head)
    paper = Document.objects.get(item=item, kind="BJ")
    assert (paper.data["decided_by"], paper.data["decided_for"]) == (delegate_.name, head.name)
    entry = Entry.objects.get(event="item.approved", data__item=BUDGET)
    assert (entry.actor_name, entry.acting_for_name) == (delegate_.name, head.name)
    assert not faults([case]) and not chain_faults()


def test_without_a_delegation_nobody_acts_for_the_head__R51(town, monday):
    task = for_the_head(town, accepted(town))
    error = refused(lambda: town.act(task, "pass", STRANGER))
    assert isinstance(error, Forbidden) and error.error_code == "forbidden"
    assert fresh(task).finished is None


def test_the_giver_may_still_decide__R51(town, monday):
    case = accepted(town)
    task = for_the_head(town, case)
    give(town, HEAD, STRANGER, "OF-FIN")
    town.act(task, "pass", HEAD, opinion="同意")
    assert fresh(task).acting_for is None and case.items.get(code=BUDGET).decided_for is None


def test_who_holds_the_duty_acts_for_themselves__R51(town, monday):
    """Two heads of one department: a delegation between them changes nobody's name on the record."""
    give(town, "zhang.benzi", HEAD, "OF-FIN", "handle")
    case = accepted(town)
    task = for_the_head(town, case)
    town.act(task, "pass", HEAD)
    assert fresh(task).acting_for is None


def test_a_delegate_countersigns_for_the_department__R51(town, monday):
    case = town.apply(
        "OM-DUTY", "you.jingkou", {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}, {}
    )
    town.accept(case)
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    [task] = town.open_tasks(case, kind="countersign", department__code="OF-PROD")
    give(town, "sheng.wending", STRANGER, "OF-PROD", "countersign")
    town.act(task, "agree", STRANGER)
    said = Opinion.objects.get(task_id=task.pk)
    assert (said.author.username, said.acting_for.username) == (STRANGER, "sheng.wending")


def test_a_claimed_task_says_for_whom_it_is_held__R51(town, monday):
    case = accepted(town)
    give(town, "zhang.benzi", STRANGER, "OF-FIN", "handle")
    [task] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    who = town.person(STRANGER)
    claim(get_task(task.pk), actor=who)
    assert fresh(task).acting_for.username == "zhang.benzi"
    entry = Entry.objects.get(event="task.claimed")
    assert (entry.actor_name, entry.acting_for_name) == (who.name, town.person("zhang.benzi").name)
    release(get_task(task.pk), actor=who)
    assert fresh(task).acting_for is None and task.owner is None


# ---- R3 for both ------------------------------------------------------------------------


def test_neither_of_the_two_may_be_the_applicant__R3(town, monday):
    give(town, HEAD, STRANGER, "OF-FIN")
    for applicant in (HEAD, STRANGER):
        case = accepted(town, applicant=applicant)
        task = for_the_head(town, case)
        error = refused(lambda task=task: town.act(task, "pass", STRANGER))
        assert error.error_code == "self_dealing", applicant
        assert fresh(task).finished is None
        assert task.pk not in tasks(town.person(STRANGER)).values_list("pk", flat=True)


def test_a_delegate_does_not_decide_what_they_handled__R3(town, monday):
    case = accepted(town)
    give(town, HEAD, "zhang.benzi", "OF-FIN")
    task = for_the_head(town, case)  # zhang.benzi is finance's only handler
    assert town.person("zhang.benzi").pk in task.barred
    assert refused(lambda: town.act(task, "pass", "zhang.benzi")).error_code == "self_dealing"


def test_the_giver_does_not_decide_what_was_handled_for_them__R3(town, monday):
    """What B did for A counts as A's own work: A may not decide it afterwards."""
    from departments.org.operations import appoint

    appoint(town.person(HEAD), department("OF-FIN"), actor=town.person("guan.xitong"), roles=["dept_head", "handler"])
    give(town, HEAD, STRANGER, "OF-FIN", "handle")
    case = accepted(town)
    [step] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    town.act(step, "pass", STRANGER)
    [task] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    assert {town.person(HEAD).pk, town.person(STRANGER).pk} <= set(task.barred)


def test_a_request_is_not_granted_by_the_one_it_was_asked_for__R3(town, monday):
    from departments.org.operations import appoint

    appoint(town.person(HEAD), department("OF-FIN"), actor=town.person("guan.xitong"), roles=["dept_head", "handler"])
    give(town, HEAD, STRANGER, "OF-FIN", "handle")
    case = accepted(town)
    [step] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    town.act(step, "suspend", STRANGER, procedure="force_majeure", reason="停电", expected_days=1)
    [request] = town.open_tasks(case, kind="duty")
    assert {town.person(HEAD).pk, town.person(STRANGER).pk} <= set(request.barred)


# ---- scope ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ({"items": [BUDGET]}, True),
        ({"items": ["OF-FIN-002"]}, False),
        ({"steps": ["核准"]}, True),
        ({"steps": ["支付"]}, False),
        ({"cap": 12000}, True),
        ({"cap": 11999}, False),
    ],
)
def test_a_delegation_reaches_as_far_as_its_scope__R51(town, monday, scope, allowed):
    """The reception asks for a budget of 12,000 yuan."""
    case = accepted(town)
    task = for_the_head(town, case)
    assert case.items.get(code=BUDGET).amount == 12000
    give(town, HEAD, STRANGER, "OF-FIN", **scope)
    who = town.person(STRANGER)
    assert (task.pk in tasks(who).values_list("pk", flat=True)) is allowed
    assert bool(available(fresh(task), town.person(STRANGER))) is allowed
    assert Case.objects.visible_to(who).filter(pk=case.pk).exists() is allowed
    if allowed:
        town.act(task, "pass", STRANGER)
    else:
        assert refused(lambda: town.act(task, "pass", STRANGER)).error_code == "beyond_delegation"
    assert (fresh(task).finished is not None) is allowed


def test_items_without_money_have_no_cap__R51(town, monday):
    case = town.apply("OM-MEAL", "yuan.gongjia", {}, {})
    assert case.items.get().amount is None
    case = accepted(town)
    life = case.items.get(code="OF-LIFE-001")
    assert life.amount is None


def test_the_amount_follows_a_correction__R51(town, monday):
    from workflows.operations.owed.resupply import resupply

    case = town.reception()
    [intake] = town.open_tasks(case)
    defect = {"field": "budget_amount", "problem": "超出标准", "remedy": "请压减"}
    town.act(intake, "notify_correction", defects=[defect])
    resupply(case, actor=case.applicant, fields={"budget_amount": "9000"})
    assert case.items.get(code=BUDGET).amount == 9000


def test_only_the_period_counts__R51(town, monday):
    task = for_the_head(town, accepted(town))
    starts = timezone.now() + timedelta(hours=1)
    give(town, HEAD, STRANGER, "OF-FIN", starts=starts, ends=starts + timedelta(hours=2))
    assert not duties_of(town.person(STRANGER)).delegated
    monday.shift(timedelta(hours=1, minutes=1))
    assert duties_of(town.person(STRANGER)).delegated
    monday.shift(timedelta(hours=2))
    error = refused(lambda: town.act(task, "pass", STRANGER))
    assert error.error_code == "delegation_ended" and town.person(HEAD).name in error.detail


def test_a_giver_who_lost_the_post_can_no_longer_be_acted_for__R51(town, monday):
    task = for_the_head(town, accepted(town))
    give(town, HEAD, STRANGER, "OF-FIN")
    dismiss(Membership.objects.get(user=town.person(HEAD)), actor=town.person("guan.xitong"))
    assert not duties_of(town.person(STRANGER)).delegated
    assert isinstance(refused(lambda: town.act(task, "pass", STRANGER)), Forbidden)


# ---- giving -----------------------------------------------------------------------------


def test_giving_is_recorded_and_both_are_told__R51(town, monday):
    given = give(town, HEAD, STRANGER, "OF-FIN", items=[BUDGET], cap=50000)
    entry = Entry.objects.get(stream="org", event="delegation.given")
    assert entry.data["delegate"] == STRANGER and entry.data["items"] == [BUDGET] and entry.text == "出差"
    told = Notice.objects.filter(event__startswith="delegation.").values_list("recipient__username", "event")
    assert set(told) == {(STRANGER, "delegation.given"), (HEAD, "delegation.receipt")}
    assert given.cap == 50000 and not chain_faults()


def test_what_was_received_is_not_passed_on__R51(town, monday):
    give(town, HEAD, STRANGER, "OF-FIN")
    error = refused(lambda: give(town, STRANGER, "bi.jieban", "OF-FIN"))
    assert error.error_code == "no_onward_delegation" and Delegation.objects.count() == 1


@pytest.mark.parametrize("duty", ["coordinate", "accept", "deputise", "nonsense"])
def test_only_ones_own_work_can_be_given__R51(town, monday, duty):
    assert isinstance(refused(lambda: give(town, "zhen.tongchou", STRANGER, "OF-OFFICE", duty)), Forbidden)
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("to", "field"),
    [(HEAD, "to"), ("tu.zhihua", "to"), ("ex.hengtuo", "to"), ("guan.xitong", "to"), ("shen.jilu", "to")],
)
def test_a_delegate_is_a_colleague_who_may_decide__R4_R51(town, monday, to, field):
    """Not oneself, not another company, not the administrator, not the auditor."""
    error = refused(lambda: give(town, HEAD, to, "OF-FIN"))
    assert field in error.fields and not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"days": 31}, "ends"),
        ({"days": -1}, "ends"),
        ({"items": ["OF-FIN-999"]}, "items"),
        ({"steps": ["不存在的环节"]}, "steps"),
        ({"cap": 0}, "cap"),
    ],
)
def test_an_impossible_delegation_is_refused_whole__R51(town, monday, change, field):
    error = refused(lambda: give(town, HEAD, STRANGER, "OF-FIN", **change))
    assert isinstance(error, Invalid) and field in error.fields
    assert not Delegation.objects.exists() and not Entry.objects.filter(event="delegation.given").exists()


def test_two_departments_are_given_together_or_not_at_all__R51(town, monday):
    ends = timezone.now() + timedelta(days=3)
    wishes = [Wish(department(code), ["approve"], ends, "出差") for code in ("OF-FIN", "OF-HR")]
    refused(lambda: delegate(actor=town.person(HEAD), to=town.person(STRANGER), wishes=wishes))
    assert not Delegation.objects.exists() and not Notice.objects.filter(event="delegation.given").exists()


def test_the_same_twice_is_refused__R51(town, monday):
    given = give(town, HEAD, STRANGER, "OF-FIN")
    error = refused(lambda: give(town, HEAD, STRANGER, "OF-FIN", "countersign", days=2))
    assert error.error_code == "delegated_already"
    revoke(given, actor=town.person(HEAD))
    assert give(town, HEAD, STRANGER, "OF-FIN")


@pytest.mark.parametrize(
    "change",
    [
        {"delegate": "giver"},
        {"ends": timedelta(days=31)},
        {"ends": timedelta(0)},
        {"duties": []},
        {"duties": ["coordinate"]},
        {"cap": 0},
        {},
    ],
)
def test_the_database_keeps_the_rules_too__R51(town, monday, change):
    """The last row repeats an existing one: overlapping periods of the same two people."""
    first = give(town, HEAD, STRANGER, "OF-FIN", days=3)
    starts = timezone.now() + (timedelta(days=1) if not change else timedelta(days=5))
    row = {
        "giver": first.giver, "delegate": first.delegate, "department": first.department, "duties": ["approve"],
        "starts": starts, "ends": starts + change.pop("ends", timedelta(days=1)), "reason": "x",
    }  # fmt: skip
    if change.pop("delegate", ""):
        row["delegate"] = first.giver
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(**row | change)


# ---- taking back --------------------------------------------------------------------------


def test_revocation_works_at_once_and_what_was_done_stands__R51(town, monday):
    first, second = accepted(town), accepted(town)
    done, open_one = for_the_head(town, first), for_the_head(town, second)
    given = give(town, HEAD, STRANGER, "OF-FIN")
    town.act(done, "pass", STRANGER)
    revoke(given, actor=town.person(HEAD))
    assert first.items.get(code=BUDGET).decision == "approved"
    error = refused(lambda: town.act(open_one, "pass", STRANGER))
    assert error.error_code == "delegation_ended" and error.status == 403
    assert Notice.objects.filter(event="delegation.revoked", recipient__username=STRANGER).count() == 1
    assert Entry.objects.filter(stream="org", event="delegation.revoked").exists() and not chain_faults()


def test_the_delegate_had_the_form_open__R51(town, monday):
    """The person's duties were read before the revocation: the act reads the delegation again under its lock."""
    task = for_the_head(town, accepted(town))
    given = give(town, HEAD, STRANGER, "OF-FIN")
    who = town.person(STRANGER)
    assert available(fresh(task), who)
    revoke(given, actor=town.person(HEAD))
    error = refused(lambda: act(get_task(task.pk), actor=who, action="pass", payload={}))
    assert error.error_code == "delegation_ended"
    assert fresh(task).finished is None and not Opinion.objects.filter(task_id=task.pk).exists()


def test_what_is_held_goes_back_to_the_department__R51(town, monday):
    case = accepted(town)
    given = give(town, "zhang.benzi", STRANGER, "OF-FIN", "handle")
    [task] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    claim(get_task(task.pk), actor=town.person(STRANGER))
    assert task.pk not in tasks(town.person("zhang.benzi"), "claimable").values_list("pk", flat=True)
    revoke(given, actor=town.person("zhang.benzi"))
    assert (fresh(task).owner, task.acting_for, task.status) == (None, None, "NEW")
    assert task.pk in tasks(town.person("zhang.benzi"), "claimable").values_list("pk", flat=True)
    assert Entry.objects.filter(event="task.put_back", text=town.person(STRANGER).name).count() == 1
    town.act(task, "pass", "zhang.benzi")
    assert not faults([case]) and not chain_faults()


def test_what_is_held_past_the_end_goes_back_by_itself__R51(town, monday):
    case = accepted(town)
    give(town, "zhang.benzi", STRANGER, "OF-FIN", "handle", ends=timezone.now() + timedelta(hours=1))
    [task] = town.open_tasks(case, kind="step", case_item__code=BUDGET)
    claim(get_task(task.pk), actor=town.person(STRANGER))
    assert put_back() == 0
    monday.shift(timedelta(hours=2))
    # Even before the sweep the department can go on: its holder may no longer act.
    assert available(fresh(task), town.person(STRANGER)) == []
    assert put_back() == 1 and put_back() == 0
    assert fresh(task).owner is None


@pytest.mark.parametrize(
    ("who", "allowed"),
    [(HEAD, True), ("qian.suanqing", True), ("zhen.xietiao", True), ("guan.xitong", True), (STRANGER, False),
     ("bi.jieban", False), ("ren.zhicai", False)],
)  # fmt: skip
def test_who_may_revoke__R51(town, monday, who, allowed):
    """The giver, who answers for the department, the coordination office, who runs the house."""
    given = give(town, HEAD, STRANGER, "OF-FIN")
    if allowed:
        assert revoke(given, actor=town.person(who)).revoked_by.username == who
    else:
        assert isinstance(refused(lambda: revoke(given, actor=town.person(who))), Forbidden)
        assert Delegation.objects.in_force().exists()


def test_revoking_twice_says_so__R51(town, monday):
    given = give(town, HEAD, STRANGER, "OF-FIN")
    revoke(given, actor=town.person(HEAD))
    error = refused(lambda: revoke(given, actor=town.person(HEAD)))
    assert isinstance(error, Conflict) and error.error_code == "delegation_over"
    assert Entry.objects.filter(event="delegation.revoked").count() == 1


# ---- lists ------------------------------------------------------------------------------


def test_the_inbox_says_for_whom_and_costs_no_more__R51(town, monday):
    who = town.person(STRANGER)
    for _ in range(4):
        for_the_head(town, accepted(town))
    for giver, code in ((HEAD, "OF-FIN"), ("ren.zhicai", "OF-HR"), ("zhen.tongchou", "OF-OFFICE")):
        give(town, giver, STRANGER, code, cap=50000, items=[BUDGET, OFFICE, "OF-HR-001"])
    who = town.person(STRANGER)
    with counted() as spent:
        found = [row(one, who, timezone.now()) for one in tasks(who)]
        numbers = buckets(who)
    own = [one for one in found if one.acting_for == town.person(HEAD).name]
    assert len(own) == 4 and numbers["approve"] == 4
    assert len(spent) <= 4, spent.words()
