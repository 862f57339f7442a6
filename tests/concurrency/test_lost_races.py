"""Whoever loses a lock or a race reads a sentence, wherever it happens; never an error page (issue 3)."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from portal.audit.models import Entry
from services.cases.models import Correction
from tests.workflows.invariants import chain_faults, faults
from workflows.operations.unattended import firing, sweeping
from workflows.stages import waking

WHY = {"reason_code": "test", "reason": "演示用，不是真的申请"}


@contextmanager
def somebody_else():
    """A second connection in a transaction of its own; it gives back what it holds at the end."""
    one = settings.DATABASES["default"]
    other = psycopg2.connect(
        dbname=connection.settings_dict["NAME"], user=one["USER"], password=one["PASSWORD"],
        host=one["HOST"], port=one["PORT"],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '400ms'")
    try:
        with other.cursor() as cursor:
            yield cursor, other
    finally:
        other.rollback()
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '8s'")


def waiting(town):
    case = town.reception()
    [intake] = town.open_tasks(case, kind="intake")
    return case, intake


def post(town, name, url, form, **headers):
    return town.client(name).post(url, form, **headers)


PATHS = {
    "counter": lambda town, case, task: post(town, "chuang.shouxi", f"/counter/task/{task.pk}/accept/", {"key": "k"}),
    "mending": lambda town, case, task: post(
        town, "chuang.shouxi", f"/counter/task/{task.pk}/mend/",
        {"key": "m", "field-companions": "2", "reason": "笔误", "confirmation": "signature"},
    ),
    "claim": lambda town, case, task: post(town, "chuang.shouxi", f"/counter/task/{task.pk}/claim/", {}),
    "desk": lambda town, case, task: post(town, "chuang.shouxi", f"/desk/task/{task.pk}/claim/", {}),
    "hall": lambda town, case, task: post(town, "yuan.gongjia", f"/c/{case.number}/withdraw/", {"reason": "改期"}),
    "message": lambda town, case, task: post(town, "yuan.gongjia", f"/c/{case.number}/messages/", {"text": "请问"}),
    "api": lambda town, case, task: post(
        town, "chuang.shouxi", f"/api/v1/tasks/{task.pk}/act/", {"action": "accept"}, content_type="application/json"
    ),
    "administration": lambda town, case, task: post(
        town, "guan.xitong", f"/admin/cases/case/{case.pk}/cancel/", {**WHY, "seen": ""}
    ),
}  # fmt: skip


def write_next_entry(cursor, stream):
    """Not yet committed: whoever wants the same place in the chain waits for it."""
    columns = [one.column for one in Entry._meta.concrete_fields if one.column not in ("id", "seq")]
    names = ", ".join(columns)
    cursor.execute(
        f"INSERT INTO {Entry._meta.db_table} (seq, {names}) SELECT seq + 1, {names} FROM {Entry._meta.db_table}"
        " WHERE stream = %s ORDER BY seq DESC LIMIT 1",
        [stream],
    )


def no_error_page(response):
    """A sentence of the house, shown at once or on the page one is led to."""
    assert response.status_code in (302, 409), (response.status_code, response.content[-400:])


@pytest.mark.parametrize("way", sorted(PATHS))
@pytest.mark.parametrize("held", ["process", "record"])
def test_who_waits_in_vain_reads_so_and_nothing_is_half_done__R10(town, monday, way, held):
    """The case is held by somebody else, or the chain of its record: every way in gives up with a sentence."""
    case, task = waiting(town)
    with somebody_else() as (cursor, _other):
        if held == "process":
            cursor.execute("SELECT 1 FROM workflows_process WHERE case_id = %s FOR UPDATE", [case.pk])
        else:
            write_next_entry(cursor, f"case:{case.pk}")
        no_error_page(PATHS[way](town, case, task))
        case.refresh_from_db()
        assert case.state == "submitted" and not case.messages.exists() and not case.mendings.exists()
    assert faults([case]) == [] and chain_faults() == []


def test_the_beat_goes_on_when_a_case_is_held__R48(town, monday):
    case, _task = waiting(town)
    with somebody_else() as (cursor, _other):
        cursor.execute("SELECT 1 FROM workflows_process WHERE case_id = %s FOR UPDATE", [case.pk])
        waking.wake(case.pk)
        waking.follow(case.pk)
        sweeping.sweep()
        firing.fire_due()
    assert faults([case]) == []


@pytest.mark.parametrize("way", ["screen", "api"])
def test_a_second_row_where_one_may_be_is_refused_with_a_sentence__R36(town, monday, way):
    """Another connection puts the very same row in a moment earlier: the constraint speaks, in words."""
    case, task = waiting(town)
    clerk = town.person("chuang.shouxi")
    with somebody_else() as (cursor, other):
        cursor.execute(
            "INSERT INTO cases_correction (case_id, ground, number, round, sent_by_id, sent_at, due_at)"
            " VALUES (%s, '', %s, 1, %s, now(), now())",
            [case.pk, f"BZ-{case.number}-09", clerk.pk],
        )

        def soon():
            time.sleep(0.2)
            other.commit()

        thread = threading.Thread(target=soon)
        thread.start()
        defects = [{"material": "M003", "problem": "没有盖章", "remedy": "请盖章"}]
        if way == "api":
            body = {"action": "notify_correction", "defects": defects}
            url = f"/api/v1/tasks/{task.pk}/act/"
            answer = post(town, "chuang.shouxi", url, body, content_type="application/json")
            assert answer.json()["code"] in ("lost_race", "second_notice"), answer.content
        else:
            form = {"key": "k", "material-M003-problem": "没有盖章", "material-M003-remedy": "请盖章"}
            answer = post(town, "chuang.shouxi", f"/counter/task/{task.pk}/notice/", form)
        thread.join()
    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.state == "submitted" and Correction.objects.filter(case=case).count() == 1
    assert chain_faults() == []
