"""Statements per call, whatever the number of rows. Budgets are without the one that checks the token."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.celery import heartbeat
from tests.api.stories import RECEPTION, fill
from tests.town import RECEPTION_ANSWERS

MOST, INBOX = 15, 8


def statements(call):
    with CaptureQueriesContext(connection) as seen:
        answer = call()
    assert answer.status_code < 400, answer.content.decode()
    authentication = sum("authtoken_token" in one["sql"] for one in seen)
    return len(seen) - authentication, [one["sql"][:160] for one in seen]


@pytest.fixture
def busy(town, monday):
    """Several cases under way, so that a statement per row would show."""
    cases = [town.reception(visitor_org=f"北疆油田公司{number}") for number in range(4)]
    for case in cases[:3]:
        town.accept(case)
    [step] = town.open_tasks(cases[0], case_item__code="OF-OFFICE-001")
    town.act(step, "pass", opinion="同意")
    return cases


def test_reads_stay_within_their_budget(api, town, busy):
    first, last = busy[0], busy[-1]
    [head_task] = town.open_tasks(first, case_item__code="OF-OFFICE-001")
    [intake] = town.open_tasks(last)
    paper = first.materials.filter(upload__isnull=False).first().upload_id
    reads = [
        ("yuan.gongjia", "me/", MOST), ("bi.jieban", "me/", MOST), ("yuan.gongjia", "matters/", MOST),
        ("yuan.gongjia", "matters/OM-RECEPTION/", MOST), ("yuan.gongjia", "guide/?q=下周来十几个客人", MOST),
        ("yuan.gongjia", "cases/", MOST), ("chuang.kouyi", "cases/?light=green", MOST),
        ("zhen.tongchou", "cases/", MOST),
        ("yuan.gongjia", f"cases/{first.number}/", MOST), ("zhen.tongchou", f"cases/{first.number}/", MOST),
        ("du.banzhang", f"cases/{first.number}/", MOST), ("che.lunzhuan", f"cases/{first.number}/", MOST),
        ("yuan.gongjia", f"cases/{first.number}/timeline/", MOST),
        ("bi.jieban", f"cases/{first.number}/timeline/", MOST),
        ("yuan.gongjia", f"cases/{first.number}/messages/", MOST),
        ("zhen.tongchou", f"tasks/{head_task.pk}/", MOST), ("chuang.kouyi", f"tasks/{intake.pk}/", MOST),
        ("du.banzhang", f"tasks/{head_task.pk}/", MOST), ("bi.jieban", f"files/{paper}/content/", MOST),
        *((name, f"tasks/?bucket={bucket}", INBOX)
          for name in ("chuang.kouyi", "zhen.tongchou", "bi.jieban")
          for bucket in ("", "mine", "claimable", "approve", "overdue", "waiting_others", "waiting_applicant", "done")),
        ("zhen.tongchou", "tasks/buckets/", INBOX),
        ("chuang.kouyi", "tasks/?light=green&q=业务&department=OF-SSC", INBOX),
    ]  # fmt: skip
    for name, path, budget in reads:
        caller = api(name)
        caller.get(path)
        count, seen = statements(lambda caller=caller, path=path: caller.get(path))
        assert count <= budget, (name, path, count, seen)
    heartbeat()
    for path in ("health/", "metrics/", f"progress/?number={first.number}&check={first.check_code}"):
        count, seen = statements(lambda path=path: api().get(path))
        assert count <= MOST, (path, count, seen)


def test_the_size_of_a_list_costs_no_statement(api, town, busy):
    for name, path in (("yuan.gongjia", "cases/"), ("chuang.kouyi", "tasks/"), ("chuang.kouyi", "cases/")):
        caller = api(name)
        one, _seen = statements(lambda caller=caller, path=path: caller.get(path, page_size=1))
        many, seen = statements(lambda caller=caller, path=path: caller.get(path, page_size=100))
        assert many <= one, (path, one, many, seen)


def test_resolving_and_acting_stay_within_their_budget(api, town, busy):
    yuan = api("yuan.gongjia")
    count, seen = statements(lambda: yuan.post("matters/OM-RECEPTION/resolve/", {"answers": RECEPTION_ANSWERS}))
    assert count <= MOST, (count, seen)
    handler = api("bi.jieban")
    task = handler.task_of(busy[1].number)
    # The act itself (at most 16 for a plain step) and the answer that shows task and case.
    count, seen = statements(lambda: handler.post(f"tasks/{task['id']}/act/", {"action": "pass", "opinion": "同意"}))
    assert count <= 16 + 24, (count, seen)
    claimable = api("hui.anpai").task_of(busy[1].number)
    count, seen = statements(lambda: api("hui.anpai").post(f"tasks/{claimable['id']}/claim/"))
    assert count <= MOST, (count, seen)
    content = fill(yuan, "OM-RECEPTION", RECEPTION_ANSWERS, {**RECEPTION, "venue": "第九会议室"})
    count, seen = statements(lambda: yuan.post("cases/", content, key="budget"))
    assert count <= 60, (count, seen)
    count, seen = statements(lambda: yuan.post("cases/", content, key="budget"))
    assert count <= MOST, (count, seen)
