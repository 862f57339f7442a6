"""The pages of rehearsals: who sees them, what they say, what a stale or refused form does."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from services.catalog.models import Matter
from tests.rehearsal.stories import ANSWERS, ONBOARD, line, written
from tests.rehearsal.test_gate import SHORT, came
from workflows.rehearsal.models import Run, Sample
from workflows.rehearsal.operations import results

pytestmark = pytest.mark.usefixtures("monday")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def editor(town):
    return town.client("gong.tongban")


@pytest.fixture
def matter(town):
    return Matter.objects.get(code=ONBOARD)


def place(name, *args):
    return reverse(f"catalogue-{name}", args=args)


def text_of(answer):
    return unescape(answer.content.decode())


def form(**changes):
    answers = {f"q-{key}": str(value).lower() for key, value in ANSWERS.items()}
    rows = {
        "act": ["step:deny", ""],
        "act_item": ["OF-LIFE-007", ""],
        "act_step": ["2", ""],
        "act_department": ["", ""],
        "act_hours": ["4.5", ""],
        "act_text": ["没有空床位", ""],
        "act_about": ["", ""],
    }
    return {
        "name": "公寓不予通过",
        "department": "OF-HR",
        "begins": "2026-03-04T10:30",
        "pace_hours": "2",
        "expected_ending": "partly_approved",
        "expected_days": "6",
        "expected_item": ["OF-HR-001", "OF-LIFE-007", ""],
        "papers": "1",
        "paper": ["M001"],
        "field": ["birth_date", ""],
        "field_value": ["2001-05-06", ""],
        **answers,
        **rows,
        **changes,
    }


def test_an_empty_matter_says_what_to_do(editor, matter):
    page = text_of(editor.get(place("rehearsal", ONBOARD)))
    assert "还没有样例" in page and place("sample-new", ONBOARD) in page
    assert "在草稿上预演全部样例" not in page


def test_a_sample_is_written_in_the_form_and_read_back(editor, matter):
    assert editor.get(place("sample-new", ONBOARD)).status_code == 200
    fields = {"field": ["", ""], "field_value": ["", ""]}
    answer = editor.post(place("sample-new", ONBOARD), form(**fields))
    assert answer.status_code == 302, text_of(answer)[:2000]
    sample = Sample.objects.get()
    assert [one.line for one in sample.acts.all()] == [
        line("step", "deny", item="OF-LIFE-007", step=2, hours="4.5", text="没有空床位")
    ]
    assert (sample.expected_items, sample.expected_papers) == (["OF-HR-001", "OF-LIFE-007"], ["M001"])
    assert sample.answers == ANSWERS
    page = text_of(editor.get(place("sample", ONBOARD, sample.pk)))
    assert "没有空床位" in page and 'value="4.5"' in page
    assert editor.post(place("sample", ONBOARD, sample.pk), form(**fields, purpose="看公寓")).status_code == 302
    assert Sample.objects.get().purpose == "看公寓"
    assert editor.post(place("sample-retire", ONBOARD, sample.pk)).status_code == 302
    assert editor.get(place("sample", ONBOARD, sample.pk)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"begins": "昨天"},
        {"begins": "0001-01-01T00:00"},
        {"begins": "9999-12-31T23:59"},
        {"pace_hours": "很快"},
        {"act_hours": ["-3", ""]},
        {"act_step": ["二", ""]},
        {"field": ["no_such_field", ""]},
        {"q-need_dorm": "也许"},
        {"name": ""},
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(editor, matter, wrong):
    answer = editor.post(place("sample-new", ONBOARD), form(**{"purpose": "看公寓", **wrong}))
    assert answer.status_code == 400 and "看公寓" in text_of(answer) and not Sample.objects.exists()


def test_what_the_draft_no_longer_has_stays_expected_until_somebody_takes_it_out(town, editor, matter):
    """Saving a sample for its name's sake must not make a draft hold that breaks it."""
    sample = written(town, expected_papers=("M001", "M-GONE"))
    page = text_of(editor.get(place("sample", ONBOARD, sample.pk)))
    assert "M-GONE" in page
    offered = re.findall(r'name="paper" value="([^"]+)" checked', page)
    assert sorted(offered) == ["M-GONE", "M001"]
    fields = {"field": ["", ""], "field_value": ["", ""], "paper": offered}
    assert editor.post(place("sample", ONBOARD, sample.pk), form(**fields)).status_code == 302
    assert Sample.objects.get().expected_papers == ["M-GONE", "M001"]
    long = {**fields, "paper": ["M" * 30]}
    assert editor.post(place("sample", ONBOARD, sample.pk), form(**long)).status_code == 302


