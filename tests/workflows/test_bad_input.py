"""Bad input: one clear sentence each, nothing written, nothing lost."""

from __future__ import annotations

import pytest

from departments.org.models import Department
from portal.errors import DomainError, Forbidden, Invalid, NotFound
from services.cases.models import Case, Objection
from tests.town import RECEPTION_ANSWERS, RECEPTION_FIELDS
from workflows.operations.entry.submission import Application, submit
from workflows.queries.inbox import buckets, tasks

PAPERLESS = {**RECEPTION_ANSWERS, "need_lodging": False, "guest_count": 5}


def refused(town, applicant="yuan.gongjia", **changes):
    """Submit with one thing wrong; the sentences by field."""
    person = town.person(applicant)
    fields = {"venue": "第二会议室", **RECEPTION_FIELDS}
    given = {"matter": "OM-RECEPTION", "answers": RECEPTION_ANSWERS, "fields": fields, **changes}
    with pytest.raises(DomainError) as caught:
        submit(Application(**given), applicant=person, actor=person)
    assert not Case.objects.exists()
    assert caught.value.detail
    return caught.value


def test_an_unknown_answer_is_named(town, monday):
    assert "moon_phase" in refused(town, answers={**RECEPTION_ANSWERS, "moon_phase": 3}).fields


@pytest.mark.parametrize("value", [0, 301, "many", True, [1], 5.5])
def test_an_answer_out_of_range_or_of_the_wrong_kind_is_named(town, monday, value):
    assert "guest_count" in refused(town, answers={**RECEPTION_ANSWERS, "guest_count": value}).fields


def test_every_missing_field_is_named_at_once(town, monday):
    found = refused(town, fields={}).fields
    assert {"reception_purpose", "visitor_org", "visit_start", "budget_amount", "vehicle_type"} <= set(found)


def test_a_field_that_does_not_apply_is_named(town, monday):
    fields = {**RECEPTION_FIELDS, "trip_purpose": "出差"}
    assert "trip_purpose" in refused(town, fields=fields).fields


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("reception_purpose", "短"),
        ("companions", 101),
        ("companions", "三"),
        ("visit_start", "明天"),
        ("visitor_level", "king"),
        ("budget_amount", "-1"),
        ("vehicle_count", 0),
        ("pickup_place", "长" * 81),
    ],
)
def test_a_value_outside_its_element_is_named_with_how_to_mend_it(town, monday, key, value):
    [sentence] = refused(town, fields={**RECEPTION_FIELDS, key: value}).fields[key]
    assert len(sentence) > 5


def test_too_many_companions_is_the_item_s_own_condition__R91(town, monday):
    found = refused(town, fields={**RECEPTION_FIELDS, "companions": 5}).fields
    assert "三分之一" in found["companions"][0]


def test_an_end_before_its_start_is_named(town, monday):
    fields = {**RECEPTION_FIELDS, "visit_end": "2026-03-09T10:00"}
    assert "visit_end" in refused(town, fields=fields).fields


def test_an_answered_question_is_not_contradicted_by_a_field(town, monday):
    assert "guests" in refused(town, fields={**RECEPTION_FIELDS, "guests": 99}).fields


def test_a_file_of_somebody_else_is_not_found(town, monday):
    foreign = town.upload("yuan.gongyi")
    assert "M003" in refused(town, materials={"M003": foreign}).fields
    assert "M003" in refused(town, materials={"M003": "not-an-id"}).fields


def test_an_exempt_paper_is_never_taken__R17(town, monday):
    assert "M004" in refused(town, materials={"M004": town.upload("yuan.gongjia")}).fields


def test_a_matter_that_does_not_exist_is_named(town, monday):
    error = refused(town, matter="OM-MOON")
    assert isinstance(error, NotFound) and "OM-MOON" in error.detail


def test_a_promise_in_the_past_or_too_late_is_named__R40(town, monday):
    for day in ("2026-02-01", "2026-06-01", "someday"):
        assert "M003" in refused(town, commitments={"M003": day}).fields


def test_only_the_window_applies_for_somebody_else_and_records_the_consent__R1(town, monday):
    application = Application("OM-RECEPTION", PAPERLESS, RECEPTION_FIELDS, channel="counter")
    applicant = town.person("yuan.gongjia")
    with pytest.raises(Forbidden):
        submit(application, applicant=applicant, actor=town.person("yuan.gongyi"))
    with pytest.raises(Invalid) as consent:
        submit(application, applicant=applicant, actor=town.person("chuang.kouyi"))
    assert "consent" in consent.value.fields


def test_a_register_s_value_is_not_overwritten_but_objected_to__R16_R83(town, monday):
    case = town.apply("OM-TRAVEL", "yuan.gongjia", {}, {})
    held = case.form["employee_no"]
    assert held["source"]["department"] == "OF-HR"
    person = town.person("yuan.gongjia")
    fields = {key: entry["value"] for key, entry in case.form.items() if entry["source"] is None}
    fields |= {"destination": "乌鲁木齐", "employee_no": "99999999"}
    other, _ = submit(Application("OM-TRAVEL", {}, fields), applicant=person, actor=person)
    assert other.form["employee_no"]["value"] == held["value"]
    assert Objection.objects.get(case=other).claim == "99999999"


def test_a_department_without_a_head_sends_its_decision_to_somebody(town, monday):
    Department.objects.filter(code="OF-CY1").update(head=None, deputy=None)
    from departments.org.models import Membership

    Membership.objects.filter(user__username__in=["you.liuchang", "you.jingkou"]).update(ends="2026-01-01")
    case = town.apply("OM-TRAVEL", "yuan.gongjia", {}, {})
    town.accept(case)
    [task] = town.open_tasks(case, kind="step")
    assert task.stand_in.username == "ling.daoyi"
    town.act(task, "pass", "ling.daoyi")


def test_a_person_without_duties_has_an_empty_inbox_and_a_reason(town, monday):
    nobody = town.person("yuan.gongjia")
    assert not tasks(nobody).exists() and set(buckets(nobody).values()) == {0}
    case = town.reception("yuan.gongyi")
    [task] = town.open_tasks(case)
    with pytest.raises(Forbidden, match="综合服务大厅"):
        town.act(task, "accept", "yuan.gongjia")
