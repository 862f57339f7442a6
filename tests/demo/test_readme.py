"""What the README promises to whoever signs in as somebody is true of the demo company on its first day."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.models import User
from services.cases.models import Correction, DutyListEntry, Objection
from services.catalog.models import Proposal
from tests.demo.conftest import FRIDAY
from tests.demo.test_history import case_of, view_of
from workflows.models import Task
from workflows.queries.inbox import buckets, workload

README = Path(__file__).parents[2] / "README.md"
TABLE = re.compile(r"^\| `([a-z.]+)` (\S+) \|", re.MULTILINE)
# An inbox somebody can read at a glance: one page of it.
READABLE = 30


def promised() -> dict[str, str]:
    """{user name: name} of the table "What waits for whom"."""
    text = README.read_text(encoding="utf-8")
    return dict(TABLE.findall(text.split("### What waits for whom")[1].split("###")[0]))


def waits(person: Any, **condition: Any) -> bool:
    return workload(person).filter(**condition).exists()


def all_lights(person: Any) -> bool:
    shown = view_of(case_of("jia-parallel"))
    running = {one.light for one in shown.items if one.step is not None}
    rate = view_of(case_of("jia-rate"))
    return running == {"red", "yellow", "green"} and waits(person, kind="resupply") and "rating" in rate.actions


def crews(person: Any) -> bool:
    states = set(person.cases.filter(matter__code="OM-CONTRACTOR").values_list("state", flat=True))
    twice = Correction.objects.filter(case__applicant=person, item__isnull=False, answered_at__isnull=False)
    return len(states) >= 4 and twice.exists()


def named_defects(person: Any) -> bool:
    task = workload(person).filter(kind="intake", case=case_of("named"))
    return task.exists() and case_of("named").proposed_defects.filter(defect=None).count() == 2


def dispute(person: Any) -> bool:
    return waits(person, kind="duty", duty="arbitrate", data__has_key="transfer") and DutyListEntry.objects.exists()


def emergency(person: Any) -> bool:
    filing = workload(person).filter(data__request="filing").first()
    return filing is not None and filing.case.state == "in_progress" and filing.case.limit_unit == "ch"


HOLDS: dict[str, Callable[[Any], bool]] = {
    "yuan.gongjia": all_lights,
    "ex.hengtuo": crews,
    "xue.buting": lambda one: one.cases.filter(items__attempt=2, items__state="in_review").exists(),
    "chuang.shouxi": named_defects,
    "zhen.tongchou": dispute,
    "zhang.benzi": lambda one: waits(one, kind="opinion", case=case_of("asked"), due_at__gt=FRIDAY),
    "qian.suanqing": lambda one: waits(one, duty="approve", department__code="OF-FIN"),
    "an.ranwuyang": lambda one: waits(one, a_role__username="an.quan", stand_in=one),
    "bao.pingan": lambda one: waits(one, kind="formal"),
    "fang.yousuo": lambda one: waits(one, kind="check") and Objection.objects.filter(answered_at=None).exists(),
    "song.bianli": lambda one: Task.objects.filter(
        case=case_of("promise-broken"), case_item__state="suspended", department__head=one, finished=None
    ).exists(),
    "di.lianxin": lambda one: waits(one, kind="reconcile", case=case_of("dissent")),
    "fa.youju": lambda one: waits(one, data__request="void") and Proposal.objects.filter(state="waiting").exists(),
    "gong.chengjiu": emergency,
    "ke.reqing": lambda one: any(buckets(one, now=FRIDAY).values()),
}


def test_every_row_of_the_table_has_its_proof() -> None:
    assert list(promised()) == list(HOLDS)


@pytest.mark.parametrize("name", list(HOLDS))
def test_what_the_table_promises_waits_there(lived, name) -> None:
    person = User.objects.get(username=name)
    assert promised()[name] == person.name
    assert HOLDS[name](person)


def test_the_named_people_find_work_and_are_not_drowned(lived) -> None:
    counts = {name: workload(User.objects.get(username=name)).count() for name in HOLDS}
    assert {name: count for name, count in counts.items() if not count or count > READABLE} == {}
