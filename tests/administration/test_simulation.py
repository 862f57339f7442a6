"""Simulation in the administration: the pages, the review two people write, and the version that keeps its word."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from services.catalog.models import Matter, ServiceItem
from services.catalog.publishing import publish
from services.catalog.simulation import operations
from services.catalog.simulation.edits import StepEdit
from services.catalog.simulation.models import EsiaRecord

INDEX = "/admin/catalogue/simulation/"
SHEET = INDEX + "OM-ONBOARD/"
TRIAL = SHEET + "trial/"
DROPPED = {"v-OF-HR-001-0": "eliminate", "r-OF-HR-001-0": "系统已核对"}


@pytest.fixture
def editor(town):
    return town.client("gong.tongban")


def saved(town, **changes):
    matter = Matter.objects.select_related("published").get(code="OM-ONBOARD")
    given = {
        "actor": town.person("gong.tongban"),
        "answers": dict(matter.published.typed.reference),
        "edits": [StepEdit("OF-HR-001", 0, "eliminate")],
        "verdicts": [{"item": "OF-HR-001", "name": "入职登记", "step": 0, "step_name": "登记", "verdict": "eliminate"}],
        "conclusion": "档案已由系统核对，不必再登记。",
    }
    return operations.save_review(matter, **{**given, **changes})


def test_every_page_opens_at_a_fixed_cost(town, editor):
    for address in (INDEX, SHEET, SHEET + "?of=draft", TRIAL, TRIAL + "?run=1"):
        editor.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = editor.get(address)
        assert answer.status_code == 200, address
        assert len(queries) <= 45, address


def test_the_sheet_shows_what_a_dropped_step_does__C17(editor):
    html = editor.get(SHEET, DROPPED).content.decode()
    assert "改后计数" in html and "▼" in html
    assert "系统已核对" in html, "what was typed stays"


def test_a_length_nobody_can_read_is_told_and_changes_nothing(editor):
    answer = editor.get(SHEET, {"limit-OF-HR-001": "soon"})
    assert answer.status_code == 400
    assert "不是天数" in answer.content.decode() and "改后计数" not in answer.content.decode()


def test_a_trial_says_where_it_jams_in_words_a_picture_and_a_table(editor):
    html = editor.get(TRIAL, {"run": "1", "days": "10", "per_day": "8", "p-OF-HR": "1"}).content.decode()
    assert "卡在人力资源部（经办）" in html and "再加一个人" in html
    assert html.count("<svg viewBox") == 2 and "瓶颈" in html
    assert "最多" in html
    again = editor.get(TRIAL, {"run": "1", "days": "10", "per_day": "8", "p-OF-HR": "1"}).content.decode()
    assert [line for line in html.splitlines() if "wb-conclusion" in line] == [
        line for line in again.splitlines() if "wb-conclusion" in line
    ]


def test_a_trial_beyond_its_bounds_is_refused_in_words(editor):
    answer = editor.get(TRIAL, {"run": "1", "days": "260", "per_day": "2000"})
    assert answer.status_code == 400 and "20000" in answer.content.decode()


def test_recorded_cases_can_be_repeated(town, monday, editor):
    town.apply("OM-TRAVEL", "yuan.gongjia", {"need_advance": False, "need_vehicle": False}, {})
    html = editor.get(INDEX + "OM-TRAVEL/trial/", {"run": "1", "source": "recorded"}).content.decode()
    assert "历史办件：近 90 天的 1 件" in html and "一半在" in html


@pytest.mark.parametrize(("person", "status"), [("fa.youju", 200), ("ru.zhihao", 403), ("yuan.gongjia", 302)])
def test_only_people_of_the_catalogue_see_it(town, person, status):
    assert {town.client(person).get(address).status_code for address in (INDEX, SHEET, TRIAL)} == {status}


def test_a_review_is_saved_and_agreed_to_by_another__A21(town, editor):
    answer = editor.post(SHEET + "save/", {**DROPPED, "conclusion": "系统已核对，取消登记环节。"}, follow=True)
    assert "评审已保存" in answer.content.decode()
    record = EsiaRecord.objects.get()
    assert record.verdicts[0]["verdict"] == "eliminate" and record.verdicts[0]["reason"] == "系统已核对"
    assert record.after["handling"] == record.before["handling"] - 1
    assert editor.post(f"/admin/catalogue/reviews/{record.pk}/agree/").status_code == 403
    agreed = town.client("fa.youju").post(f"/admin/catalogue/reviews/{record.pk}/agree/", follow=True)
    assert "已同意" in agreed.content.decode()
    record.refresh_from_db()
    assert record.agreed_by.username == "fa.youju"
    events = list(Entry.objects.filter(event__startswith="esia.").values_list("event", "actor_name"))
    assert events == [("esia.written", "龚通办"), ("esia.agreed", "法有据")]


def test_agreeing_twice_names_who_was_first(town):
    record = saved(town)
    operations.agree(record.pk, actor=town.person("fa.youju"))
    with pytest.raises(Conflict, match="法有据"):
        operations.agree(record.pk, actor=town.person("fa.youju"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"edits": []}, Invalid), ({"conclusion": " "}, Invalid), ({"actor": "ru.zhihao"}, Forbidden)],
)
def test_a_review_that_says_nothing_or_comes_from_outside_is_not_kept(town, changes, error):
    if "actor" in changes:
        changes = {"actor": town.person(changes["actor"])}
    with pytest.raises(error):
        saved(town, **changes)
    assert not EsiaRecord.objects.exists() and not Entry.objects.filter(event="esia.written").exists()


def test_the_version_published_afterwards_counts_what_was_expected__B23(town):
    record = saved(town)
    item = ServiceItem.objects.get(code="OF-HR-001")
    first = item.steps.first()
    item.promised -= first.days
    item.save()
    first.delete()
    version = publish(record.matter, author=town.person("gong.tongban"), reviewer=town.person("fa.youju"))
    assert item.promised > Decimal(0)
    assert [line.change for line in record.measured(version)] == [0] * len(record.lines)
    html = town.client("fa.youju").get(f"/admin/catalogue/reviews/{record.pk}/").content.decode()
    assert f"版本 {version.number} 的实际计数" in html
