"""The table of cases every calendar change is held to, line by line."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.worktime import Limit, Pause, due_moment
from tests.worktime.demo_tables import VECTORS, XJ, at

LINES = [line.split("\t") for line in VECTORS.read_text(encoding="utf-8").splitlines()[1:]]


def test_the_table_is_all_there():
    assert len(LINES) == 28
    assert len({name for name, *_ in LINES}) == 28


@pytest.mark.parametrize(
    ("accepted", "limit", "pauses", "due"), [line[1:] for line in LINES], ids=[x[0] for x in LINES]
)
def test_due_moment_of_the_table__R20_R21_R22_R23_R24_R25_R26_R27_R28(accepted: str, limit: str, pauses: str, due: str):
    spans = [Pause(*map(at, each.split("/"))) for each in pauses.split(";") if each]
    computed = due_moment(at(accepted), Limit(limit), XJ, spans)
    assert computed == at(due)
    assert computed.tzinfo == XJ.timezone


def test_the_answer_does_not_depend_on_the_zone_of_the_question():
    moment = datetime.fromisoformat("2026-03-02T03:00:00+00:00")
    assert due_moment(moment, Limit(1), XJ) == at("2026-03-03 19:30")
