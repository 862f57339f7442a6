"""A matter begins like another one; its time is shown as promised, as worked out and as it really was."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.errors import Conflict, Forbidden, NotFound
from services.catalog.actuals import of_items, of_matter
from services.catalog.drafts import read_catalogue
from services.catalog.models import Matter
from services.catalog.operations.drafting import begin_from, fingerprint
from services.catalog.places import design_url


@pytest.fixture
def editor(town):
    return town.client("gong.tongban")


@pytest.fixture
def empty(town):
    """A matter nobody has put anything into."""
    office = Matter.objects.get(code="OM-RECEPTION").lead_department
    return Matter.objects.create(code="OM-VISIT", name="参观一件事", lead_department=office, intro="来厂参观")


def text_of(answer):
    return unescape(answer.content.decode())


def test_a_new_matter_begins_like_one_that_works(town, editor):
    template = Matter.objects.get(code="OM-RECEPTION")
    form = {
        "code": "OM-VISIT", "name": "参观一件事", "name_en": "", "lead_department": template.lead_department_id,
        "template": template.pk, "audience": "", "intro": "来厂参观", "_save": "1",
    }  # fmt: skip
    answer = editor.post(reverse("admin:catalog_matter_add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    drafts = read_catalogue().matters
    begun, pattern = drafts["OM-VISIT"], drafts["OM-RECEPTION"]
    assert (begun.items, begun.question_ids, begun.fixed) == (pattern.items, pattern.question_ids, pattern.fixed)
    assert (begun.name, begun.intro, begun.aliases) == ("参观一件事", "来厂参观", ())
    assert "校验通过" in text_of(editor.get(design_url(Matter.objects.get(code="OM-VISIT").pk)))


def test_an_empty_design_offers_a_template_and_a_begun_one_does_not(editor, empty):
    place = design_url(empty.pk, "items")
    assert "从模板开始" in text_of(editor.get(place))
    form = {"part": "template", "template": "OM-DUTY", "seen": fingerprint(read_catalogue().matters["OM-VISIT"])}
    assert editor.post(place, form).status_code == 302
    assert read_catalogue().matters["OM-VISIT"].items == read_catalogue().matters["OM-DUTY"].items
    assert "从模板开始" not in text_of(editor.get(place))
    again = editor.post(place, form)
    assert again.status_code == 409 and "已经有内容" in text_of(again)


def test_templates_are_for_editors_of_the_matter__R5(town, empty):
    with pytest.raises(Forbidden):
        begin_from(empty, "OM-DUTY", actor=town.person("fa.youju"))
    with pytest.raises(NotFound):
        begin_from(empty, "OM-VISIT", actor=town.person("gong.tongban"))
    with pytest.raises(Conflict):
        begin_from(Matter.objects.get(code="OM-DUTY"), "OM-RECEPTION", actor=town.person("gong.tongban"))
    assert read_catalogue().matters["OM-VISIT"].items == ()


def test_real_time_is_a_median_of_enough_cases__R79(town, editor, monday):
    matter = Matter.objects.get(code="OM-DUTY")
    assert of_matter(matter, "wd") is None and of_items(matter, {"OF-OFFICE-002": "wd"}) == {}
    assert "还没有实际用时可比" in text_of(editor.get(design_url(matter.pk, "limits")))
    for _number in range(5):
        case = town.run(town.apply("OM-DUTY", "yuan.gongjia", {}, {}))
    case.refresh_from_db()
    found = of_matter(matter, "wd")
    assert found.count == 5 and found.usual <= found.slow and found.on_time == 5
    code = case.items.first().code
    assert of_items(matter, {code: "wd"})[code].count == 5
    with CaptureQueriesContext(connection) as queries:
        page = text_of(editor.get(design_url(matter.pk, "limits")))
    assert "近 90 天 5 件" in page and "100% 按承诺办完" in page and "近 90 天一般用时" in page
    assert len(queries) <= 30
    monday.shift(timedelta(days=120))
    assert of_matter(matter, "wd") is None


def test_a_question_that_changes_nothing_and_a_condition_nobody_meets_are_named_in_the_design(editor, town):
    from services.catalog.models import Fact, MatterItem

    reception = Matter.objects.get(code="OM-RECEPTION")
    place = design_url(reception.pk, "rules")
    assert "值得再看一眼" not in text_of(editor.get(place))
    asked = set(reception.matter_questions.values_list("fact", flat=True))
    idle = Fact.objects.filter(type="bool").exclude(pk__in=asked).exclude(fixed_by__matter=reception).first()
    reception.matter_questions.create(fact=idle, reference=False, position=90)
    page = text_of(editor.get(place))
    assert "值得再看一眼" in page and f"“{idle.text}”无论怎样回答" in page
    MatterItem.objects.filter(matter=reception, item__code="OF-LIFE-001").update(include_when="guest_count > 300")
    page = text_of(editor.get(place))
    assert "guest_count > 300" in page and "处要改" in page
