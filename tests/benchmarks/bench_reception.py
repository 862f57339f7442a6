"""OM-RECEPTION from application to closing through the operations: what it costs, and where the time goes.

    python -m tests.benchmarks.bench_reception [--cases 40] [--rows 100000] [--durable]

Private servers, a database of its own, real commits. Beside it, in the same run and on as
many rows, the same steps, queue and deadlines on the engine as it comes. `--durable` lets
PostgreSQL flush every commit to the disk.
"""

from __future__ import annotations

import argparse
import cProfile
import multiprocessing
import os
import platform
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.ground import ground, say

TARGET_STEPS = 40


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=40, help="receptions for each figure")
    parser.add_argument("--rows", type=int, default=100_000, help="task rows for the inboxes")
    parser.add_argument("--durable", action="store_true", help="flush every commit to the disk")
    chosen = parser.parse_args(arguments)
    with ground(durable=chosen.durable):
        report(chosen.cases, chosen.rows, chosen.durable)
    return 0


def report(cases: int, rows: int, durable: bool) -> None:
    from tests.benchmarks import comparison
    from tests.benchmarks.receptions import Office

    surroundings(durable)
    Office(first_room=1000).run(2)  # calendars, catalogue and connections are warm
    say("acts …")
    watched = Office(first_room=2000, watch=True)
    watched.run(max(cases // 2, 2))
    print_acts(watched.run_unusual(max(cases // 4, 2)))
    say("throughput …")
    ours = Office(first_room=3000).run(cases)
    stock_speed, stock_statements = comparison.stock_steps(cases)
    print_throughput(cases, ours, stock_speed, stock_statements)
    say("profile …")
    print_profile(max(cases // 2, 2))
    say(f"inboxes over {rows:,} tasks …")
    print_inboxes(rows, comparison.inboxes(rows))
    say("alarms …")
    print_alarms(rows, comparison.alarms(max(cases, 2)))
    print(f"\nload average at the end {load()}")


def surroundings(durable: bool) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    flushed = "every commit flushed" if durable else "commits not flushed (fsync off)"
    print(f"Python {platform.python_version()}, PostgreSQL {version} on the same machine, {flushed}")
    print(f"{os.cpu_count()} cores, load average {load()}")


def load() -> str:
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def print_acts(day: Any) -> None:
    head = f"{'act':34}{'runs':>6}{'statements':>12}{'median ms':>11}{'p95 ms':>9}"
    print(f"\n{head}{'processor: here':>17}{'PostgreSQL':>12}")
    for name, measure in day.acts.items():
        runs, statements, middle, worst, own, server = measure.row()
        print(f"{name:34}{runs:6}{statements:12.0f}{middle:11.1f}{worst:9.1f}{own:17.1f}{server:12.1f}")


def print_throughput(cases: int, day: Any, stock_speed: float, stock_statements: float) -> None:
    counts = [one for name, measure in day.acts.items() if name != "submit" for one in measure.own]
    print(f"\nhuman steps a second, one process      {day.steps_per_second:6.1f}   (wanted: {TARGET_STEPS})")
    print(f"  of which this process computes       {1000 * len(counts) / sum(counts):6.1f}   if SQL took no time")
    print(f"  stock viewflow, bare steps           {stock_speed:6.1f}   {stock_statements:.1f} statements a step")
    print(f"  ours against stock                   {day.steps_per_second / stock_speed:6.2f}")
    print(f"cases a second, one process            {day.cases_per_second:6.2f}")
    print(f"cases a second, two processes          {in_two_processes(cases):6.2f}")


def in_two_processes(cases: int) -> float:
    """Cases a second of two processes at once, from the moment both are ready."""
    from django.db import connections

    connections.close_all()
    forking = multiprocessing.get_context("fork")
    start = forking.Barrier(3)
    children = [forking.Process(target=run_alone, args=(start, 10_000 * number, cases)) for number in (1, 2)]
    for child in children:
        child.start()
    start.wait()
    began = time.perf_counter()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0]
    return 2 * cases / (time.perf_counter() - began)


def run_alone(start: Any, first_room: int, cases: int) -> None:
    from tests.benchmarks.receptions import Office

    status = 1
    try:
        office = Office(first_room=first_room)
        office.papers()
        start.wait()
        office.run(cases)
        status = 0
    finally:
        # The servers belong to the parent: none of its exit handlers here.
        sys.stderr.flush()
        os._exit(status)


def print_profile(cases: int) -> None:
    from tests.benchmarks.profiling import groups, landmarks
    from tests.benchmarks.receptions import Office

    profile = cProfile.Profile()

    @contextmanager
    def profiled() -> Any:
        profile.enable()
        try:
            yield
        finally:
            profile.disable()

    day = Office(first_room=4000, around=profiled).run(cases)
    acts = day.steps + day.cases
    print(f"\nWhere the time of {acts} acts goes (under the profiler, which doubles the time of Python)")
    for name, share in groups(profile)[:15]:
        print(f"  {name:34}{share:6.1f} %")
    print(f"\n{'with everything called from it':40}{'ms an act':>11}{'calls an act':>14}")
    for name, spent, calls in landmarks(profile, acts)[:15]:
        print(f"  {name:38}{spent:11.2f}{calls:14.1f}")


def print_inboxes(rows: int, found: dict[str, float]) -> None:
    own, stock = found["ours"], found["stock"]
    print(f"\ninbox page over {rows:,} tasks      {own:8.1f} ms   {found['our_rows']:.0f} of them the reader's")
    print(f"  counts of its buckets             {found['counts']:8.1f} ms")
    print(
        f"  stock queue by due date           {stock:8.1f} ms   {found['stock_rows']:.0f} rows, {stock / own:.0f} times"
    )


def print_alarms(rows: int, found: dict[str, float]) -> None:
    print(
        f"\nan alarm, {found['count']:.0f} due among {rows:,}     {found['ours']:8.2f} ms   reminder, record, messages"
    )
    print(f"  stock timer                       {found['stock']:8.2f} ms   {found['stock'] / found['ours']:.1f} times")


@pytest.mark.benchmark
def test_report() -> None:
    """`make bench`: in a process of its own, for it needs its own database and clock."""
    import subprocess

    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_reception"], cwd=root, check=True)


if __name__ == "__main__":
    sys.exit(main())
