"""A run of all tests begins with the longest files."""

from __future__ import annotations

from collections import OrderedDict

from portal.demo.running import PROJECT_DIR
from tests.support.order import LONGEST, bring_forward


def test_long_files_are_taken_up_before_shorter_ones_with_more_tests() -> None:
    short = ["tests/a/test_short.py", "tests/b/test_short.py"]
    waiting = OrderedDict.fromkeys([short[0], LONGEST[1], short[1], LONGEST[0]])
    taken = []
    while waiting:
        bring_forward(waiting)
        taken.append(waiting.popitem(last=False)[0])
    assert taken == [LONGEST[0], LONGEST[1], *short]


def test_the_long_files_are_there() -> None:
    assert [file for file in LONGEST if not (PROJECT_DIR / file).is_file()] == []
