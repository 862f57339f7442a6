"""Before acceptance every department names what it wants mended; the window sends one notice (R36, R37)."""

from __future__ import annotations

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from services.cases.models import Correction, ProposedDefect
from tests.workflows.invariants import chain_faults, faults
from workflows.acting import TaskClosed, get_task
from workflows.models import TaskKind
from workflows.operations.offered import available
from workflows.operations.owed.resupply import resupply
from workflows.operations.window.proposing import add_defect, open_proposals, withdraw_defect
from workflows.people.permission import SelfDealing
from workflows.queries import inbox

LETTER, VENUE = "M003", "M007"
STAMP = {"material": LETTER, "problem": "公函没有盖章。", "remedy": "请上传盖章后的公函。"}
COMPANIONS = {"field": "companions", "problem": "陪餐人数超过标准。", "remedy": "请按标准填写。"}
HANDLER, HEAD = "bi.jieban", "bao.zhuren"


def intake(town, case):
    [task] = town.open_tasks(case, kind=TaskKind.INTAKE)
    return task


def handler_of(town, case, code):
    """Somebody who handles this item's department."""
    from departments.org.duties import holders

    return holders("handle", case.items.get(code=code).department_id)[0]


def propose(town, case, *defects, actor=HANDLER, key=""):
    who = town.person(actor) if isinstance(actor, str) else actor
    return add_defect(get_task(intake(town, case).pk), actor=who, defects=list(defects), key=key)


def test_departments_name_defects_in_parallel_and_one_notice_carries_them_all__R36(town, monday):
    case = town.reception()
    other, field = case.items.get(code="OF-CONF-001"), "attendees"
    colleague = handler_of(town, case, other.code)
    propose(town, case, STAMP, COMPANIONS)
    propose(town, case, {"field": field, "problem": "写得不清楚。", "remedy": "请写清楚。"}, actor=colleague)
    said = open_proposals(case)
    assert {(one.department_id, one.name) for one in said} == {
        (case.items.get(code="OF-OFFICE-001").department_id, LETTER),
        (case.items.get(code="OF-OFFICE-001").department_id, "companions"),
        (other.department_id, field),
    }
    # The window words them its own way and sends one notice.
    defects = [{"material" if one.material else "field": one.name, "problem": one.problem, "remedy": "请一并改好。"}
               for one in said]  # fmt: skip
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=defects)
    notice = Correction.objects.get(case=case)
    assert set(notice.defects.values_list("remedy", flat=True)) == {"请一并改好。"}
    assert {one.defect.correction_id for one in ProposedDefect.objects.all()} == {notice.pk}
    # The applicant answers everything at once.
    with pytest.raises(Invalid) as incomplete:
        resupply(case, actor=case.applicant, materials={LETTER: town.upload("yuan.gongjia")})
    assert set(incomplete.value.fields) == {"companions", field}
    assert not faults() and not chain_faults()


def test_what_is_named_is_on_record_with_its_department__R10_R36(town, monday):
    case = town.reception()
    propose(town, case, STAMP)
    entry = Entry.objects.get(event="defect.proposed")
    assert entry.department == "OF-OFFICE" and entry.actor_name == town.person(HANDLER).name
    assert not case.applicant.notices.filter(event__startswith="intake").exists()
    assert not chain_faults()


@pytest.mark.parametrize(
    ("defect", "why"),
    [
        ({"field": "vehicle_count", "problem": "x", "remedy": "y"}, "another department's field"),
        ({"material": "M004", "problem": "x", "remedy": "y"}, "never handed in (R17)"),
        ({"field": "cost_center", "problem": "x", "remedy": "y"}, "a register's value (R16)"),
        ({"material": LETTER, "problem": "x", "remedy": ""}, "no remedy"),
        ({"problem": "x", "remedy": "y"}, "about nothing"),
    ],
)
def test_a_department_names_only_its_own_and_only_what_can_be_mended__R17_R36(town, monday, defect, why):
    case = town.reception()
    with pytest.raises(Invalid):
        propose(town, case, STAMP, defect)
    assert not ProposedDefect.objects.exists(), why
    assert not Entry.objects.filter(event="defect.proposed").exists()


def test_only_departments_of_the_case_name_defects_and_never_the_applicant__R3_R36(town, monday):
    case = town.reception()
    for name in ("guan.xitong", "yuan.gongyi", "chuang.kouer"):
        with pytest.raises(Forbidden):
            propose(town, case, STAMP, actor=name)
    own = town.reception(HANDLER)
    with pytest.raises(SelfDealing):
        propose(town, own, STAMP)
    with pytest.raises(Forbidden):
        propose(town, case, STAMP, actor="yuan.gongjia")
    assert not ProposedDefect.objects.exists()


def test_the_same_key_names_it_once_and_the_same_thing_is_not_named_twice__R36(town, monday):
    case = town.reception()
    propose(town, case, STAMP, key="k1")
    propose(town, case, STAMP, key="k1")
    assert ProposedDefect.objects.count() == 1
    with pytest.raises(Conflict) as again:
        propose(town, case, {**STAMP, "problem": "看不清。"})
    assert again.value.error_code == "already_named" and town.person(HANDLER).name in again.value.detail


