"""What may speak against proposing a draft besides its faults: checks that other parts of the house bring.

    gate.register(broken_samples)

A check takes the matter and the snapshot to be proposed and returns sentences. None of them forbids:
the proposer says why it is right all the same, and the reviewer reads that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.catalog.models import Matter
from services.catalog.snapshot import MatterSnapshot

Check = Callable[[Matter, MatterSnapshot], Sequence[str]]
_CHECKS: list[Check] = []


def register(check: Check) -> None:
    """Ask this check before every proposal. To be called once, when its app is ready."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def objections(matter: Matter, snapshot: MatterSnapshot) -> list[str]:
    """What speaks against it, in sentences."""
    return [sentence for check in _CHECKS for sentence in check(matter, snapshot)]
