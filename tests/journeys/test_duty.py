"""值班安排一件事 with one countersigner silent until silence is consent (R48); 就餐预约 in one visit."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from services.cases.states import CaseState
from tests.journeys.people import Applicant, Clerk, Staff
from tests.town import complete
from workflows.applying.application import open_form

ROSTER = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}


def typed(town, matter, person, answers, fields=None):
    from services.catalog.queries import published_version

    return complete(open_form(town.person(person), published_version(matter).typed, answers), fields or {})


def test_a_silent_countersigner_is_overtaken_by_the_clock(town, watched, sign_in, live_server):
    here = (watched, live_server.url, town)
    sign_in("you.jingkou")
    fields = {**typed(town, "OM-DUTY", "you.jingkou", ROSTER), "duty_date": "2030-03-11"}
    case = Applicant(*here).apply("OM-DUTY", ROSTER, fields)
    sign_in("chuang.shouxi")
    Clerk(*here).accept(case)

    [step] = town.open_tasks(case, kind="step")
    sign_in(town.able(step).username)
    Staff(*here).finish(step)
    asked = {task.department.code: task for task in town.open_tasks(case, kind="countersign")}
    assert set(asked) == {"OF-PROD", "OF-SEC"}
    sign_in(town.able(asked["OF-PROD"]).username)
    Staff(*here).finish(asked["OF-PROD"], "agree")

    silent = asked["OF-SEC"]
    with time_machine.travel(silent.due_at + timedelta(minutes=1), tick=True):
        assert town.fire() >= 1
        opinion = case.opinions.get(tacit=True)
        assert opinion.created_at == silent.due_at
        [deciding] = town.open_tasks(case, kind="step")
        sign_in(town.able(deciding).username)
        Staff(*here).finish(deciding)
    case.refresh_from_db()
    assert case.items.get().decision == "approved"
    sign_in("you.jingkou")
    Applicant(*here).open(f"/c/{case.number}/")


def test_a_meal_is_booked_in_one_visit(town, watched, sign_in, live_server):
    here = (watched, live_server.url, town)
    sign_in("yuan.gongjia")
    meal = {"meal_date": "2030-03-11", "meal_type": "lunch", "canteen": "base", "meal_headcount": 1}
    fields = {**typed(town, "OM-MEAL", "yuan.gongjia", {}), **meal}
    case = Applicant(*here).apply("OM-MEAL", {}, fields)
    case.refresh_from_db()
    assert case.state in (CaseState.DELIVERED, CaseState.CLOSED)
    assert case.items.get().decision == "approved"
    Applicant(*here).open(f"/c/{case.number}/")
