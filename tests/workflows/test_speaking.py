"""In an emergency an approval is spoken, counts at once and is filed within one working day; safety never is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from departments.org.models import Department
from portal.audit.models import Entry
from portal.errors import Forbidden, Invalid
from portal.notices.models import Notice
from services.cases.models import CaseItem
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults
from workflows.acting import TaskClosed, get_task
from workflows.casework import effects
from workflows.operations.acts import act
from workflows.operations.handling.speaking import NotAnEmergency, SafetyStep
from workflows.operations.handling.steps import NotTheDecidingStep
from workflows.operations.offered import available
from workflows.people.permission import AlreadyClaimed, SelfDealing

ON_SITE = "PG-OM-002"
CREW, HEAD = "yun.xunxian", "yun.jianhao"
SAID = {"who": HEAD, "channel": "radio", "text": "同意合闸送电"}


def repair(town):
    return town.apply("OM-REPAIR", "ex.yonghu", {"fault_scale": "single", "has_key_customer": False}, {})


def at_decision(town, case):
    """The last step on site; the one before was done by the crew."""
    for code in ("PG-CS-002", "PG-DISP-002", ON_SITE):
        [task] = town.open_tasks(case, case_item__code=code)
        town.act(task, "pass", CREW if code == ON_SITE else None, opinion="已处置")
    [task] = town.open_tasks(case, case_item__code=ON_SITE)
    assert task.decides
    return task


def spoken(town, monday):
    """A repair approved by radio half an hour after it began, and the task that files it."""
    case = repair(town)
    task = at_decision(town, case)
    town.act(task, "approve_verbally", CREW, **SAID)
    [filing] = town.open_tasks(case, kind="duty")
    return case, task, filing


def whole(case):
    case.refresh_from_db()
    assert not faults([case]) and not chain_faults()


def test_a_spoken_approval_counts_at_once_and_is_filed__R60(town, monday):
    case = repair(town)
    task = at_decision(town, case)
    crew, head = town.person(CREW), town.person(HEAD)
    assert [one.action for one in available(get_task(task.pk), crew)] == ["approve_verbally"]
    monday.move_to(_later(task, 30))
    town.act(task, "approve_verbally", CREW, **SAID, said_at=_minute(_later(task, 10)))
    item = case.items.get(code=ON_SITE)
    assert item.decision == "approved" and item.decided_by == head
    assert "云检好" in item.decision_text and SAID["text"] in item.decision_text
    said = case.opinions.get(action="approve_verbally")
    assert said.author == crew and "云检好" in said.text and said.inputs
    entry = Entry.objects.get(stream=item.stream, event="approval.spoken")
    assert entry.actor_id == crew.pk and entry.data["who"] == HEAD
    [filing] = town.open_tasks(case, kind="duty")
    assert filing.owner == head and _minute(filing.due_at) == "2026-03-03T19:30"  # the next day's end
    assert Notice.objects.filter(recipient=head, event="task.request", url=f"/desk/task/{filing.pk}/").exists()
    whole(case)
    with pytest.raises((Forbidden, AlreadyClaimed)):
        town.act(filing, "file_approval", CREW)
    town.act(filing, "file_approval", HEAD, text="情况属实")
    assert Entry.objects.filter(stream=item.stream, event="approval.filed").count() == 1
    assert not town.open_tasks(case, kind="duty")
    whole(case)


def _later(task, minutes):
    return task.case_item.started_at + timedelta(minutes=minutes)


def _minute(moment):
    """As a screen sends it."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def test_nobody_approves_by_their_own_word__R3_R60(town, monday):
    case = repair(town)
    [task] = town.open_tasks(case, case_item__code="PG-CS-002")
    holder = town.able(task)
    with pytest.raises(SelfDealing):
        town.act(task, "approve_verbally", holder, **{**SAID, "who": holder.username})
    task = at_decision(town, case)
    with pytest.raises(SelfDealing):
        town.act(task, "approve_verbally", CREW, **{**SAID, "who": CREW})
    # The head cannot name the one who did the step before: they are kept out of the decision.
    with pytest.raises(Invalid):
        town.act(task, "approve_verbally", HEAD, **{**SAID, "who": CREW})
    for name in ("ex.yonghu", "diao.lingling", "bi.jieban"):
        with pytest.raises(Forbidden):
            town.act(task, "approve_verbally", name, **SAID)
    whole(case)


def test_what_is_missing_or_senseless_is_named__R60(town, monday):
    case = repair(town)
    task = at_decision(town, case)
    tomorrow = _minute(_later(task, 60 * 24))
    yesterday = _minute(_later(task, -60 * 24))
    wrong = (
        ({**SAID, "channel": "pigeon"}, "channel"), ({**SAID, "text": " "}, "text"), ({**SAID, "who": "nobody"}, "who"),
        ({**SAID, "said_at": tomorrow}, "said_at"), ({**SAID, "said_at": yesterday}, "said_at"),
        ({**SAID, "said_at": "2026-99-99T10:00"}, "said_at"),
    )  # fmt: skip
    for payload, name in wrong:
        with pytest.raises(Invalid) as refused:
            town.act(task, "approve_verbally", CREW, **payload)
        assert set(refused.value.fields) == {name}
    assert case.items.get(code=ON_SITE).decision == ""
    whole(case)


