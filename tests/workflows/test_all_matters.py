"""Every published matter can be applied for and run to its end, by ordinary acts alone."""

from __future__ import annotations

import pytest

from services.cases.states import CaseState

MATTERS = [
    "OM-RECEPTION", "OM-MEETING", "OM-ONBOARD", "OM-HOUSING", "OM-RETIRE", "OM-DUTY",
    "OM-MEAL", "OM-CONTRACTOR", "OM-TRAVEL", "OM-LAND", "OM-POWER", "OM-REPAIR",
]  # fmt: skip
APPLICANTS = {
    "OM-ONBOARD": "xin.laide",
    "OM-RETIRE": "lao.tuixiu",
    "OM-DUTY": "you.jingkou",
    "OM-CONTRACTOR": "ex.hengtuo",
    "OM-POWER": "ex.yonghu",
    "OM-REPAIR": "ex.yonghu",
}


def pre_review_opens(matter, monday):
    """Retirement may be pre-reviewed from six months before (R97): the demo's retiree is due in December."""
    if matter == "OM-RETIRE":
        monday.move_to("2026-08-03T10:30:00+08:00")


@pytest.mark.parametrize("matter", MATTERS)
def test_the_reference_scenario_runs_from_application_to_closing(town, monday, matter):
    from services.catalog.queries import published_version

    answers = published_version(matter).typed.reference
    pre_review_opens(matter, monday)
    case = town.apply(matter, APPLICANTS.get(matter, "yuan.gongjia"), answers, {})
    case = town.run(case)
    assert case.state == CaseState.CLOSED
    assert set(case.items.filter(phase="main").values_list("state", flat=True)) == {"closed"}
    assert not town.open_tasks(case, case_item__phase="main")


@pytest.mark.parametrize("matter", MATTERS)
def test_the_shortest_scenario_runs_too(town, monday, matter):
    pre_review_opens(matter, monday)
    case = town.run(town.apply(matter, APPLICANTS.get(matter, "yuan.gongjia"), {}, {}))
    assert case.state == CaseState.CLOSED


def test_an_emergency_starts_at_registration_on_calendar_hours__R25(town, monday):
    monday.move_to("2026-03-07T23:10:00+08:00")
    case = town.apply("OM-REPAIR", "ex.yonghu", {"fault_scale": "feeder", "has_key_customer": True}, {})
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS and case.accepted_at == case.submitted_at
    intake = case.items.get(code="PG-CS-002")
    assert (intake.due_at - intake.started_at).total_seconds() == 360
