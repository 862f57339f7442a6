"""Ten more working days for the answer to the notice: once, on request (R38)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden
from services.cases.models import Correction
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults
from workflows.operations.owed.correcting import extend_correction

DEFECTS = [{"material": "M003", "problem": "公函没有盖章", "remedy": "请上传盖章后的公函"}]


def correcting(town):
    case = town.reception()
    [task] = town.open_tasks(case, kind="intake")
    town.act(task, "notify_correction", "chuang.kouyi", defects=DEFECTS)
    case.refresh_from_db()
    return case


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_the_limit_moves_ten_working_days_and_so_does_the_reminder__R38(town, monday):
    case = correcting(town)
    assert Correction.objects.get().due_at == at("2026-03-16 19:30")
    extend_correction(case, actor=case.applicant)
    notice = Correction.objects.get()
    assert notice.due_at == at("2026-03-30 19:30") and notice.extended_at is not None
    [task] = town.open_tasks(case, kind="resupply")
    assert task.due_at == task.red_at == notice.due_at and task.scheduled == at("2026-03-25 19:30")
    assert Entry.objects.get(event="correction.extended").data["after"].startswith("2026-03-30T19:30")
    assert case.applicant.notices.filter(event="case.correction_extended").count() == 1
    monday.move_to(at("2026-03-16 19:31"))
    assert town.fire() == 0
    monday.move_to(notice.due_at + timedelta(minutes=1))
    while town.fire():
        pass
    case.refresh_from_db()
    assert case.state == "lapsed" and not faults() and not chain_faults()


def test_only_once__R38(town, monday):
    case = correcting(town)
    extend_correction(case, actor=case.applicant)
    with pytest.raises(Conflict) as again:
        extend_correction(case, actor=case.applicant)
    assert again.value.error_code == "already_extended"
    assert Correction.objects.get().due_at == at("2026-03-30 19:30")


def test_only_the_applicant_and_only_while_an_answer_is_due__R1_R38(town, monday):
    case = town.reception()
    with pytest.raises(Conflict) as nothing:
        extend_correction(case, actor=case.applicant)
    assert nothing.value.error_code == "nothing_to_extend"
    other = correcting(town)
    for name in ("chuang.kouyi", "yuan.gongyi"):
        with pytest.raises(Forbidden):
            extend_correction(other, actor=town.person(name))


def test_the_page_offers_it_once_and_the_interface_too__R38(town, monday):
    case = correcting(town)
    client = town.client("yuan.gongjia")
    assert "延长 10 个工作日" in client.get(f"/c/{case.number}/correct/").content.decode()
    found = client.get(f"/api/v1/cases/{case.number}/").json()
    assert "extend-correction" in found["actions"]
    first = client.post(f"/api/v1/cases/{case.number}/extend-correction/", {}, content_type="application/json")
    assert first.status_code == 200 and first.json()["corrections"][0]["extended_at"]
    assert "extend-correction" not in first.json()["actions"]
    again = client.post(f"/api/v1/cases/{case.number}/extend-correction/", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "already_extended")
    page = client.post(f"/c/{case.number}/correct/extend/", follow=True)
    assert page.status_code == 200 and "延长 10 个工作日</button>" not in page.content.decode()