def test_taken_back_it_is_not_sent_and_may_be_said_anew__R36(town, monday):
    case = town.reception()
    propose(town, case, STAMP)
    one = ProposedDefect.objects.get()
    with pytest.raises(Forbidden):
        withdraw_defect(get_task(intake(town, case).pk), actor=handler_of(town, case, "OF-CONF-001"), defect=one.pk)
    with pytest.raises(NotFound):
        withdraw_defect(get_task(intake(town, case).pk), actor=town.person(HANDLER), defect=99)
    withdraw_defect(get_task(intake(town, case).pk), actor=town.person(HANDLER), defect=one.pk)
    assert not open_proposals(case)
    with pytest.raises(Conflict):
        withdraw_defect(get_task(intake(town, case).pk), actor=town.person(HANDLER), defect=one.pk)
    propose(town, case, STAMP)
    assert len(open_proposals(case)) == 1 and not chain_faults()


def test_what_the_window_leaves_out_is_answered_and_has_no_consequence__R36_R37(town, monday):
    case = town.reception()
    propose(town, case, STAMP, COMPANIONS)
    kept = ProposedDefect.objects.get(material=LETTER)
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=[{**STAMP, "proposed": [kept.pk]}])
    kept.refresh_from_db()
    left = ProposedDefect.objects.get(field="companions")
    assert kept.defect_id is not None and left.left_out_at is not None and left.defect_id is None
    assert town.person(HANDLER).notices.filter(event="defect.left_out").count() == 1


def test_accepted_without_a_notice_the_points_are_answered_too__R36(town, monday):
    case = town.reception()
    propose(town, case, STAMP)
    task = intake(town, case)
    town.accept(case, "chuang.kouyi")
    assert not open_proposals(case)
    assert town.person(HANDLER).notices.filter(event="defect.left_out").exists()
    with pytest.raises(TaskClosed) as late:
        add_defect(get_task(task.pk), actor=town.person(HANDLER), defects=[COMPANIONS])
    assert late.value.status == 409 and town.person("chuang.kouyi").name in late.value.detail
    assert not faults() and not chain_faults()


def test_after_the_notice_nothing_is_added__R36_R37(town, monday):
    case = town.reception()
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=[STAMP])
    resupply(case, actor=case.applicant, materials={LETTER: town.upload("yuan.gongjia")})
    with pytest.raises(Conflict) as sent:
        propose(town, case, COMPANIONS)
    assert sent.value.error_code == "second_notice"
    assert not inbox.tasks(town.person(HANDLER), "ahead").exists()


def test_the_system_attaches_what_its_checks_found__R36(town, monday):
    case = town.apply("OM-RECEPTION", "yuan.gongjia", {"guest_count": 5}, {}, materials={})
    assert case.materials.get(code=LETTER).status == "missing"
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=[COMPANIONS])
    notice = Correction.objects.get(case=case)
    assert set(notice.defects.values_list("material", "field")) == {("", "companions"), (LETTER, "")}
    assert "公函" in notice.defects.get(material=LETTER).label


def test_it_is_a_list_to_look_at_not_work_to_do__R36(town, monday):
    case = town.reception()
    person = town.person(HANDLER)
    assert [one.case_id for one in inbox.tasks(person, "ahead")] == [case.pk]
    assert not inbox.workload(person).filter(case=case).exists()
    assert not person.notices.filter(case_number=case.number).exists()
    assert inbox.buckets(person)["ahead"] == 1
    assert [one.action for one in available(intake(town, case), person)] == ["add_defect", "withdraw_defect"]
    assert "add_defect" not in [one.action for one in available(intake(town, case), town.person("chuang.kouyi"))]
    assert not inbox.tasks(town.person("yuan.gongyi"), "ahead").exists()


def test_a_paper_no_notice_named_is_no_ground_for_a_denial__R37(town, monday):
    case = town.reception()
    town.accept(case, "chuang.kouyi")
    item = case.items.get(code="OF-OFFICE-001")
    [first] = town.open_tasks(case, case_item=item)
    town.act(first, "pass", opinion="同意")
    [deciding] = town.open_tasks(case, case_item=item)
    why = {"reason": "公函没有盖章", "basis": "《公务接待管理规定》"}
    with pytest.raises(Invalid) as which:
        town.act(deciding, "deny", reason_code="papers_not_valid", **why)
    assert "material" in which.value.fields
    with pytest.raises(Conflict) as unnamed:
        town.act(deciding, "deny", reason_code="papers_not_valid", material=LETTER, **why)
    assert unnamed.value.error_code == "paper_not_named"
    # Naming the paper under another kind of reason changes nothing.
    with pytest.raises(Conflict):
        town.act(deciding, "deny", reason_code="other", material=LETTER, **why)
    item.refresh_from_db()
    assert item.decision == "" and not case.opinions.filter(action="deny").exists()
    town.act(deciding, "deny", reason_code="conditions_not_met", **why)
    item.refresh_from_db()
    assert item.decision == "denied" and not faults()


def test_a_paper_the_notice_named_may_be_a_ground__R37(town, monday):
    case = town.reception()
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=[STAMP])
    resupply(case, actor=case.applicant, materials={LETTER: town.upload("yuan.gongjia")})
    town.accept(case, "chuang.kouyi")
    item = case.items.get(code="OF-OFFICE-001")
    [first] = town.open_tasks(case, case_item=item)
    town.act(first, "pass", opinion="同意")
    [deciding] = town.open_tasks(case, case_item=item)
    town.act(deciding, "deny", reason_code="papers_not_valid", material=LETTER, reason="仍未盖章", basis="规定")
    item.refresh_from_db()
    assert item.decision == "denied"
