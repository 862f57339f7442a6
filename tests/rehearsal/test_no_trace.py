"""The sandbox leaves nothing behind: no row, no number, no file, no message, no lock; not even when it is killed."""

from __future__ import annotations

import time
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from services.cases.models import Case
from tests.rehearsal.stories import job_of, line, written
from tests.town import standing, tables
from tests.workflows.invariants import chain_faults
from workflows.rehearsal.running import played

# The lock timeout of every connection: whoever waited for the sandbox would be refused after it.
PATIENCE_SECONDS = 8


def traces():
    """Everything a case leaves: rows and the transactions that wrote them, numbers, queue and cache, files."""
    with connection.cursor() as cursor:
        rows = standing(cursor, tables(cursor))
        cursor.execute("SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 1, 2")
        numbers = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't'")
        temporary = cursor.fetchone()[0]
    queue = redis.Redis.from_url(settings.REDIS_URL)
    keys = {key: queue.dump(key) for key in queue.scan_iter()}
    files = sorted(str(one) for one in Path(settings.MEDIA_ROOT).rglob("*"))
    return rows, numbers, temporary, keys, files


def connections():
    """How many programs are at work on this database, this one included; the server's own do not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def gone(deadline=15):
    """The killed process's connection has been noticed by the server."""
    until = time.monotonic() + deadline
    while time.monotonic() < until:
        if connections() == 1:
            return True
        time.sleep(0.1)
    return False


def test_a_whole_case_is_played_and_nothing_of_it_is_left(town, monday):
    sample = written(town, acts=(line("step", "deny", item="OF-LIFE-007", step=2, text="没有空床位"),))
    before = traces()
    outcomes = list(played(job_of(sample, now=timezone.now())))
    assert [one["side"] for one in outcomes] == ["before", "after"]
    assert [one["outcome"]["trouble"] for one in outcomes] == [None, None]
    assert all(len(one["outcome"]["deeds"]) > 10 for one in outcomes)
    assert gone() and traces() == before
    assert not Case.objects.exists() and not chain_faults()


def test_live_filing_neither_waits_nor_skips_a_number_while_samples_are_played(town, monday):
    sample = written(town)
    rehearsal = played(job_of(sample, now=timezone.now()))
    next(rehearsal)
    began = time.monotonic()
    case = town.reception()
    town.accept(case)
    assert time.monotonic() - began < PATIENCE_SECONDS
    assert case.number.split("-")[-2] == "000001"
    rehearsal.close()
    assert gone() and Case.objects.count() == 1 and not chain_faults()


def test_a_rehearsal_killed_in_the_middle_leaves_nothing(town, monday):
    sample = written(town)
    before = traces()
    rehearsal = played(job_of(sample, now=timezone.now()))
    assert next(rehearsal)["side"] == "before"
    assert connections() == 2, "the sandbox is at work when it dies"
    rehearsal.close()
    assert gone() and traces() == before
