"""The benchmark runs and says everything it should; what it measures is not judged here."""

from __future__ import annotations

import subprocess
import sys

from portal.demo.running import PROJECT_DIR


def test_the_benchmark_runs_from_application_to_closing_and_beside_the_stock_engine(db):
    words = [sys.executable, "-m", "tests.benchmarks.bench_reception", "--cases", "2", "--rows", "400"]
    done = subprocess.run(words, cwd=PROJECT_DIR, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr[-4000:]
    for words in (
        "human steps a second",
        "two processes",
        "stock viewflow",
        "counts of its buckets",
        "stock timer",
        "audit",
    ):
        assert words in done.stdout, words
    for act in ("submit", "accept, starts 3", "step: decide, starts 2", "deliver", "confirm"):
        assert f"\n{act} " in done.stdout, act
