"""Files that take a minute and more begin first: who took one up last would leave the others without work."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from xdist.scheduler import LoadFileScheduling

LONGEST = (
    "tests/demo/test_supervisor.py",
    "tests/demo/test_history.py",
    "tests/hall/test_in_a_browser.py",
    "tests/concurrency/test_races.py",
    "tests/journeys/test_reception.py",
    "tests/desk/test_in_a_browser.py",
    "tests/workflows/test_random_matters.py",
    "tests/journeys/test_designing.py",
    "tests/counter/test_in_a_browser.py",
    "tests/workflows/test_properties.py",
    "tests/benchmarks/test_benchmarks_run.py",
)


def bring_forward(waiting: OrderedDict[str, Any]) -> None:
    """The longest of the files that wait comes first; the others keep their order."""
    longest = next((file for file in LONGEST if file in waiting), None)
    if longest is not None:
        waiting.move_to_end(longest, last=False)


class LongestFirst(LoadFileScheduling):
    """A file each, as usual, but the long ones before all others."""

    def _assign_work_unit(self, node: Any) -> None:
        bring_forward(self.workqueue)
        super()._assign_work_unit(node)
