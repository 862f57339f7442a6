"""Staff housing: eligibility is made public for five working days, and holds for half a year."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.errors import Invalid

RENT = {"housing_buy": False, "applicant_married": False}


def eligibility(town):
    case = town.apply("OM-HOUSING", "yuan.gongjia", RENT, {})
    town.accept(case)
    [task] = town.open_tasks(case, case_item__code="OF-LIFE-005")
    return case, task


def test_publicity_stops_the_clock_for_five_working_days_at_most__R96_R26(town, monday):
    case, task = eligibility(town)
    with pytest.raises(Invalid):
        town.act(task, "suspend", procedure="publicity", reason="公示", expected_days=6)
    town.act(task, "suspend", procedure="publicity", reason="在生活区公示名单", expected_days=5)
    [asked] = town.open_tasks(case, kind="duty")
    town.act(asked, "approve_suspension")
    pause = case.items.get(code="OF-LIFE-005").pauses.get()
    assert (pause.procedure, pause.max_days) == ("publicity", 5)
    monday.move_to(pause.resumes_at)
    town.fire()
    assert case.items.get(code="OF-LIFE-005").state == "in_review"


def test_eligibility_holds_for_180_days__R96(town, monday):
    case, _ = eligibility(town)
    town.run(case, until="decided")
    result = case.documents.get(kind="BJ", item__code="OF-LIFE-005")
    assert result.valid_until == result.issued_at.date() + timedelta(days=180)
