"""A busy office of real processes on a few cases: everybody at the same siblings, alarms firing, applicants leaving.

CONCURRENCY_SECONDS and CONCURRENCY_PEOPLE make the day longer and the office fuller; CONCURRENCY_P99
(milliseconds) makes the slowest hundredth of people's acts a demand, for a machine that does nothing else:

    CONCURRENCY_PEOPLE=16 CONCURRENCY_SECONDS=60 CONCURRENCY_P99=1000 pytest tests/concurrency/test_busy_office.py -s
"""

from __future__ import annotations

import os
from collections import Counter
from statistics import median, quantiles

from django.db import connection

from services.cases.models import Case
from tests.concurrency.crowd import crowd
from tests.concurrency.scenarios import FEWEST_ACTS, PATIENCE
from tests.workflows.invariants import chain_faults, faults
from workflows.models import AlarmFailure

SECONDS = float(os.environ.get("CONCURRENCY_SECONDS", "15"))
PEOPLE = int(os.environ.get("CONCURRENCY_PEOPLE", "10"))
P99 = float(os.environ.get("CONCURRENCY_P99", "inf"))
# What the beat does: nobody waits for it.
UNATTENDED = {"fire", "sweep"}
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
    reports = crowd(elsewhere, "tests.concurrency.scenarios", "office", jobs, seconds=SECONDS + PATIENCE + 180)
    done, refused, times, errors = summed(reports)
    slowest = say_figures(times, [one["warm_up"] for one in reports])
    print(f"  refused {dict(refused)}")
    assert errors == []
    assert set(refused) <= EXPECTED, refused
    assert deadlocks() == before
    assert list(AlarmFailure.objects.values_list("error", flat=True)) == []
    assert sum(done.values()) >= PEOPLE * FEWEST_ACTS and done["pass"] and done["submit"] and Case.objects.count() > 3
    assert faults() == []
    assert chain_faults() == []
    assert slowest <= P99


def say_figures(times, warm_up):
    """Print how long every act took and how much of that it waited for locks; the p99 of all people's acts."""
    people = [(spent, waited) for what, spent, waited in times if what not in UNATTENDED]
    print(f"\n{PEOPLE} processes, {SECONDS:.0f} s: {len(people)} acts of people, {len(people) / SECONDS:.0f} a second")
    print(f"  each began warmed up, which took {median(warm_up):.1f} s, at most {max(warm_up):.1f} s")
    print(f"  {'milliseconds':22}{'acts':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'longest':>9}   locks: p50, p95, p99")
    print_row("everything people did", people)
    for what in sorted({name for name, *_ in times}):
        print_row(what, [(spent, waited) for name, spent, waited in times if name == what])
    return percentile([spent for spent, _ in people], 99)


def print_row(name, rows):
    spent, waited = zip(*rows, strict=True)
    of_act = "".join(f"{percentile(spent, part):8.0f}" for part in (50, 95, 99))
    of_lock = "".join(f"{percentile(waited, part):8.0f}" for part in (50, 95, 99))
    print(f"  {name:22}{len(rows):6}{of_act}{max(spent):9.0f}   {of_lock}")


def percentile(values, part):
    """Of a single value all are the value itself."""
    return quantiles(values, n=100, method="inclusive")[part - 1] if len(values) > 1 else values[0]


def summed(reports):
    done, refused, times, errors = Counter(), Counter(), [], []
    for report in reports:
        done.update(report["done"])
        refused.update(report["refused"])
        times += report["milliseconds"]
        errors += report["errors"]
    return done, refused, times, errors
