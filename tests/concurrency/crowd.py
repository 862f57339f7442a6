"""Several real processes at once on a test's database.

    python -m tests.concurrency.crowd tests.concurrency.scenarios claim '[{"task": 1, "name": "…"}, …]'

One process starts Django, forks one child for each entry of the list, lets all of them
begin at the same moment, and prints what each came back with as JSON.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.demo.running import PROJECT_DIR

MARK = "CROWD "


def crowd(
    environment: Mapping[str, str],
    module: str,
    function: str,
    jobs: Sequence[Mapping[str, Any]],
    *,
    seconds: float = 120,
) -> list[Any]:
    """Call `module.function(**job)` for every job at the same moment, each in a process of its own.

    What it returns is the result; a function it returns is called once more, again by all at the same
    moment, so that what a process does only the first time can be done before.
    The children's clocks go on from this process's moment. Raises AssertionError with what a
    child wrote when one fails.
    """
    from django.utils import timezone

    words = [sys.executable, "-m", "tests.concurrency.crowd", module, function, json.dumps(list(jobs))]
    done = subprocess.run(
        words,
        cwd=PROJECT_DIR,
        env={**environment, "CROWD_CLOCK": timezone.now().isoformat()},
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    found = [line for line in done.stdout.splitlines() if line.startswith(MARK)]
    assert done.returncode == 0 and found, done.stdout[-2000:] + done.stderr[-6000:]
    return json.loads(found[-1].removeprefix(MARK))


def work(call: Any, job: Mapping[str, Any], start: Any, answer: Any) -> None:
    """One child: wait for the others, do the job, send its result or the whole traceback."""
    try:
        start.wait(60)
        result = call(**job)
        if callable(result):
            start.wait(120)
            result = result()
        answer.send({"result": result})
    except BaseException:
        answer.send({"failed": traceback.format_exc()})
    finally:
        answer.close()
        # No exit handlers: they belong to the process that started the servers.
        os._exit(0)


def main(module: str, function: str, jobs: Sequence[Mapping[str, Any]]) -> int:
    import django
    import time_machine

    django.setup()
    call = getattr(importlib.import_module(module), function)
    time_machine.travel(datetime.fromisoformat(os.environ["CROWD_CLOCK"]), tick=True).start()
    forking = multiprocessing.get_context("fork")
    start = forking.Barrier(len(jobs))
    children = []
    for job in jobs:
        here, there = forking.Pipe(duplex=False)
        child = forking.Process(target=work, args=(call, job, start, there))
        child.start()
        there.close()
        children.append((child, here))
    answers = [here.recv() for _, here in children]
    for child, _ in children:
        child.join()
    failed = [one["failed"] for one in answers if "failed" in one]
    if failed:
        print("\n".join(failed), file=sys.stderr)
        return 1
    print(MARK + json.dumps([one["result"] for one in answers]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3])))
