"""A busy office of real processes on a few cases: everybody at the same siblings, alarms firing, applicants leaving.

CONCURRENCY_SECONDS and CONCURRENCY_PEOPLE make the day longer and the office fuller.
"""

from __future__ import annotations

import os
from collections import Counter
from statistics import median, quantiles

from django.db import connection

from services.cases.models import Case
from tests.concurrency.crowd import crowd
from tests.workflows.invariants import chain_faults, faults
from workflows.models import AlarmFailure

SECONDS = float(os.environ.get("CONCURRENCY_SECONDS", "15"))
PEOPLE = int(os.environ.get("CONCURRENCY_PEOPLE", "10"))
# What the one who came second may read.
EXPECTED = {
    "task_closed", "already_claimed", "not_claimed", "busy", "conflict", "too_late", "transition_refused",
    "countersign_not_met", "deferred_open", "not_the_deciding_step", "self_dealing", "forbidden", "invalid",
    "identical_open_case", "grade_too_low", "not_found", "second_notice", "venue_taken",
}  # fmt: skip


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_a_busy_office_leaves_every_case_whole(town, monday, elsewhere):
    for name in ("yuan.gongjia", "yuan.gongyi", "you.jingkou"):
        town.accept(town.reception(name))
    before = deadlocks()
    jobs = [{"number": number, "seconds": SECONDS} for number in range(PEOPLE)]
    reports = crowd(elsewhere, "tests.concurrency.scenarios", "office", jobs, seconds=SECONDS + 180)
    done, refused, times, errors = summed(reports)
    spread = quantiles([one for _, one in times], n=100)
    acts = sum(done.values())
    print(f"\n{PEOPLE} processes, {SECONDS:.0f} s: {acts} acts, {acts / SECONDS:.0f} a second")
    print(f"  median {median(one for _, one in times):.0f} ms, p99 {spread[98]:.0f} ms")
    for what in sorted(done):
        own = sorted(one for name, one in times if name == what)
        print(f"  {what:10} {len(own):5} median {median(own):6.0f} ms, longest {own[-1]:6.0f} ms")
    print(f"  done {dict(done)}\n  refused {dict(refused)}")
    assert errors == []
    assert set(refused) <= EXPECTED, refused
    assert deadlocks() == before
    assert list(AlarmFailure.objects.values_list("error", flat=True)) == []
    assert done["pass"] > PEOPLE and done["submit"] and Case.objects.count() > 3
    assert faults() == []
    assert chain_faults() == []


def summed(reports):
    done, refused, times, errors = Counter(), Counter(), [], []
    for report in reports:
        done.update(report["done"])
        refused.update(report["refused"])
        times += report["milliseconds"]
        errors += report["errors"]
    return done, refused, times, errors