def test_ordinary_items_are_approved_in_writing__R60(town, monday):
    case = town.reception()
    town.accept(case)
    [task] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
    assert "approve_verbally" not in [one.action for one in available(task, town.able(task))]
    with pytest.raises(NotAnEmergency):
        town.act(task, "approve_verbally", **SAID)
    whole(case)


def test_only_the_last_step_of_an_emergency__R60(town, monday):
    case = repair(town)
    for code in ("PG-CS-002", "PG-DISP-002"):
        [task] = town.open_tasks(case, case_item__code=code)
        town.act(task, "pass")
    [task] = town.open_tasks(case, case_item__code=ON_SITE)
    assert not task.decides
    with pytest.raises(NotTheDecidingStep):
        town.act(task, "approve_verbally", CREW, **SAID)


def test_safety_is_never_approved_by_word__R61(town, monday):
    case = repair(town)
    task = at_decision(town, case)
    # The same item, were it HSE's: however urgent, it is checked on site.
    safety = Department.objects.get(code="OF-HSE")
    item = case.items.get(code=ON_SITE)
    CaseItem.objects.filter(pk=item.pk).update(definition={**item.definition, "department": safety.code})
    assert available(get_task(task.pk), town.person(CREW)) == []
    with pytest.raises(SafetyStep):
        town.act(task, "approve_verbally", CREW, **SAID)
    assert case.items.get(code=ON_SITE).decision == "" and not town.open_tasks(case, kind="duty")


def test_twice_is_once_and_late_says_who__R60(town, monday):
    case = repair(town)
    task = at_decision(town, case)
    for _ in range(2):
        act(get_task(task.pk), actor=town.person(CREW), action="approve_verbally", payload=SAID, key="k1")
    assert case.opinions.filter(action="approve_verbally").count() == 1
    assert len(town.open_tasks(case, kind="duty")) == 1
    with pytest.raises(TaskClosed) as late:
        town.act(task, "pass", HEAD)
    assert "云检好" in late.value.detail
    whole(case)


def test_nothing_is_half_done__R60(town, monday, monkeypatch):
    case = repair(town)
    task = at_decision(town, case)
    before = Entry.objects.count()

    def broken(*_):
        raise RuntimeError("no paper")

    monkeypatch.setattr(effects, "issue_result", broken)
    with pytest.raises(RuntimeError):
        town.act(task, "approve_verbally", CREW, **SAID)
    assert Entry.objects.count() == before and case.items.get(code=ON_SITE).decision == ""
    assert not case.opinions.filter(action="approve_verbally").exists()
    whole(case)


def test_who_did_not_say_it_contests__R60(town, monday):
    case, _, filing = spoken(town, monday)
    with pytest.raises(Invalid):
        town.act(filing, "contest", HEAD, reason=" ")
    town.act(filing, "contest", HEAD, reason="当时要求先验电")
    item = case.items.get(code=ON_SITE)
    assert item.decision == "approved"
    told = Notice.objects.filter(event="approval.contested")
    assert told.exists() and all("当时要求先验电" in one.body for one in told)
    assert {"PG-ADM"} <= {
        code for one in told for code in one.recipient.memberships.values_list("department__code", flat=True)
    }
    assert Entry.objects.filter(stream=item.stream, event="approval.contested").count() == 1
    whole(case)


def test_what_is_not_filed_in_time_reaches_the_leader__R60(town, monday):
    case, _, filing = spoken(town, monday)
    monday.move_to(filing.due_at + timedelta(seconds=1))
    town.fire()
    told = Notice.objects.filter(event="approval.unfiled")
    assert told.filter(recipient=town.person(HEAD)).exists() and told.count() >= 2
    assert not Notice.objects.filter(event="case.late").exists()
    town.act(filing, "file_approval", HEAD)
    whole(case)


def test_the_step_shows_how_to_write_it_down__R60(town, monday):
    case = repair(town)
    task = at_decision(town, case)
    crew = town.client(CREW)
    page = crew.get(f"/desk/task/{task.pk}/").content.decode()
    assert "登记口头批准" in page and "云检好" in page and "电台" in page
    shape = crew.get(f"/api/v1/tasks/{task.pk}/").json()
    [offered] = [one for one in shape["acts"] if one["action"] == "approve_verbally"]
    assert offered["choices"] == {"channel": ["phone", "radio", "in_person"]}
    answer = crew.post(
        f"/api/v1/tasks/{task.pk}/act/", {"action": "approve_verbally", **SAID}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    [filing] = town.open_tasks(case, kind="duty")
    page = town.client(HEAD).get(f"/desk/task/{filing.pk}/").content.decode()
    assert "补录" in page and SAID["text"] in page
    whole(case)


def test_it_is_written_down_in_the_form__R60(town, monday):
    case = repair(town)
    task = at_decision(town, case)
    given = {
        "decision": "approve_verbally", "key": "form-1", "say": SAID["text"], "from": "task",
        "approve_verbally-who": HEAD, "approve_verbally-channel": "phone", "approve_verbally-said_at": "",
    }  # fmt: skip
    answer = town.client(CREW).post(f"/desk/task/{task.pk}/act/", given)
    assert answer.status_code == 302
    assert case.items.get(code=ON_SITE).decided_by == town.person(HEAD)
    assert datetime.fromisoformat(town.open_tasks(case, kind="duty")[0].data["content"]["said_at"])