def test_a_version_nobody_knows_is_not_played_as_the_draft(town, editor, matter):
    written(town)
    for number in ("99", "一"):
        assert editor.post(place("rehearsal-play", ONBOARD), {"version": number}).status_code == 404
    assert not Run.objects.exists()


def test_others_read_but_neither_write_nor_play__R5(town, matter):
    sample = written(town)
    reader, outsider = town.client("fa.youju"), town.client("yuan.gongjia")
    page = text_of(reader.get(place("rehearsal", ONBOARD)))
    assert sample.name in page and place("sample-new", ONBOARD) not in page
    for name, args in (("sample-new", (ONBOARD,)), ("sample", (ONBOARD, sample.pk)), ("sample-record", (ONBOARD,))):
        assert reader.get(place(name, *args)).status_code == 403
    for name, args in (("rehearsal-play", (ONBOARD,)), ("sample-retire", (ONBOARD, sample.pk))):
        assert reader.post(place(name, *args)).status_code == 403
    assert outsider.get(place("rehearsal", ONBOARD)).status_code in (302, 403)
    assert not Run.objects.exists()


def test_a_run_is_asked_for_shows_how_far_it_is_and_then_what_came_of_it(town, editor, matter):
    sample = written(town, expected_items=("OF-HR-001", "OF-LIFE-007"))
    answer = editor.post(place("rehearsal-play", ONBOARD))
    run = Run.objects.get()
    assert answer.url == place("rehearsal-run", run.pk)
    assert "0 / 1 个样例" in text_of(editor.get(answer.url))
    assert editor.post(place("rehearsal-play", ONBOARD)).status_code == 409
    fragment = editor.get(answer.url, headers=HTMX)
    assert "<html" not in text_of(fragment) and "hx-get" in text_of(fragment)
    started = results.begin(run.pk)
    assert started is not None
    results.keep(started, sample, None, SHORT)
    results.end(run.pk)
    assert editor.get(answer.url, headers=HTMX)["HX-Refresh"] == "true"
    page = text_of(editor.get(answer.url))
    assert "草稿使 1 个样例中的 1 个不再成立" in page
    assert "/design/items/" in page and "去修改" in page


def test_a_broken_sample_may_expect_what_the_published_version_does(town, editor, matter):
    written(town, expected_items=("OF-HR-001", "OF-LIFE-007"))
    run = came(matter, town.person("gong.tongban"), after=SHORT)
    result = run.results.get()
    assert place("rehearsal-adopt", result.pk) in text_of(editor.get(place("rehearsal-run", run.pk)))
    assert town.client("fa.youju").post(place("rehearsal-adopt", result.pk)).status_code == 403
    assert editor.post(place("rehearsal-adopt", result.pk)).status_code == 302
    assert Sample.objects.get().expected_papers == ["M001"]


def test_a_case_that_has_ended_is_recorded_by_who_may_see_it(town, editor):
    """The editor of a department sees its cases; who edits every matter sees none by that."""
    meal = {"meal_date": "2026-03-10", "meal_type": "lunch", "meal_headcount": 3, "diet": "normal", "canteen": "base"}
    case = town.apply("OM-MEAL", "yuan.gongjia", {}, meal)
    assert town.run(case).state == "closed"
    page = place("sample-record", "OM-MEAL")
    assert case.number not in text_of(editor.get(page))
    assert editor.post(page, {"case": case.number, "name": "三人午餐"}).status_code == 404
    own = town.client("song.nuanxin")
    assert case.number in text_of(own.get(page))
    assert own.post(page, {"case": case.number, "name": ""}).status_code == 400
    assert own.post(page, {"case": case.number, "name": "三人午餐"}).status_code == 302
    assert Sample.objects.get().recorded


def test_pages_cost_the_same_however_many_samples_there_are(town, editor, matter):
    costs = []
    for number in range(3):
        written(town, f"样例{number}")
        run = came(matter, town.person("gong.tongban"))
        counts = []
        for url in (place("rehearsal", ONBOARD), place("rehearsal-run", run.pk)):
            with CaptureQueriesContext(connection) as queries:
                assert editor.get(url).status_code == 200
            counts.append(len(queries))
        costs.append(counts)
    assert costs[1] == costs[2] and max(costs[2]) <= 40, costs
