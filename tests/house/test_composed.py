"""Statements composed once: the same text and rows as the queryset, whatever is asked next, and nothing remembered."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from departments.org import cover, duties
from departments.org.models import Absence, Department, Membership
from portal.accounts.models import User
from portal.audit import recording
from portal.composed import composed
from services.catalog import queries
from workflows import acting
from workflows.casework import effects, inputs
from workflows.operations.entry import submission
from workflows.people import assignment
from workflows.stages import waking


def parameters():
    """Every composed statement of the engine with two sets of values: {(statement, its parameters)}."""
    now = timezone.now()
    day, later = timezone.localdate(), now + timedelta(days=3)
    holder = {"item": "OF-FIN-001", "step": "审批", "day": day, "now": now}
    return [
        (cover._holder_rows, {"duty": "approve", "department": 3, "amount": None, **holder}),
        (cover._holder_rows, {"duty": "handle", "department": 4, "amount": Decimal("12000.50"), **holder}),
        (duties._holders, {"duty": "handle", "department": 3, "day": day}),
        (duties._duty_rows, {"user": 7, "day": day, "now": now}),
        (duties._duty_rows, {"user": 8, "day": day + timedelta(days=9), "now": later}),
        (duties._posts, {"user": 7, "day": day}),
        (duties._windows, {"organisation": 1}),
        (duties._window_posts, {"user": 7, "department": 2, "day": day}),
        (recording._head, {"stream": "case:5"}),
        (queries._matter, {"code": "OM-RECEPTION", "now": now}),
        (acting._task_rows, {"pk": 5}),
        (acting._act_rows, {"pk": 5}),
        (inputs._papers, {"case": 5, "item": "OF-FIN-001"}),
        (effects._committed, {"case": 5, "item": "OF-FIN-001"}),
        (assignment._handled, {"item": 5}),
        (assignment._steps, {"item": 5}),
        (waking._case_processes, {"case": 5}),
        (waking._coordinators, {"process": 5}),
        (submission._twins, {"applicant": 7, "mark": "a" * 64}),
    ]


def test_a_composed_statement_is_word_for_word_the_one_of_its_queryset(town, monday):
    for question, values in parameters():
        question(**values)
        with CaptureQueriesContext(connection) as seen:
            expected = list(question.compose(**values))
            found = question(**values)
        assert len(seen) == 2 and seen[0]["sql"] == seen[1]["sql"], question.compose
        assert found == expected, question.compose


def test_rows_come_back_with_their_relations_and_annotations(town, monday):
    case = town.reception()
    [task] = town.open_tasks(case)
    [read] = acting._act_rows(pk=task.pk)
    with CaptureQueriesContext(connection) as seen:
        assert read.case.applicant.username == "yuan.gongjia" and read.department.code == "OF-SSC"
        assert read.flow_task.name == "intake"
    assert len(seen) == 0
    people = cover.holders_with_cover("approve", Department.objects.get(code="OF-FIN").pk)
    assert [(one.username, one.away, one.delegate_ids) for one in people] == [("qian.youshu", False, [])]


def test_nothing_read_is_remembered(town, monday):
    office = Department.objects.get(code="OF-FIN").pk
    [head] = cover.holders_with_cover("approve", office)
    now = timezone.now()
    Absence.objects.create(person=head, starts=now, ends=now + timedelta(days=1), recorded_by=head)
    assert [one.away for one in cover.holders_with_cover("approve", office)] == [True]
    Membership.objects.filter(user=head).update(ends=timezone.localdate() - timedelta(days=1))
    assert cover.holders_with_cover("approve", office) == []


@composed
def _named(name: str | None) -> object:
    return User.objects.filter(username=name) if name is not None else User.objects.filter(email__isnull=True)


def test_none_asks_another_question(town):
    assert [one.username for one in _named(name="yuan.gongjia")] == ["yuan.gongjia"]
    assert _named(name=None) == []
    assert [one.username for one in _named(name="bi.jieban")] == ["bi.jieban"]


def test_a_value_that_looks_like_a_stand_in_is_a_value(town):
    from portal.composed import FIRST_MOMENT, FIRST_NUMBER, stand_in

    assert _named(name=stand_in("", 0)) == []
    rows = composed(lambda pk, at: User.objects.filter(pk=pk, date_joined__lt=at))
    assert rows(pk=FIRST_NUMBER, at=FIRST_MOMENT) == []
    me = User.objects.get(username="yuan.gongjia")
    assert rows(pk=me.pk, at=datetime(2999, 1, 1, tzinfo=UTC)) == [me]


def test_a_parameter_that_gets_lost_is_noticed(town):
    """A pattern changes its text, and what is not used at all would be answered for everybody."""
    lost = composed(lambda name: User.objects.filter(username__contains=name))
    unused = composed(lambda name: User.objects.all())
    for question in (lost, unused):
        with pytest.raises(LookupError, match="name"):
            question(name="yuan")
    with pytest.raises(TypeError):
        composed(lambda active: User.objects.filter(is_active=active))(active=True)


def test_threads_use_their_own_connection(town):
    _named(name="yuan.gongjia")
    found: list[object] = []

    def ask() -> None:
        try:
            found.extend(one.username for one in _named(name="bi.jieban"))
            found.append(connection.connection is not None)
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == ["bi.jieban", True]
