"""Starting the process that rehearses, and keeping what it says, line by line."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from workflows.rehearsal.models import Run, Sample
from workflows.rehearsal.operations import results
from workflows.rehearsal.shapes import Job, Outcome, Side

logger = logging.getLogger(__name__)


def play_run(run_id: int) -> bool:
    """Play every sample of a queued run. False when somebody else does, or it was given up."""
    run = results.begin(run_id)
    if run is None:
        return False
    problem = ""
    try:
        keep_all(run)
    except Exception as error:  # the edge to another process: whatever ails it, the run ends and says so
        logger.exception("rehearsal %s was broken off", run_id)
        with translation.override(settings.LANGUAGE_CODE):
            problem = _("It was broken off: %(why)s") % {"why": type(error).__name__}
    results.end(run_id, problem)
    return True


def keep_all(run: Run) -> None:
    """One result for each sample, as soon as both sides have been played."""
    rows = Sample.objects.filter(matter=run.matter, retired_at=None).select_related("department", "matter")
    samples = {one.pk: one for one in rows.prefetch_related("acts")}
    sides = [Side("before", run.base.snapshot)] if run.base else []
    job = Job(
        now=timezone.now().isoformat(),
        matter=run.matter_id,
        sides=(*sides, Side("after", run.snapshot)),
        scripts=tuple(one.script for one in samples.values()),
    )
    Run.objects.filter(pk=run.pk).update(total=len(samples))
    before: dict[int, Outcome] = {}
    for line in played(job):
        outcome = Outcome.from_json(line["outcome"])
        if line["side"] == "before":
            before[line["sample"]] = outcome
        else:
            results.keep(run, samples[line["sample"]], before.get(line["sample"]), outcome)


def played(job: Job) -> Iterator[dict[str, Any]]:
    """The outcomes as the process says them. Raises RuntimeError when it ends before its last word."""
    words = [sys.executable, "-m", "workflows.rehearsal.process"]
    process = subprocess.Popen(
        words,
        cwd=settings.BASE_DIR,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    done = False
    try:
        with process.stdin as given:
            json.dump(job.to_json(), given)
        for line in process.stdout:
            said = json.loads(line)
            if said.get("done"):
                done = True
                break
            yield said
    finally:
        # Also when whoever listens goes away: a killed rehearsal leaves nothing.
        process.stdout.close()
        if not done:
            process.kill()
        status = process.wait()
    if not done:
        raise RuntimeError(f"the rehearsal ended with {status}")


def environment() -> dict[str, str]:
    """The house's own database, nothing else of it: see REHEARSAL in portal/settings.py."""
    base = connection.settings_dict
    who = f"{quote(base['USER'], safe='')}:{quote(base['PASSWORD'] or '', safe='')}"
    where = f"{quote(base['HOST'] or 'localhost', safe='')}:{base['PORT'] or 5432}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{who}@{where}/{quote(str(base['NAME']), safe='')}",
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "REHEARSAL": "1",
    }
