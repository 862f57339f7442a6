"""What an act and a read cost in statements, whatever the number of rows. Control of transactions is left out."""

from __future__ import annotations

import pytest
from django.utils import timezone

from services.cases.models import Message
from tests.benchmarks.receptions import Office
from tests.workflows.invariants import faults
from tests.workflows.statements import counted
from workflows.acting import get_task
from workflows.models import Task
from workflows.operations.acts import act
from workflows.operations.handling.holding import claim
from workflows.operations.second_thoughts.withdrawing import withdraw
from workflows.queries.casefile import case_view, find_case
from workflows.queries.inbox import buckets, row, tasks

PLAIN_STEP = 15
DECIDING_STEP = 38
ACCEPTING = 36
CLAIM = 8
SUBMITTING = 34
SENDING_BACK = 24
WITHDRAWING = 31
INBOX = 8
CASE_VIEW = 12

OFFICE = "OF-OFFICE-001"
MEAL = {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base"}


@pytest.fixture
def accepted(town, monday):
    """A reception in its first wave; another went before, so that processes remember their calendars."""
    town.run(town.reception())
    case = town.reception()
    town.accept(case)
    return case


def cost(town, task, action, **payload):
    """Statements of one act, from the task's number to the end of what runs after its commit."""
    who = town.person(town.able(task).username)
    with counted() as statements:
        act(get_task(task.pk), actor=who, action=action, payload=payload)
    return statements


def step(town, case, code=OFFICE):
    [task] = town.open_tasks(case, case_item__code=code)
    return task


def test_a_plain_step(town, accepted):
    spent = cost(town, step(town, accepted), "pass", opinion="同意")
    assert step(town, accepted).step_no == 1
    assert len(spent) <= PLAIN_STEP, spent.words()


def test_a_deciding_step_that_starts_two_departments(town, accepted):
    town.act(step(town, accepted), "pass")
    spent = cost(town, step(town, accepted), "pass", opinion="同意")
    started = accepted.items.filter(code__in=["OF-LIFE-001", "OF-SEC-003"], state="accepted")
    assert started.count() == 2
    assert len(spent) <= DECIDING_STEP, spent.words()


def test_accepting_a_matter_that_starts_three_departments(town, monday):
    town.run(town.reception())
    case = town.reception()
    [intake] = town.open_tasks(case)
    spent = cost(town, intake, "accept")
    assert case.items.filter(state="accepted").count() == 3
    assert len(spent) <= ACCEPTING, spent.words()


def test_a_claim(town, accepted):
    task = step(town, accepted)
    who = town.person(town.able(task).username)
    with counted() as spent:
        claim(get_task(task.pk), actor=who)
    assert len(spent) <= CLAIM, spent.words()


def test_handing_in_a_matter_of_eight_items(town, accepted):
    papers = Office(first_room=50).papers()
    hand_in = Office(first_room=60).submission(papers)
    with counted() as spent:
        hand_in()
    assert len(spent) <= SUBMITTING, spent.words()


def test_sending_a_step_back(town, accepted):
    town.act(step(town, accepted), "pass")
    spent = cost(town, step(town, accepted), "send_back", to="0", reason="有误")
    assert step(town, accepted).step_no == 0
    assert len(spent) <= SENDING_BACK, spent.words()


def test_withdrawing_with_three_departments_at_work(town, accepted):
    applicant = town.person("yuan.gongjia")
    accepted.refresh_from_db()
    with counted() as spent:
        withdraw(accepted, actor=applicant, reason="改期")
    assert town.open_tasks(accepted) == []
    assert len(spent) <= WITHDRAWING, spent.words()


def test_what_is_written_in_one_go_is_complete(town, monday):
    """Every task but the first of a process names the one it came of, and the system's tasks are closed."""
    case = town.run(town.reception())
    for task in Task.objects.filter(case=case).exclude(kind__gt="", finished=None):
        assert task.previous.count() == (0 if task.flow_task.name == "start" else 1), task
        assert task.status == "DONE" and task.finished is not None, task
        assert task.started is not None or task.flow_task_type in ("HUMAN", "START"), task
    assert faults([case]) == []


def inbox_cost(name, town):
    person = town.person(name)
    with counted() as spent:
        rows = [row(one, person, timezone.now()) for one in tasks(person)]
        buckets(person)
    return rows, spent


def test_the_inbox_costs_the_same_for_few_rows_and_for_many(town, accepted):
    few, once = inbox_cost("che.lunzhuan", town)
    for _ in range(5):
        case = town.reception()
        town.accept(case)
        town.act(step(town, case), "pass")
        town.act(step(town, case), "pass")
    many, again = inbox_cost("che.lunzhuan", town)
    assert len(many) > len(few) + 4
    assert len(again) == len(once) <= INBOX, again.words()


def view_cost(case, name, town):
    person = town.person(name)
    found = find_case(case.number, person)
    with counted() as spent:
        view = case_view(found, person)
    return view, spent


@pytest.mark.parametrize("reader", ["yuan.gongjia", "zhen.tongchou", "chuang.kouyi"])
def test_a_case_file_costs_the_same_for_one_item_and_for_eight(town, monday, reader):
    small = town.apply("OM-MEAL", "yuan.gongjia", {}, MEAL)
    large = town.run(town.reception(), until="delivered")
    for number in range(12):
        Message.objects.create(case=large, author=large.applicant, text=f"第{number}条", created_at=timezone.now())
    few, little = view_cost(small, "yuan.gongjia", town)
    many, spent = view_cost(large, reader, town)
    assert len(few.items) == 1 and len(many.items) == 8 and len(many.messages) == 12 and len(many.opinions) > 10
    assert max(len(spent), len(little)) <= CASE_VIEW, spent.words()


def test_a_readers_way_to_the_file_adds_no_row_by_row_reads(town, monday):
    """Everything a page shows of opinions, papers and items is in memory already."""
    case = town.run(town.reception(), until="delivered")
    view, _ = view_cost(case, "zhen.tongchou", town)
    with counted() as spent:
        for one in view.opinions:
            assert one.author.name and (one.item is None or one.item.title)
        for one in view.documents:
            assert one.issued_by.title and (one.item is None or one.item.title)
        for one in view.items:
            assert one.item.department.title and list(one.item.pauses.all()) == []
    assert len(spent) == 0, spent.words()
