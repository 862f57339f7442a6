"""The published figures are those of the catalogue's own reference calculation, for all twelve matters."""

from __future__ import annotations

import pytest
import yaml

from services.catalog.figures import figures, merged_form
from tests.catalog.conftest import EXPECTED, snapshot_of

EXPECTED_MATTERS = {one["code"]: one for one in yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))["matters"]}
every_matter = pytest.mark.parametrize("code", EXPECTED_MATTERS)


def test_all_twelve_are_there(catalogue):
    assert list(catalogue.matters) == list(EXPECTED_MATTERS)
    assert len(EXPECTED_MATTERS) == 12


@every_matter
def test_before_and_after_figures(code):
    matter = snapshot_of(code)
    assert figures(matter, matter.reference) == EXPECTED_MATTERS[code]["figures"]
    assert matter.figures == EXPECTED_MATTERS[code]["figures"]


@every_matter
def test_merged_form_asks_each_element_once__R16(code):
    form = merged_form(snapshot_of(code))
    assert form == EXPECTED_MATTERS[code]["merged_form"]
    assert len({row["key"] for row in form}) == len(form)


@every_matter
def test_promised_limit_is_the_longest_path_in_whole_days__R19(code):
    matter, expected = snapshot_of(code), EXPECTED_MATTERS[code]["promised"]
    assert (float(matter.promised.amount), matter.promised.unit) == (expected["limit"], expected["unit"])
    assert float(matter.statutory.amount) >= expected["limit"]


@every_matter
def test_a_snapshot_survives_its_json(code):
    matter = snapshot_of(code)
    assert type(matter).from_json(matter.to_json()) == matter
