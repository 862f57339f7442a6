"""智能导办: a few answers lead to the matter and its own scenario, or to a call-back, never to a guess."""

from __future__ import annotations

import pytest

from services.catalog.queries import published
from services.guide.interview import NONE, UNSURE, interview

pytestmark = pytest.mark.django_db


def asked(**given):
    found = interview(published(), {key.replace("__", "."): value for key, value in given.items()})
    return found.asked.id if found.asked else None, [one.code for one in found.fits]


def test_the_first_question_is_who_somebody_is():
    question, fits = asked()
    assert question == "who" and len(fits) == 12


def test_questions_that_would_not_tell_matters_apart_are_left_out():
    assert asked(who="customer") == ("which", ["OM-POWER", "OM-REPAIR"])
    question, fits = asked(who="employee", about="hosting", which="OM-RECEPTION")
    assert question.startswith("q.") and fits == ["OM-RECEPTION"]


def test_not_sure_is_always_an_answer_and_narrows_nothing():
    assert asked(who=UNSURE) == ("about", asked()[1])
    assert asked(who=UNSURE, about=UNSURE) == (None, asked()[1])


def test_none_of_these_leaves_nothing():
    assert asked(who="customer", which=NONE) == (None, [])


def test_an_answer_nobody_offered_asks_again():
    assert asked(who="the king")[0] == "who"
    assert asked(who="employee", about="OM-MEAL")[0] == "about"
    assert asked(who=NONE)[0] == "who"


def test_at_most_six_questions_lead_to_every_matter():
    matters = published()
    for matter in matters:
        for audience in matter.audience:
            who = {"employee_dept": "employee"}.get(audience, audience)
            given = {"who": who, "about": matter.life_event.code, "which": matter.code}
            for _ in range(6):
                found = interview(matters, given)
                if found.asked is None:
                    break
                given[found.asked.id] = found.asked.choices[0].value
            assert found.asked is None and found.only == matter, (matter.code, audience)
            assert len(found.trail) <= 6
            assert all(2 <= len(one.question.choices) <= 5 for one in found.trail)


def test_the_scenario_keeps_what_was_said_and_leaves_the_rest_usual__R15():
    found = interview(published(), {"who": "employee", "about": "hosting", "which": "OM-RECEPTION"})
    given = {one.question.id: one.value for one in found.trail}
    while found.asked is not None:
        given[found.asked.id] = UNSURE if found.scenario else "false"
        found = interview(published(), given)
    assert list(found.scenario.values()) == [False]
