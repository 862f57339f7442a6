"""Opinions asked of a department or a person while one's own clock runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.errors import Conflict, Forbidden, Invalid
from portal.notices.models import Notice
from services.cases.models import Case, Opinion
from tests.workflows.invariants import chain_faults, faults
from workflows.acting import get_task
from workflows.models import AlarmFailure, Task
from workflows.operations.acts import act
from workflows.operations.offered import available
from workflows.queries import readers
from workflows.queries.inbox import buckets

ITEM = "OF-OFFICE-001"
ASKED = {"department": "OF-LEGAL", "question": "陪餐人数是否符合规定？", "by": "2026-03-02"}


def accepted(town):
    case = town.reception()
    town.accept(case)
    return case


def step(town, case):
    [task] = town.open_tasks(case, case_item__code=ITEM, kind="step")
    return task


def asked(town, case, **changes):
    town.act(step(town, case), "ask_opinion", **{**ASKED, **changes})
    return Task.objects.filter(case=case, kind="opinion").latest("pk")


def whole(case):
    assert faults([case]) == [] and chain_faults() == []
    assert not AlarmFailure.objects.exists()


def test_the_step_goes_on_while_somebody_else_thinks(town, monday):
    case = accepted(town)
    before = step(town, case)
    question = asked(town, case)
    assert question.department.code == "OF-LEGAL" and question.due_at == before.due_at.replace(day=2)
    after = step(town, case)
    assert (after.pk, after.due_at, after.scheduled) == (before.pk, before.due_at, before.scheduled)
    assert case.items.get(code=ITEM).state in ("accepted", "in_review")
    lawyer = town.able(question)
    assert buckets(lawyer)["opinion"] == 1 and case in Case.objects.visible_to(lawyer)
    assert readers.may_read_file(case, lawyer, list(case.items.all()))
    town.act(question, "answer", text="符合接待办法第八条")
    said = Opinion.objects.get(action="answer")
    assert said.text == "符合接待办法第八条" and said.department.code == "OF-LEGAL"
    assert Notice.objects.filter(event="opinion.answered").exists()
    assert step(town, case).data["questions"] == []
    whole(case)


def test_a_person_may_be_asked_by_name(town, monday):
    case = accepted(town)
    question = asked(town, case, department="", user="qian.youshu")
    assert question.owner.username == "qian.youshu" and question.department.code == "OF-FIN"
    assert [one.action for one in available(question, town.person("qian.youshu"))] == ["answer"]
    with pytest.raises((Conflict, Forbidden)):
        town.act(question, "answer", "qian.suanqing", text="代答")
    town.act(question, "answer", "qian.youshu", text="可以")
    whole(case)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": " "}, "question"),
        ({"department": ""}, "department"),
        ({"user": "qian.youshu"}, "department"),
        ({"department": "OF-NONE"}, "department"),
        ({"department": "EX-CBS"}, "department"),
        ({"department": "", "user": "没有这个人"}, "user"),
        ({"department": "", "user": "yuan.gongjia"}, "user"),
        ({"by": ""}, "by"),
        ({"by": "明天"}, "by"),
        ({"by": "2026-13-40"}, "by"),
        ({"by": "2026-03-01"}, "by"),
        ({"by": "2026-03-31"}, "by"),
        ({"by": "9999-12-31"}, "by"),
    ],
)
def test_a_question_says_whom_what_and_until_when(town, monday, changes, field):
    case = accepted(town)
    with pytest.raises(Invalid) as wrong:
        town.act(step(town, case), "ask_opinion", **{**ASKED, **changes})
    assert list(wrong.value.fields) == [field]
    assert not Task.objects.filter(kind="opinion").exists()


def test_several_may_be_asked_but_nobody_twice(town, monday):
    case = accepted(town)
    asked(town, case)
    asked(town, case, department="OF-FIN")
    assert len(step(town, case).data["questions"]) == 2
    with pytest.raises(Conflict) as twice:
        town.act(step(town, case), "ask_opinion", **ASKED)
    assert twice.value.error_code == "already_asked"


def test_silence_is_told_and_holds_nothing_up(town, monday):
    case = accepted(town)
    question = asked(town, case)
    asker = step(town, case)
    monday.move_to(question.due_at + timedelta(minutes=1))
    town.fire()
    assert Notice.objects.filter(event="opinion.missing").exists()
    assert not Notice.objects.filter(recipient=case.applicant, event__startswith="opinion").exists()
    town.act(asker, "pass", opinion="按规定办理")
    assert not town.open_tasks(case, kind="opinion")
    with pytest.raises(Conflict):
        town.act(question, "answer", "dang.ancun", text="来晚了")
    whole(case)


def test_the_question_can_be_withdrawn(town, monday):
    case = accepted(town)
    first = asked(town, case)
    second = asked(town, case, department="OF-FIN")
    with pytest.raises(Invalid):
        town.act(step(town, case), "withdraw_question")
    town.act(step(town, case), "withdraw_question", which=first.pk)
    assert [one.pk for one in town.open_tasks(case, kind="opinion")] == [second.pk]
    town.act(step(town, case), "withdraw_question")
    with pytest.raises(Conflict) as nothing:
        town.act(step(town, case), "withdraw_question")
    assert nothing.value.error_code == "nothing_asked"
    assert Notice.objects.filter(event="opinion.withdrawn").exists()
    whole(case)


def test_questions_close_with_the_decision_and_the_case(town, monday):
    case = accepted(town)
    asked(town, case)
    town.run(case)
    assert case.state == "closed" and not town.open_tasks(case, kind="opinion")
    whole(case)


def test_the_applicant_is_never_asked_nor_answers__R3(town, monday):
    case = town.reception(applicant="fa.youju")
    town.accept(case)
    question = asked(town, case)
    with pytest.raises(Forbidden):
        town.act(question, "answer", "fa.youju", text="我的意见")


def test_the_same_key_asks_once(town, monday):
    case = accepted(town)
    task = step(town, case)
    who = town.able(task)
    for _ in range(2):
        act(get_task(task.pk), actor=who, action="ask_opinion", payload=ASKED, key="once")
    assert Task.objects.filter(kind="opinion").count() == 1
