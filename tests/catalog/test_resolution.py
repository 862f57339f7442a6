"""From answers to items, fields, materials, a promise and reasons (R15–R19)."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import Invalid
from services.catalog import graph
from services.catalog.graph import scenario
from services.catalog.resolution import resolve
from tests.catalog.conftest import demo, snapshot_of

CODES = tuple(demo().matters)
ALL_SERVICES = {
    "guest_count": 12,
    "foreign_guests": False,
    "need_vehicle": True,
    "need_lodging": True,
    "need_venue": True,
    "need_meal": True,
    "cost_incurred": True,
}


def reception(**answers):
    return resolve(snapshot_of("OM-RECEPTION"), answers)


def test_reception_with_all_services_has_seven_items_and_a_settlement_afterwards():
    resolution = reception(**ALL_SERVICES)
    assert [item.code for item in resolution.main_items] == [
        "OF-OFFICE-001",
        "OF-FIN-001",
        "OF-CONF-001",
        "OF-LIFE-001",
        "OF-LIFE-002",
        "OF-LIFE-003",
        "OF-SEC-003",
    ]
    assert [(item.code, item.phase) for item in resolution.items if item.phase == "post"] == [("OF-FIN-003", "post")]
    assert {item.code: item.wave for item in resolution.items} == {
        "OF-OFFICE-001": 1,
        "OF-FIN-001": 1,
        "OF-CONF-001": 1,
        "OF-LIFE-001": 2,
        "OF-LIFE-002": 2,
        "OF-LIFE-003": 2,
        "OF-SEC-003": 2,
        "OF-FIN-003": 3,
    }
    assert resolution.promised.amount == 2
    assert resolution.promised.unit == "wd"


def test_missing_answers_take_their_defaults():
    resolution = reception()
    assert resolution.answers == {
        "guest_count": 5,
        "foreign_guests": False,
        "need_vehicle": False,
        "need_lodging": False,
        "need_venue": False,
        "need_meal": False,
        "cost_incurred": True,
    }
    assert resolution.facts == {**resolution.answers, "is_reception": True, "is_travel": False}


def test_dependencies_on_items_left_out_are_dropped():
    lodging = next(one for one in reception(**ALL_SERVICES).items if one.code == "OF-LIFE-002")
    assert lodging.needs == ("OF-OFFICE-001", "OF-FIN-001")
    free = reception(**{**ALL_SERVICES, "cost_incurred": False})
    assert next(one for one in free.items if one.code == "OF-LIFE-002").needs == ("OF-OFFICE-001",)
    venue = next(one for one in free.items if one.code == "OF-CONF-001")
    assert (venue.needs, venue.soft) == ((), ("OF-OFFICE-001",))


def test_each_item_says_why_it_is_in_or_out(chinese):
    resolution = reception(guest_count=12)
    because = {item.code: item.because for item in resolution.items} | dict(resolution.excluded)
    assert because["OF-OFFICE-001"] == "这类申请都要办"
    assert because["OF-FIN-001"] == "因为会产生费用"
    assert because["OF-SEC-003"] == "因为来宾人数 ≥ 10"
    assert because["OF-CONF-001"] == "因为“需要会场”选了“否”"
    assert dict(reception(guest_count=3).excluded)["OF-SEC-003"] == "因为来宾人数 < 10，且“有外宾”选了“否”"
    with translation.override("en"):
        assert {item.code: item.because for item in reception(guest_count=12).items}["OF-SEC-003"] == (
            "Because number of guests ≥ 10"
        )
        assert dict(reception().excluded)["OF-CONF-001"] == "Because “A venue is needed” was answered no"


def test_single_choices_read_by_their_names(chinese):
    resolution = resolve(snapshot_of("OM-REPAIR"), {"fault_scale": "feeder"})
    because = {item.code: item.because for item in resolution.items}
    assert because["PG-ADM-001"] == "因为故障规模为线路全停、较大及以上之一"


def test_the_promise_says_how_it_came_about(chinese):
    assert reception(**ALL_SERVICES).promised_because == (
        "同时办理的事项不累加，只算最长的一条线。",
        "办公室（党委办公室） · 业务招待（公务接待）审批：1 个工作日",
        "生活服务中心 · 酒店住宿安排：1 个工作日",
        "合计最多 2 个工作日",
    )
    assert resolve(snapshot_of("OM-MEAL"), {}).promised_because == ("每个事项都当场办结。",)


def test_emergencies_are_promised_in_hours__R25():
    resolution = resolve(snapshot_of("OM-REPAIR"), {"fault_scale": "feeder", "has_key_customer": True})
    assert (str(resolution.promised.amount), resolution.promised.unit) == ("4.6", "ch")
    assert (str(resolution.statutory.amount), resolution.statutory.unit) == ("9.5", "ch")


def test_an_answered_question_fills_its_field__R16():
    field = reception(guest_count=12).field_by_key["guests"]
    assert (field.value, field.readonly, field.from_fact) == (12, True, "guest_count")
    housing = snapshot_of("OM-HOUSING")
    assert resolve(housing, {"housing_buy": True}).field_by_key["housing_type"].value == "buy"
    assert resolve(housing, {"housing_buy": False}).field_by_key["housing_type"].value == "rent"
    power = snapshot_of("OM-POWER")
    assert resolve(power, {"is_high_voltage": True}).field_by_key["survey_mode"].value == "onsite"
    open_field = resolve(power, {"is_high_voltage": False}).field_by_key["survey_mode"]
    assert (open_field.value, open_field.readonly, open_field.required) == (None, False, True)


def test_fields_with_a_source_are_not_asked_of_the_applicant__R16():
    fields = reception(**ALL_SERVICES).field_by_key
    assert (fields["cost_center"].source, fields["cost_center"].required) == ("OF-FIN", False)
    assert fields["cost_center"].expected
    assert fields["cost_center"].readonly
    assert not fields["diet"].readonly, "self service: the person may change it"
    assert (fields["reception_purpose"].required, fields["reception_purpose"].readonly) == (True, False)


def test_what_only_the_settlement_needs_is_not_asked_now():
    resolution = reception(**ALL_SERVICES)
    assert (resolution.field_by_key["settle_amount"].phase, resolution.field_by_key["settle_amount"].required) == (
        "post",
        False,
    )
    assert resolution.field_by_key["budget_amount"].phase == "main"
    assert {code: one.phase for code, one in resolution.material_by_code.items() if one.phase == "post"} == {
        "M035": "post",
        "M005": "post",
    }


def test_fields_come_by_topic():
    topics = [field.topic for field in reception(**ALL_SERVICES).fields]
    order = [topic.code for topic in snapshot_of("OM-RECEPTION").topics]
    assert topics == sorted(topics, key=order.index)
    assert topics.index("visit") < topics.index("money")


def test_materials_of_a_condition_follow_the_answers():
    housing = snapshot_of("OM-HOUSING")
    married = resolve(housing, {"applicant_married": True, "housing_buy": True})
    single = resolve(housing, {"applicant_married": False, "housing_buy": True})
    assert set(married.material_by_code) - set(single.material_by_code) == {"M022"}
    assert married.material_by_code["M022"].handling == "deferrable"
    assert married.material_by_code["M023"].handling == "upload"
    assert married.material_by_code["M024"].handling == "exempt"


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({"guest_count": 0}, {"guest_count"}),
        ({"guest_count": 301}, {"guest_count"}),
        ({"guest_count": "many"}, {"guest_count"}),
        ({"guest_count": True}, {"guest_count"}),
        ({"need_meal": "perhaps", "guest_count": -1}, {"guest_count", "need_meal"}),
        ({"need_meal": [True]}, {"need_meal"}),
        ({"is_reception": False}, {"is_reception"}),
        ({"colour": "red"}, {"colour"}),
    ],
)
def test_wrong_answers_are_refused_all_at_once(answers, fields):
    with pytest.raises(Invalid) as refused:
        reception(**answers)
    assert set(refused.value.fields) == fields
    assert all(texts and texts[0] for texts in refused.value.fields.values())


def test_a_choice_outside_its_options_is_refused():
    with pytest.raises(Invalid) as refused:
        resolve(snapshot_of("OM-DUTY"), {"duty_action": "holiday"})
    assert "duty_action" in refused.value.fields


def test_answers_from_a_form_are_typed():
    assert reception(guest_count=" １２ ", need_meal="true", need_venue="").answers["guest_count"] == 12


def test_resolving_takes_less_than_five_milliseconds():
    matter = snapshot_of("OM-MEETING")
    resolve(matter, matter.reference)
    rounds = 50
    started = time.process_time()
    for _ in range(rounds):
        resolve(matter, matter.reference)
    assert (time.process_time() - started) / rounds < 0.005


# ---- Whatever is answered ----------------------------------------------------


def answers_of(code):
    matter = snapshot_of(code)
    choices = {
        "bool": lambda question: st.booleans(),
        "int": lambda question: st.integers(question.min, question.max),
        "single": lambda question: st.sampled_from([option.value for option in question.options]),
    }
    given_answers = {question.id: choices[question.type](question) for question in matter.questions}
    return st.tuples(st.just(code), st.fixed_dictionaries({}, optional=given_answers))


any_case = st.sampled_from(CODES).flatmap(answers_of)


def shape(resolution):
    return (
        [(item.code, item.needs, item.soft, item.phase) for item in resolution.items],
        [(field.key, field.required, field.value) for field in resolution.fields],
        [(one.code, one.handling) for one in resolution.materials],
        resolution.promised,
    )


@settings(max_examples=200, deadline=None)
@given(any_case)
def test_what_is_shown_depends_only_on_the_answers__R15(case):
    code, answers = case
    matter = snapshot_of(code)
    first = resolve(matter, answers)
    with translation.override("zh-hans"):
        again = resolve(matter, dict(reversed(answers.items())))
    assert shape(first) == shape(again) == shape(resolve(matter, first.answers))


@settings(max_examples=200, deadline=None)
@given(any_case)
def test_a_resolution_is_whole_whatever_is_answered(case):
    code, answers = case
    matter = snapshot_of(code)
    resolution = resolve(matter, answers)
    included = {item.code for item in resolution.items}
    assert resolution.main_items
    assert included.isdisjoint(excluded.code for excluded in resolution.excluded)
    assert len(included) + len(resolution.excluded) == len(matter.items)
    # Every element and every paper once (R16); no exempt paper is ever asked for (R17).
    assert len(resolution.field_by_key) == len(resolution.fields)
    assert len(resolution.material_by_code) == len(resolution.materials)
    assert all((one.handling == "exempt") == one.material.exempt for one in resolution.materials)
    wave = {item.code: item.wave for item in resolution.items}
    for item in resolution.items:
        assert set(item.needs) | set(item.soft) <= included - {item.code}
        # No circle: whoever is waited for comes in an earlier wave.
        assert all(wave[before] < item.wave for before in item.needs)
        assert item.because
        for field_key in item.item.elements:
            assert item.code in resolution.field_by_key[field_key].used_by
    assert all(excluded.because for excluded in resolution.excluded)


@settings(max_examples=150, deadline=None)
@given(any_case, st.integers(0, 13), st.sampled_from([9, 15]))
def test_the_promise_always_covers_the_longest_chain__R19(case, day, hour):
    """Counted by hand on a week without holidays, from any session, the last item is done by the promise."""
    code, answers = case
    plan = scenario(snapshot_of(code), resolve(snapshot_of(code), answers).facts)
    if plan.matter.unit == "ch":
        return
    start = datetime(2026, 3, 2, hour) + timedelta(days=day)
    if start.weekday() >= 5:
        return
    done = {}
    for item in plan.live:
        begun = max((done[before] for before in plan.predecessors[item.code]), default=start)
        done[item.code] = finish(begun, item.promised.amount)
    promise = plan.worst_case(graph.promised).amount
    assert max(done.values()).date() <= working_days_later(start.date(), int(promise))


def finish(begun: datetime, amount) -> datetime:
    """End of the session in which `amount` working days are over (R20, R22, R23); 13:00 and 18:00."""
    if amount == int(amount):
        day = working_days_later(begun.date(), int(amount))
        return begun if amount == 0 else datetime(day.year, day.month, day.day, 18)
    sessions = int(amount * 2)
    at = begun
    for _ in range(sessions):
        if at.hour <= 13:
            at = at.replace(hour=18)
        else:
            day = working_days_later(at.date(), 1)
            at = datetime(day.year, day.month, day.day, 13)
    return at


def working_days_later(day: date, days: int) -> date:
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
