"""Errors that can be mended on the spot are mended on the spot, beside the applicant, before acceptance (R38)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from portal.notices.models import Notice
from services.cases.models import SpotMending
from tests.desk.stories import key_in, statements, text_of
from tests.town import PDF
from tests.workflows.invariants import chain_faults, faults
from workflows.acting import get_task
from workflows.casework.mendable import mendable_fields
from workflows.operations.acts import act

CLERK = "chuang.kouyi"
SLIP = {"reason": "人数为笔误", "confirmation": "signature"}
BUDGET = 24


def waiting(town, **changes):
    case = town.reception(**changes)
    [task] = town.open_tasks(case, kind="intake")
    return case, task


def mend(town, task, name=CLERK, key="", **payload):
    return act(
        get_task(task.pk),
        actor=town.person(name),
        action="mend_on_the_spot",
        payload={**SLIP, **payload},
        key=key,
    )


def whole(case):
    assert faults([case]) == [] and chain_faults() == []


def test_a_slip_is_mended_field_by_field_and_nothing_is_sent__R36_R38(town, monday):
    case, task = waiting(town)
    before, told = case.form["companions"]["value"], Notice.objects.count()
    letter = case.materials.get(code="M003").upload
    new = town.upload(CLERK, "公函（盖章）.pdf")
    mend(town, task, fields={"companions": 2}, materials=[{"material": "M003", "file": new}])
    case.refresh_from_db()
    assert case.form["companions"]["value"] == 2 and case.form["companions"]["source"] is None
    assert str(case.materials.get(code="M003").upload_id) == new and case.state == "submitted"
    field, paper = SpotMending.objects.order_by("pk")
    assert (field.field, field.before, field.after, field.clerk.username) == ("companions", before, 2, CLERK)
    assert paper.before["name"] == letter.name and paper.after["name"] == "公函（盖章）.pdf"
    entry = Entry.objects.get(event="form.mended", subject=case.number)
    assert entry.text == SLIP["reason"] and entry.data["confirmed"] == "signature"
    assert [(one["what"], one["from"], one["to"]) for one in entry.data["changes"]] == [
        ("companions", str(before), "2"),
        ("M003", letter.name, "公函（盖章）.pdf"),
    ]
    # No notice went out, and the one-time notice may still be sent.
    assert Notice.objects.count() == told and not case.corrections.exists()
    whole(case)
    defect = [{"material": "M003", "problem": "公函没有日期", "remedy": "请注明日期"}]
    town.act(task, "notify_correction", CLERK, defects=defect)
    with pytest.raises(Conflict):
        mend(town, task, fields={"companions": 1})
    whole(case)


def test_what_a_register_says_and_what_the_answers_decide_is_not_mended_here__R15_R16(town, monday):
    case, task = waiting(town)
    from_register = next(key for key, one in case.form.items() if one.get("source"))
    own = mendable_fields(case)
    assert from_register not in own and "companions" in own and "guests" not in own
    for fields in ({from_register: "x"}, {"no_such_field": "x"}, {"companions": 2, from_register: "x"}):
        with pytest.raises(Invalid) as refused:
            mend(town, task, fields=fields)
        assert refused.value.error_code == "not_mendable"
    assert not SpotMending.objects.exists() and not Entry.objects.filter(event="form.mended").exists()
    whole(case)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fields": {"companions": 2}, "reason": " "}, "reason"),
        ({"fields": {"companions": 2}, "confirmation": ""}, "confirmation"),
        ({"fields": {"companions": 2}, "confirmation": "nod"}, "confirmation"),
        ({"fields": {"companions": "many"}}, "companions"),
        ({"fields": {"companions": ""}}, "companions"),
        ({"fields": {"companions": 12}}, "companions"),
        ({"materials": [{"material": "M003", "file": "00000000-0000-0000-0000-000000000000"}]}, "M003"),
        ({"materials": [{"material": "M999", "file": "x"}]}, "M999"),
    ],
)
def test_nothing_is_half_mended__R38_R91(town, monday, change, field):
    case, task = waiting(town)
    before = case.form
    with pytest.raises(Invalid) as refused:
        mend(town, task, **change)
    assert field in refused.value.fields
    case.refresh_from_db()
    assert case.form == before and not SpotMending.objects.exists()
    whole(case)


def test_only_the_window_never_in_ones_own_case_and_only_once__R2_R3(town, monday):
    case, task = waiting(town)
    for name in ("yuan.gongjia", "bi.jieban", "zhen.tongchou", "guan.xitong"):
        with pytest.raises(Forbidden):
            mend(town, task, name, fields={"companions": 2})
    with pytest.raises(Invalid) as nothing:
        mend(town, task, fields={"companions": case.form["companions"]["value"]})
    assert nothing.value.error_code == "nothing_mended"
    mend(town, task, key="one", fields={"companions": 2})
    mend(town, task, key="one", fields={"companions": 2})
    assert SpotMending.objects.count() == 1
    town.act(task, "accept", CLERK)
    with pytest.raises(Conflict) as late:
        mend(town, task, fields={"companions": 1})
    assert late.value.error_code == "task_closed"
    whole(case)


def test_it_never_makes_two_open_cases_the_same__R13(town, monday):
    case, task = waiting(town, companions=3, venue="第一会议室")
    other, other_task = waiting(town, companions=2, venue="第二会议室")
    town.act(task, "accept", CLERK)
    venue = {key: one["value"] for key, one in case.form.items()}
    with pytest.raises((Conflict, Invalid)):
        mend(town, other_task, fields={"companions": 3, "venue": venue["venue"]})
    whole(case)
    whole(other)


def test_the_counters_form_lists_what_the_applicant_stated_and_keeps_what_was_typed(town, monday):
    case, task = waiting(town)
    client = town.client(CLERK)
    url = f"/counter/task/{task.pk}/"
    page = client.get(f"{url}?way=mend")
    assert statements(client, f"{url}?way=mend") <= BUDGET
    form = {"key": key_in(page), "field-companions": "2", "reason": "", "confirmation": "read_back"}
    back = client.post(f"{url}mend/", form)
    assert back.status_code == 400 and 'name="field-companions"' in text_of(back) and 'value="2"' in text_of(back)
    letter = SimpleUploadedFile("新公函.pdf", PDF, "application/pdf")
    done = client.post(f"{url}mend/", {**form, "reason": "人数为笔误", "paper-M003": letter}, follow=True)
    assert done.status_code == 200 and "没有发出任何通知" in text_of(done)
    case.refresh_from_db()
    assert case.form["companions"]["value"] == 2 and case.materials.get(code="M003").upload.name == "新公函.pdf"
    assert set(SpotMending.objects.values_list("field", "material")) == {("companions", ""), ("", "M003")}
    again = text_of(client.get(f"{url}?way=mend"))
    assert "人数为笔误" in again
    # The applicant reads it in the record of the case.
    record = text_of(town.client(case.applicant.username).get(f"/c/{case.number}/record/"))
    assert "当场更正" in record
    assert town.client("ke.reqing").post(f"{url}mend/", form).status_code == 404
    assert town.client("bi.jieban").post(f"{url}mend/", form).status_code == 403
    whole(case)


def test_the_clerk_does_not_read_sensitive_values__R84(town, monday, monkeypatch):
    case, task = waiting(town)
    elements, stored = case.version.typed.elements, case.form["companions"]["value"]
    monkeypatch.setitem(elements, "companions", replace(elements["companions"], sensitivity="X"))
    client, url = town.client(CLERK), f"/counter/task/{task.pk}/"
    page = client.get(f"{url}?way=mend")
    assert f'name="field-companions" value="{stored}"' not in text_of(page) and "现在是：•••" in text_of(page)
    form = {"key": key_in(page), "field-companions": "", **SLIP}
    # Left empty it stays: nothing else was changed either.
    assert client.post(f"{url}mend/", form).status_code == 400 and not SpotMending.objects.exists()
    client.post(f"{url}mend/", {**form, "field-companions": "2"})
    case.refresh_from_db()
    assert case.form["companions"]["value"] == 2
    whole(case)


def test_over_the_interface__R38(town, monday):
    case, task = waiting(town)
    client = town.client(CLERK)
    url = f"/api/v1/tasks/{task.pk}/act/"
    offered = client.get(f"/api/v1/tasks/{task.pk}/").json()["acts"]
    [needs] = [one["needs"] for one in offered if one["action"] == "mend_on_the_spot"]
    assert needs["reason"] == needs["confirmation"] == "required"
    body = {"action": "mend_on_the_spot", "fields": {"companions": 2}, **SLIP}
    assert client.post(url, body, content_type="application/json").status_code == 200
    assert client.post(url, body, content_type="application/json").json()["code"] == "nothing_mended"
    whole(case)
