"""The rule library: found in Chinese, never a repealed clause as valid, and who stands on one is flagged (A18)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from services.catalog.lint.house import house_survey
from services.catalog.loading.rules import label, titles
from services.regulations import library
from services.regulations.models import Citation, Clause, Edition, Regulation


@pytest.fixture
def meals(town):
    """公司公务接待管理办法, which several items stand on."""
    return Regulation.objects.get(title="公司公务接待管理办法")


def texts(query):
    return [one.text for one in library.search(query)]


def test_every_item_that_names_a_rule_stands_on_a_clause_of_it(meals):
    assert Regulation.objects.filter(kind="company").count() > 25
    assert Citation.objects.filter(regulation=meals, item__code="OF-OFFICE-001").exclude(anchor="").count() == 2
    assert library.broken_citations() == []
    law = Regulation.objects.get(title="社会保险法")
    assert law.kind == "law" and not Clause.objects.filter(edition__regulation=law).exists()
    assert Citation.objects.get(regulation=law).anchor == ""


@pytest.mark.parametrize("query", ["陪餐", "来宾 陪餐", "陪餐人数不超过", "公务接待"])
def test_the_search_finds_chinese_words_and_phrases(meals, query):
    found = library.search(query)
    assert any(one.edition.regulation == meals for one in found) == (query != "陪餐人数不超过")


def test_what_nobody_wrote_is_not_found(meals):
    assert texts("量子纠缠") == [] and texts("  ") == [] and texts("，。") == []


def test_a_repealed_clause_is_not_found_and_flags_who_stands_on_it__A18(meals):
    clause = next(one for one in library.search("陪餐") if one.edition.regulation == meals)
    Clause.objects.filter(pk=clause.pk).update(repealed=True)
    assert clause.text not in texts("陪餐")
    (finding,) = [one for one in house_survey() if one.kind == "repealed_clause"]
    assert finding.path[:2] == ("items", "OF-OFFICE-001") and clause.label in finding.what


def test_a_repealed_regulation_is_nowhere_among_the_valid_and_flags_all_its_items(meals):
    items = set(Citation.objects.filter(regulation=meals).values_list("item__code", flat=True))
    meals.editions.update(ends_on=timezone.localdate())
    assert meals not in library.in_force() and meals in library.out_of_force()
    assert all(one.edition.regulation != meals for one in library.search("接待"))
    assert {one.path[1] for one in house_survey() if one.kind == "repealed_clause"} == items


def amended(meals):
    """A second edition from today on, without the second clause."""
    today = timezone.localdate()
    first = meals.editions.get()
    first.ends_on = today
    first.save()
    second = Edition.objects.create(regulation=meals, number=2, effective_from=today, note="简化陪餐规则")
    for one in first.clauses.exclude(anchor="c2"):
        Clause.objects.create(edition=second, anchor=one.anchor, label=one.label, text=one.text, position=one.position)
    library.index(second.clauses.select_related("edition__regulation"))
    return second


def test_an_amended_regulation_speaks_with_its_newest_edition_only(meals):
    second = amended(meals)
    found = [one for one in library.search("接待") if one.edition.regulation == meals]
    assert found and {one.edition_id for one in found} == {second.pk}
    (broken,) = library.broken_citations()
    assert (broken.state, broken.label, broken.words) == ("missing", "第二条", f"《{meals.title}》第二条")


def test_an_edition_of_tomorrow_is_not_valid_today(meals):
    later = timezone.localdate() + timedelta(days=1)
    meals.editions.update(effective_from=later)
    assert meals not in library.in_force()


def test_two_editions_cannot_be_open_at_once(meals):
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(regulation=meals, number=2, effective_from=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("basis", "named"),
    [
        ("公司公务接待管理办法(演示); 陪餐人数规则参照党政机关国内公务接待管理规定",
         [("公司公务接待管理办法", True), ("党政机关国内公务接待管理规定", False)]),
        ("社会保险法第五十八条(用工之日起三十日内办理)", [("社会保险法", False)]),
        ("竣工检验不超过5个工作日(企业考核口径)", []),
        ("供电服务承诺(演示),7x24小时", [("供电服务承诺", True)]),
        ("", []),
    ],
)  # fmt: skip
def test_a_basis_is_read_as_the_titles_it_names(basis, named):
    assert list(titles(basis)) == named


@pytest.mark.parametrize(("place", "words"), [(0, "第一条"), (9, "第十条"), (10, "第十一条"), (20, "第二十一条")])
def test_clauses_are_numbered_as_rules_number_them(place, words):
    assert label(place) == words


# ---- pages ----------------------------------------------------------------------------


def test_everybody_reads_the_library_without_signing_in(town, meals):
    client = town.client()
    html = client.get("/rules/").content.decode()
    assert "公司公务接待管理办法" in html and "个事项" in html
    html = client.get("/rules/", {"q": "陪餐"}).content.decode()
    clause = next(one for one in library.search("陪餐") if one.edition.regulation == meals)
    assert f"/rules/{meals.code}/#{clause.anchor}" in html
    html = client.get(f"/rules/{meals.code}/").content.decode()
    assert f'id="{clause.anchor}"' in html and "业务招待一件事" in html
    assert client.get("/rules/nowhere/").status_code == 404
    assert "换个更短的词" in client.get("/rules/", {"q": "量子纠缠"}).content.decode()


def test_an_old_edition_leads_to_the_text_that_holds(town, meals):
    amended(meals)
    html = town.client().get(f"/rules/{meals.code}/?edition=1").content.decode()
    assert "这一版已被修订" in html and "看现行文本" in html
    assert "这一版已被修订" not in town.client().get(f"/rules/{meals.code}/").content.decode()
    meals.editions.filter(number=2).delete()
    assert "本制度已废止" in town.client().get(f"/rules/{meals.code}/").content.decode()
    assert meals.title in town.client().get("/rules/?repealed=1").content.decode()


def test_the_pages_cost_the_same_however_much_they_hold(town, meals):
    client = town.client()
    for address in ("/rules/", "/rules/?q=办结", f"/rules/{meals.code}/"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= 12, address


def test_the_library_is_kept_in_the_administration(town, meals):
    edition = meals.editions.get()
    client = town.client("guan.xitong")
    for name, pk in (("regulation", meals.pk), ("edition", edition.pk)):
        assert client.get(reverse(f"admin:regulations_{name}_changelist")).status_code == 200
        assert client.get(reverse(f"admin:regulations_{name}_change", args=[pk])).status_code == 200


def test_staff_find_the_rules_from_the_desk(town):
    assert '"/rules/"' in town.client("che.lunzhuan").get("/desk/inbox/").content.decode()
