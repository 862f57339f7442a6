"""An objection is answered by the department that states the value, in three working days; the case goes on (R83)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from portal.notices.models import Notice
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults
from workflows.operations.conversation.applicant import object_to_value
from workflows.operations.conversation.objections import answer_objection
from workflows.queries import objections


@pytest.fixture
def objection(town, monday):
    """员工甲 says that the cost centre 财务部 holds is wrong; the case is at work."""
    case = town.accept(town.reception())
    entry = next(
        key
        for key, entry in case.form.items()
        if entry.get("source", None) and entry["source"]["department"] == "OF-HR"
    )
    return object_to_value(case, actor=town.person("yuan.gongjia"), element=entry, claim="写错了，应为李四")


def answer(town, one, person="ru.zhihao", **given):
    given = {"verdict": "rejected", "answer": "我们核对过档案，登记无误。", **given}
    return answer_objection(one, actor=town.person(person), **given)


def test_the_source_has_three_working_days_and_its_stewards_are_told(town, objection):
    assert objection.due_at == datetime(2026, 3, 5, 19, 30, tzinfo=SHANGHAI)
    notice = Notice.objects.get(event="data.objected")
    assert notice.recipient.username == "ru.zhihao"
    assert list(objections.waiting(town.person("ru.zhihao"))) == [objection]
    assert not objections.waiting(town.person("zhang.benzi")).exists()


def test_upheld_the_case_goes_on_with_the_right_value(town, objection):
    done = answer(
        town,
        objection,
        verdict="upheld",
        answer="档案有误，已更正。",
        value="13900000009" if objection.element == "mobile" else objection.held_value,
    )
    case = objection.case
    case.refresh_from_db()
    assert case.state == "in_progress"
    assert case.form[objection.element]["value"] == done.corrected_value
    told = Notice.objects.get(event="data.objection_upheld")
    assert told.recipient_id == case.applicant_id
    entry = Entry.objects.get(event="data.objection_upheld")
    assert entry.actor_name == "茹职好" and entry.data["element"] == objection.element
    assert faults() == [] and chain_faults() == []


def test_rejected_the_value_stays_and_the_applicant_reads_why(town, objection):
    answer(town, objection)
    case = objection.case
    case.refresh_from_db()
    assert case.form[objection.element]["value"] == objection.held_value
    html = town.client("yuan.gongjia").get(f"/c/{case.number}/file/").content.decode()
    assert "我们核对过档案，登记无误。" in html


@pytest.mark.parametrize("person", ["zhang.benzi", "yuan.gongjia", "guan.xitong", "chuang.shouxi"])
def test_only_the_source_answers(town, objection, person):
    with pytest.raises(Forbidden):
        answer(town, objection, person)
    objection.refresh_from_db()
    assert objection.answered_at is None


def test_a_steward_does_not_answer_their_own_objection__R3(town, monday):
    case = town.apply("OM-TRAVEL", "ru.zhihao", {"need_advance": False, "need_vehicle": False}, {})
    key = next(key for key, entry in case.form.items() if (entry.get("source") or {}).get("department") == "OF-HR")
    one = object_to_value(case, actor=town.person("ru.zhihao"), element=key, claim="不对")
    assert not objections.waiting(town.person("ru.zhihao")).exists()
    with pytest.raises(Forbidden):
        answer(town, one)


def test_the_second_answer_learns_who_was_first(town, objection):
    answer(town, objection)
    with pytest.raises(Conflict, match="茹职好"):
        answer(town, objection, verdict="upheld", answer="其实有误")
    assert Notice.objects.filter(event__startswith="data.objection_").count() == 1


@pytest.mark.parametrize(
    "given",
    [{"verdict": "maybe"}, {"answer": " "}, {"answer": "长" * 1001}, {"verdict": "rejected", "value": "新值"}],
)
def test_an_answer_that_says_nothing_leaves_nothing(town, objection, given):
    with pytest.raises(Invalid):
        answer(town, objection, **given)
    objection.refresh_from_db()
    assert not objection.verdict and not Entry.objects.filter(event__startswith="data.objection_").exists()


def test_a_value_the_dictionary_refuses_undoes_the_whole_answer(town, objection):
    with pytest.raises(Invalid):
        answer(town, objection, verdict="upheld", answer="已更正", value="长" * 6000)
    objection.refresh_from_db()
    assert objection.answered_at is None and objection.corrected_value is None
    assert not Notice.objects.filter(event__startswith="data.objection_").exists()


def test_on_the_desk_it_waits_with_its_light_and_is_answered_there(town, objection, monday):
    client = town.client("ru.zhihao")
    html = client.get("/desk/objections/").content.decode()
    assert "写错了，应为李四" in html and "前答复" in html and "light--ok" in html
    assert '/desk/objections/"' in html, "the rail leads there"
    monday.shift(timedelta(days=10))
    client = town.client("ru.zhihao")
    assert "light--bad" in client.get("/desk/objections/").content.decode()
    address = f"/desk/objections/{objection.pk}/answer/"
    done = client.post(address, {"verdict": "rejected", "answer": "登记无误。"}, follow=True)
    assert "已答复，并通知了员工甲" in done.content.decode() and "登记无误。" in done.content.decode()
    assert client.post(address, {"verdict": "upheld", "answer": "又有误"}).status_code == 409
    assert town.client("zhang.benzi").post(address, {"verdict": "upheld", "answer": "x"}).status_code == 404
    assert town.client("yuan.gongjia").get("/desk/objections/").status_code == 403


def test_over_the_interface(town, objection):
    from rest_framework.test import APIClient

    steward = APIClient()
    steward.force_authenticate(town.person("ru.zhihao"))
    (row,) = steward.get("/api/v1/objections/").json()["results"]
    assert (row["case"], row["element"], row["verdict"]) == (objection.case.number, objection.element, None)
    address = f"/api/v1/objections/{row['id']}/answer/"
    answered = steward.post(address, {"verdict": "rejected", "answer": "登记无误。"}, format="json")
    assert answered.status_code == 200 and answered.json()["answer"] == "登记无误。"
    assert steward.post(address, {"verdict": "rejected", "answer": "再来"}, format="json").status_code == 409
    other = APIClient()
    other.force_authenticate(town.person("zhang.benzi"))
    assert other.post(address, {"verdict": "rejected", "answer": "再来"}, format="json").status_code == 404
    assert other.get("/api/v1/objections/").json()["results"] == []


def test_another_cannot_find_it(town, objection):
    with pytest.raises(NotFound):
        objections.find(objection.pk, town.person("zhang.benzi"))


def test_a_copy_that_differs_from_its_source_is_listed__C05(town, objection):
    from workflows.copies.comparison import conflicting_copies

    case = objection.case
    case.refresh_from_db()
    assert conflicting_copies() == []
    case.form = {
        **case.form,
        "person_name": {**case.form.get("person_name", case.form[objection.element]), "value": "李四"},
    }
    key = objection.element
    case.form[key] = {**case.form[key], "value": "李四"}
    case.save(update_fields=["form"])
    copies = conflicting_copies()
    assert case.number in {one.place for one in copies}
    html = town.client("gong.tongban").get("/admin/catalogue/copies/").content.decode()
    assert case.number in html
