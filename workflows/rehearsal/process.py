"""The process that rehearses: python -m workflows.rehearsal.process, a Job in, one line for each outcome out.

It reads its job from the standard input and writes JSON lines to the standard output. It has settings of its
own (REHEARSAL in portal/settings.py): no queue, no cache, no mail, no file store of the house.
"""

from __future__ import annotations

import json
import signal
import sys
from datetime import datetime
from typing import TextIO

# Longer than this nothing is rehearsed, whatever became of the process that asked for it.
HARD_LIMIT_SECONDS = 280


def main(given: TextIO, said: TextIO) -> None:
    """Play every sample on every side. A line each: {"sample", "side", "outcome"}, the last one {"done": true}."""
    from django.conf import settings
    from django.utils import translation

    from portal.notices.quiet import in_portal_only
    from services.catalog.snapshot import MatterSnapshot
    from workflows.rehearsal.play import play
    from workflows.rehearsal.sandbox import sandbox, undone
    from workflows.rehearsal.shapes import Job

    job = Job.from_json(json.load(given))
    now = datetime.fromisoformat(job.now)
    sides = [(side.name, MatterSnapshot.from_json(side.snapshot)) for side in job.sides]
    with translation.override(settings.LANGUAGE_CODE), in_portal_only(), sandbox():
        for script in job.scripts:
            for name, snapshot in sides:
                with undone():
                    outcome = play(script, snapshot, job.matter, now)
                print(json.dumps({"sample": script.sample, "side": name, "outcome": outcome.to_json()}), file=said)
                said.flush()
    print(json.dumps({"done": True}), file=said, flush=True)


if __name__ == "__main__":
    signal.alarm(HARD_LIMIT_SECONDS)
    import django

    django.setup()
    main(sys.stdin, sys.stdout)
