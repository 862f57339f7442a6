"""A silent register makes its department the debtor, never the applicant (R44)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from departments.org import registry
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import OwedValue
from tests.workflows.invariants import chain_faults, faults

APPLICANT = "yuan.gongjia"


def dead(usernames):
    raise ConnectionError("register is down")


@pytest.fixture
def silent(monkeypatch):
    """Every register is down; `silent()` lets them answer again."""
    known = registry.providers()
    broken = tuple(replace(one, fetch=dead, remote=False) for one in known)
    monkeypatch.setattr(registry, "providers", lambda: broken)
    return lambda: monkeypatch.setattr(registry, "providers", lambda: known)


def reception(town, applicant=APPLICANT):
    """A reception as the wizard hands it in: what silent registers owe is not asked."""
    from services.catalog.queries import published_version
    from tests.town import RECEPTION_ANSWERS, RECEPTION_FIELDS, complete
    from workflows.applying.application import open_form
    from workflows.operations.entry.submission import Application, submit

    town.rooms += 1
    person = town.person(applicant)
    form = open_form(person, published_version("OM-RECEPTION").typed, RECEPTION_ANSWERS)
    fields = complete(form, {**RECEPTION_FIELDS, "venue": f"第{town.rooms}会议室"})
    asked = {key: value for key, value in fields.items() if not form.field(key).owed}
    papers = {code: town.upload(applicant) for code in ("M003", "M007")}
    case, _ = submit(Application("OM-RECEPTION", RECEPTION_ANSWERS, asked, papers), applicant=person, actor=person)
    return case


def debts_of(town, case):
    return town.open_tasks(case, kind="owed")


def values_for(case, department_id):
    """Plausible values for everything that department owes, as its register would give them."""
    from tests.town import sample

    rows = case.owed_values.filter(department_id=department_id, supplied_at=None)
    return {row.element: sample(case.version.typed.elements[row.element]) for row in rows}


def pay(town, case):
    for task in debts_of(town, case):
        town.act(task, "supply", values=values_for(case, task.department_id))


def test_the_applicant_hands_in_and_the_departments_owe__R44(town, monday, silent):
    case = reception(town)
    owed = list(OwedValue.objects.select_related("department"))
    assert owed and all(one.element not in case.form for one in owed)
    tasks = debts_of(town, case)
    assert {one.department_id for one in tasks} == {one.department_id for one in owed}
    assert all(one.duty == "handle" and one.due_at.date().isoformat() == "2026-03-03" for one in tasks)
    assert Entry.objects.filter(event="data.owed").count() == len(owed)
    for task in tasks:
        assert town.able(task).notices.filter(case_number=case.number).exists()
    # The applicant is asked for nothing (no papers, no correction).
    assert not town.open_tasks(case, kind="resupply")
    assert not faults() and not chain_faults()


def test_nothing_is_approved_before_it_is_supplied_and_all_else_goes_on__R40_R44(town, monday, silent):
    case = reception(town)
    town.accept(case, "chuang.kouyi")
    item = case.items.get(code="OF-OFFICE-001")
    assert any(one.element in item.snapshot.elements for one in case.owed_values.all())
    [first] = town.open_tasks(case, case_item=item, kind="step")
    town.act(first, "pass", opinion="同意")
    [deciding] = town.open_tasks(case, case_item=item, kind="step")
    with pytest.raises(Conflict) as waits:
        town.act(deciding, "pass", opinion="同意")
    assert waits.value.error_code == "data_owed"
    item.refresh_from_db()
    assert item.decision == "" and not case.opinions.filter(task_id=deciding.pk).exists()
    pay(town, case)
    case.refresh_from_db()
    entry = case.form[OwedValue.objects.first().element]
    assert entry["source"]["department"] == OwedValue.objects.first().department.code
    town.act(deciding, "pass", opinion="同意")
    assert town.run(case).state == "closed" and not faults() and not chain_faults()


def test_every_value_is_checked_and_nothing_else_is_slipped_in__R44(town, monday, silent):
    case = reception(town)
    task = debts_of(town, case)[0]
    values = values_for(case, task.department_id)
    for wrong in ({}, {**values, "budget_amount": "1"}, dict.fromkeys(values, "")):
        with pytest.raises(Invalid):
            town.act(task, "supply", values=wrong)
    assert not OwedValue.objects.exclude(supplied_at=None).exists()
    assert not Entry.objects.filter(event="data.supplied").exists()
    with pytest.raises(Forbidden):
        town.act(task, "supply", "chuang.kouyi", values=values)
    with pytest.raises(Forbidden):
        town.act(task, "supply", APPLICANT, values=values)
    who = town.able(task)
    town.act(task, "supply", who, values=values)
    with pytest.raises(Conflict) as twice:
        town.act(task, "supply", who, values=values)
    assert twice.value.error_code == "task_closed" and who.name in twice.value.detail


def test_the_register_may_be_asked_again__R44(town, monday, silent):
    case = reception(town)
    task = debts_of(town, case)[0]
    with pytest.raises(Conflict) as still:
        town.act(task, "ask_again")
    assert still.value.error_code == "still_silent"
    silent()
    known = reception(town, "yuan.gongyi")
    assert not known.owed_values.exists()
    town.act(task, "ask_again")
    case.refresh_from_db()
    rows = case.owed_values.filter(department_id=task.department_id)
    assert all(row.supplied_at is not None and row.element in case.form for row in rows)
    assert not faults() and not chain_faults()


def test_a_case_that_ends_otherwise_lets_nobody_supply_in_vain__R9_R44(town, monday, silent):
    case = reception(town)
    [intake] = town.open_tasks(case, kind="intake")
    town.act(intake, "refuse", "chuang.kouyi", reason_code="not_in_scope", reason="不属于受理范围")
    assert not town.open_tasks(case) and not faults()
    other = reception(town, "yuan.gongyi")
    from workflows.operations.second_thoughts.withdrawing import withdraw

    withdraw(other, actor=other.applicant)
    assert not town.open_tasks(other) and not faults() and not chain_faults()


def test_the_screens_say_who_owes__R44(town, monday, silent):
    case = reception(town)
    label = case.owed_values.first().label
    page = town.client(APPLICANT).get(f"/c/{case.number}/").content.decode()
    assert "您什么都不用做" in page and label in page
    task = debts_of(town, case)[0]
    who = town.able(task)
    client = town.client(who.username)
    desk = client.get(f"/desk/task/{task.pk}/").content.decode()
    for row in case.owed_values.filter(department_id=task.department_id):
        assert f'name="supply-values-{row.element}"' in desk
    assert "数据缺失不由申请人承担" in desk
    found = town.client(APPLICANT).get(f"/api/v1/cases/{case.number}/").json()
    assert {one["element"] for one in found["owed"]} == set(case.owed_values.values_list("element", flat=True))
    values = values_for(case, task.department_id)
    form = {"decision": "supply", "key": "k", "from": "task", **{f"supply-values-{k}": v for k, v in values.items()}}
    assert client.post(f"/desk/task/{task.pk}/act/", form).status_code == 302
    task.refresh_from_db()
    assert task.outcome == "supply"


def test_with_registers_that_answer_nobody_owes_anything__R44(town, monday):
    case = reception(town)
    assert not OwedValue.objects.exists() and not debts_of(town, case)
    assert "您什么都不用做" not in town.client(APPLICANT).get(f"/c/{case.number}/").content.decode()
