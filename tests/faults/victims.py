"""Processes that die at the worst moment: python -m tests.faults.victims <function> <arguments as JSON>."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from typing import Any


def die(*_args: Any, **_more: Any) -> None:
    """As a machine without power: no exit handlers, no rollback sent."""
    os.kill(os.getpid(), signal.SIGKILL)


def dispatch_and_die(*, after: int) -> None:
    """Fire alarms; die inside the batch, before it is committed."""
    from workflows.operations.unattended import firing

    fire, fired = firing.fire, []

    def fire_and_count(task: Any) -> None:
        fire(task)
        fired.append(task.pk)
        if len(fired) == after:
            die()

    firing.fire = fire_and_count
    firing.fire_due()


def act_and_die(*, task: int, name: str, action: str, payload: dict[str, Any]) -> None:
    """Act, and die after the commit but before the case is woken."""
    from tests.town import Town
    from workflows.acting import get_task
    from workflows.operations.acts import act
    from workflows.stages import waking

    waking.wake = die
    act(get_task(task), actor=Town().person(name), action=action, payload=payload)


def act_and_die_before_commit(*, task: int, name: str, action: str, payload: dict[str, Any]) -> None:
    """Act, and die when everything is written but nothing committed."""
    from tests.town import Town
    from workflows.acting import get_task
    from workflows.engine.change import Change
    from workflows.operations.acts import act

    write = Change.write

    def write_and_die(self: Change) -> None:
        write(self)
        die()

    Change.write = write_and_die
    act(get_task(task), actor=Town().person(name), action=action, payload=payload)


if __name__ == "__main__":
    import django
    import time_machine

    django.setup()
    time_machine.travel(datetime.fromisoformat(os.environ["CROWD_CLOCK"]), tick=True).start()
    globals()[sys.argv[1]](**json.loads(sys.argv[2]))
