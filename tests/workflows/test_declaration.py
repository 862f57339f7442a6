"""A written statement instead of a paper: decided as if proven, checked, and what follows when it is false (R43)."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Barring, Document
from services.catalog.queries import published_version
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults
from workflows.applying.declarations import DECLARED
from workflows.operations.entry.submission import Application, submit
from workflows.people.permission import SelfDealing

HOUSING, ELIGIBILITY = "OM-HOUSING", "OF-LIFE-005"
OWNED, MARRIED, REGISTER = "M021", "M022", "M023"
FALSE = {"reason": "登记显示名下另有住房", "basis": "不动产登记信息"}


def declaring(town, *codes, matter=HOUSING, **commitments):
    """Housing with these papers declared instead of handed in."""
    from workflows.applying.application import open_form

    person = town.person("yuan.gongjia")
    version = published_version(matter)
    answers = version.typed.reference
    form = open_form(person, version.typed, answers)
    wanted = [one for one in form.resolution.materials if one.handling != "exempt" and one.phase == "main"]
    given = {one.code: town.upload("yuan.gongjia") for one in wanted if one.code not in {*codes, *commitments}}
    promises = {**dict.fromkeys(codes, DECLARED), **commitments}
    return town.apply(matter, "yuan.gongjia", answers, {}, materials=given, commitments=promises)


def until_decided(town, case):
    """Everybody does the ordinary thing until the eligibility is approved."""
    town.accept(case, "chuang.kouyi")
    for _ in range(12):
        item = case.items.get(code=ELIGIBILITY)
        if item.decision:
            return item
        task = town.open_tasks(case, case_item=item)[0]
        town.act(task, "agree" if task.kind == "countersign" else "pass")
    raise AssertionError("the item was never decided")


def check_of(town, case):
    [task] = town.open_tasks(case, kind="check")
    return task


def test_the_item_is_decided_as_if_proven_and_a_check_is_due_in_thirty_days__R43(town, monday):
    case = declaring(town, OWNED)
    row = case.materials.get(code=OWNED)
    assert row.status == "declared" and row.deferred_until is None
    paper = Document.objects.get(case=case, kind="RQ")
    assert paper.number == f"RQ-{case.number}-01" and "住房情况证明" in paper.data["declared"][0]["text"]
    assert Entry.objects.filter(event="material.declared").exists()
    item = until_decided(town, case)
    assert item.decision == "approved"
    task = check_of(town, case)
    assert task.department_id == item.department_id and task.duty == "handle"
    assert task.due_at == datetime(2026, 4, 14, 19, 30, tzinfo=SHANGHAI) or task.due_at.date().month == 4
    row.refresh_from_db()
    assert row.check_due_at == task.due_at
    assert not faults() and not chain_faults()


def test_true_closes_the_check_with_a_record__R43(town, monday):
    case = declaring(town, OWNED)
    until_decided(town, case)
    task = check_of(town, case)
    with pytest.raises(Invalid) as without:
        town.act(task, "confirm_true", opinion=" ")
    assert "opinion" in without.value.fields and case.materials.get(code=OWNED).checked_at is None
    town.act(task, "confirm_true", opinion="与不动产登记信息一致")
    row = case.materials.get(code=OWNED)
    assert row.checked_at is not None and row.false_at is None
    assert Entry.objects.get(event="declaration.true").text == "与不动产登记信息一致"
    assert not town.open_tasks(case, kind="check") and not Barring.objects.exists()
    case = town.run(case)
    assert case.state == "closed" and not faults() and not chain_faults()


def test_false_is_the_heads_to_judge_and_voids_the_result__R3_R42_R43(town, monday):
    case = town.run(check_later(town))
    task = check_of(town, case)
    handler = town.able(task)
    town.act(task, "report_false", handler, **FALSE)
    [finding] = town.open_tasks(case, kind="check")
    assert finding.duty == "approve" and case.items.get(code=ELIGIBILITY).state == "closed"
    with pytest.raises(Forbidden):
        town.act(finding, "approve_false", handler)
    town.act(finding, "approve_false")
    # What was decided because of it stands until its own head thinks otherwise, and the heads are told.
    for rested in case.items.filter(needs__contains=[ELIGIBILITY]):
        from departments.org.duties import holders

        assert rested.state == "closed"
        heads = holders("approve", rested.department_id)
        assert all(one.notices.filter(event="item.ground_voided").exists() for one in heads)
    item = case.items.get(code=ELIGIBILITY)
    result = item.documents.get(kind="BJ")
    assert item.state == "voided" and result.revoked_at is not None and FALSE["reason"] in result.revoked_because
    row = case.materials.get(code=OWNED)
    assert row.false_at is not None
    barring = Barring.objects.get()
    assert barring.cause == "false" and (barring.ends_at - barring.starts_at).days == 180
    told = set(case.applicant.notices.values_list("event", flat=True))
    assert "item.taken_back" in told
    assert {"declaration.reported", "declaration.false", "applicant.barred", "item.voided"} <= set(
        Entry.objects.values_list("event", flat=True)
    )
    assert not town.open_tasks(case, kind="check")
    assert not faults() and not chain_faults()


def check_later(town):
    return declaring(town, OWNED)


def test_barred_people_neither_declare_nor_promise__R42_R43(town, monday):
    case = town.run(check_later(town))
    town.act(check_of(town, case), "report_false", **FALSE)
    town.act(check_of(town, case), "approve_false")
    with pytest.raises(Invalid) as declared:
        declaring(town, OWNED)
    assert "180" not in declared.value.fields[OWNED][0] and case.number in declared.value.fields[OWNED][0]
    with pytest.raises(Invalid):
        declaring(town, **{OWNED: "2026-03-03"})
    monday.shift(181 * 24 * 3600)
    assert declaring(town, OWNED).materials.get(code=OWNED).status == "declared"


def test_the_head_may_not_agree_and_the_check_goes_on__R43(town, monday):
    case = declaring(town, OWNED)
    until_decided(town, case)
    town.act(check_of(town, case), "report_false", **FALSE)
    with pytest.raises(Invalid):
        town.act(check_of(town, case), "refuse_false", reason="")
    town.act(check_of(town, case), "refuse_false", reason="登记的是已售出的住房，请核实")
    again = check_of(town, case)
    assert again.duty == "handle" and "已售出" in again.data["answer"]
    assert case.items.get(code=ELIGIBILITY).state == "decided" and not Barring.objects.exists()
    with pytest.raises(Invalid):
        town.act(again, "approve_false")
    town.act(again, "confirm_true", opinion="已售出，属实")
    assert not faults() and not chain_faults()


def test_before_delivery_a_false_statement_leaves_nothing_to_hand_over__R11_R43(town, monday):
    case = declaring(town, OWNED)
    until_decided(town, case)
    town.act(check_of(town, case), "report_false", **FALSE)
    town.act(check_of(town, case), "approve_false")
    item = case.items.get(code=ELIGIBILITY)
    assert item.state == "voided" and item.documents.get(kind="BJ").released_at is None
    # What needed it is no longer possible, begun or not (R9).
    states = set(case.items.filter(needs__contains=[ELIGIBILITY]).values_list("state", flat=True))
    assert states == {"cancelled"}
    assert not faults() and not chain_faults()


def test_only_where_the_catalogue_allows_and_never_both_ways__R43(town, monday):
    with pytest.raises(Invalid) as essential:
        declaring(town, REGISTER)
    assert set(essential.value.fields) == {REGISTER}
    person = town.person("yuan.gongjia")
    version = published_version(HOUSING)
    upload = town.upload("yuan.gongjia")
    both = Application(HOUSING, version.typed.reference, {}, materials={OWNED: upload}, commitments={OWNED: DECLARED})
    with pytest.raises(Invalid) as twice:
        submit(both, applicant=person, actor=person)
    assert OWNED in twice.value.fields


def test_who_applied_does_not_check_and_nobody_else_either__R3_R43(town, monday):
    case = declaring(town, OWNED)
    until_decided(town, case)
    task = check_of(town, case)
    with pytest.raises(SelfDealing):
        town.act(task, "confirm_true", "yuan.gongjia")
    with pytest.raises(Forbidden):
        town.act(task, "confirm_true", "chuang.kouyi")


def test_twice_names_who_checked__R43(town, monday):
    case = declaring(town, OWNED)
    until_decided(town, case)
    task = check_of(town, case)
    handler = town.able(task)
    town.act(task, "confirm_true", handler, opinion="属实")
    with pytest.raises(Conflict) as late:
        town.act(task, "report_false", handler, **FALSE)
    assert late.value.error_code == "task_closed" and handler.name in late.value.detail


def test_reminded_before_the_thirty_days_and_late_after_them__R34_R43(town, monday):
    case = town.run(check_later(town))
    task = check_of(town, case)
    monday.move_to(task.due_at)
    monday.shift(60)
    while town.fire():
        pass
    events = {one.event for one in town.able(task).notices.all()}
    assert {"task.yellow", "task.red"} <= events or any("red" in one for one in events), events
    assert not case.applicant.notices.filter(event__contains="late").exists()


# ---- screens and interface ------------------------------------------------------------------


def test_the_wizard_offers_the_statement_with_its_words__R43(town, monday):
    from services.cases.models import Draft

    client = town.client("yuan.gongjia")
    client.get(f"/apply/new/{HOUSING}/")
    draft = Draft.objects.get()
    page = client.get(f"/apply/{draft.key}/materials/").content.decode()
    block = page.split(f'id="paper-{OWNED}"')[1].split('class="paper"')[0]
    assert "承诺代替证明" in block and "撤回办理结果" in block and "180 天" in block
    assert "承诺代替证明" not in page.split(f'id="paper-{REGISTER}"')[1].split('class="paper"')[0]
    address = f"/apply/{draft.key}/materials/{OWNED}/"
    declared = client.post(address, {"act": "declare"}, headers={"HX-Request": "true"}).content.decode()
    assert "承诺代替</span>" in declared
    draft.refresh_from_db()
    assert draft.materials == {OWNED: {"declared": True}}
    refused = client.post(f"/apply/{draft.key}/materials/{REGISTER}/", {"act": "declare"})
    assert refused.status_code == 422
    client.post(address, {"act": "remove"})
    draft.refresh_from_db()
    assert draft.materials == {}


def test_the_interface_takes_declared_and_the_desk_checks__R43(town, monday):
    case = declaring(town, OWNED)
    found = town.client("yuan.gongjia").get(f"/api/v1/cases/{case.number}/").json()
    assert next(one for one in found["materials"] if one["code"] == OWNED)["status"] == "declared"
    until_decided(town, case)
    task = check_of(town, case)
    handler = town.able(task)
    client = town.client(handler.username)
    page = client.get(f"/desk/task/{task.pk}/").content.decode()
    assert "以书面承诺代替了" in page and 'value="report_false"' in page and 'value="approve_false"' not in page
    form = {"decision": "report_false", "key": "k", "from": "task", "say": FALSE["reason"]}
    assert client.post(f"/desk/task/{task.pk}/act/", form).status_code == 400
    form["report_false-basis"] = FALSE["basis"]
    assert client.post(f"/desk/task/{task.pk}/act/", form).status_code == 302
    finding = check_of(town, case)
    head = town.able(finding)
    asked = town.client(head.username).get(f"/desk/task/{finding.pk}/").content.decode()
    assert FALSE["reason"] in asked and FALSE["basis"] in asked
    answer = town.client(head.username).post(
        f"/api/v1/tasks/{finding.pk}/act/", {"action": "approve_false"}, content_type="application/json"
    )
    assert answer.status_code == 200
    assert case.items.get(code=ELIGIBILITY).state == "voided"


@pytest.mark.parametrize(
    "commitment",
    [
        {"material": OWNED},
        {"material": OWNED, "by": "2026-03-03", "declared": True},
        {"material": OWNED, "declared": 3},
    ],
)
def test_a_commitment_is_a_day_or_a_statement__R40_R43(town, monday, commitment):
    body = {"matter": HOUSING, "answers": {}, "fields": {}, "commitments": [commitment]}
    answer = town.client("yuan.gongjia").post(
        "/api/v1/cases/", body, content_type="application/json", headers={"Idempotency-Key": "x"}
    )
    assert answer.status_code == 400 and "commitments" in str(answer.json())
