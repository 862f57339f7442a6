"""Planted in the demo catalogue, found by the survey: each of its kinds, where it stands, with how to mend it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from services.catalog.catalogue import Catalogue, MatterDraft, MatterItemDraft
from services.catalog.lint import lint
from services.catalog.lint.findings import ERROR, WARNING
from services.catalog.lint.likeness import groups
from services.catalog.lint.survey import survey
from services.catalog.snapshot import ConditionSnapshot, ItemMaterialSnapshot, StepSnapshot

FIVE = ("危险作业许可", "危险作业许可证办理", "危险作业许可审批", "危险作业许可（申请）", "办理危险作业许可")


class Planting:
    """A copy of the catalogue in which one thing is wrong."""

    def __init__(self, catalogue: Catalogue):
        self.catalogue = replace(
            catalogue,
            **{name: dict(getattr(catalogue, name)) for name in ("items", "elements", "materials", "facts", "matters")},
            departments=dict(catalogue.departments),
        )

    def change(self, table: str, code: str, /, **changes):
        entries = getattr(self.catalogue, table)
        entries[code] = replace(entries[code], **changes)

    def copy(self, table: str, code: str, new: str, /, **changes):
        entries = getattr(self.catalogue, table)
        name = {"elements": "key", "facts": "id"}.get(table, "code")
        entries[new] = replace(entries[code], **{name: new}, **changes)

    def item(self, code: str, name: str, **changes):
        """A twin of 出差审批 under another code and name."""
        self.copy("items", "OF-HR-006", code, name=name, aliases=(), **changes)

    def row(self, matter: str, item: str, **changes):
        draft = self.catalogue.matters[matter]
        rows = tuple(replace(one, **changes) if one.item == item else one for one in draft.items)
        self.change("matters", matter, items=rows)

    def found(self) -> list:
        return survey(self.catalogue, lint(self.catalogue, used_elsewhere=self.catalogue.materials))


@pytest.fixture
def planting(catalogue):
    return Planting(catalogue)


def five_spellings(p):
    for place, name in enumerate(FIVE):
        p.item(f"OF-HSE-10{place}", name, department="OF-HSE")


def different_ways(p):
    p.item("OF-HR-101", "危险作业许可")
    p.item("OF-HR-102", "危险作业许可审批", steps=(StepSnapshot("经办", "handler", days=Decimal(1)),))


def different_papers(p):
    p.item("OF-HR-101", "危险作业许可")
    p.item("OF-HR-102", "危险作业许可审批", materials=(ItemMaterialSnapshot("M003"),))


def across_organisations(p):
    """Two companies may each have their own item of a name; only the different papers are told."""
    p.item("OF-HR-101", "危险作业许可")
    p.item("PG-CS-102", "危险作业许可审批", department="PG-CS", materials=(ItemMaterialSnapshot("M003"),))


def paper_twice(p):
    p.copy("materials", "M003", "M903", name="来访公函（邀请函）申请")


def element_twice(p):
    p.copy("elements", "visitor_org", "guest_org", code="DE901", name=p.catalogue.elements["visitor_org"].name + "申报")


def known_element_asked(p):
    known = p.catalogue.elements["id_number"]
    p.copy("elements", "visitor_org", "id_number_again", code="DE901", name=known.name)


def known_element_as_question(p):
    p.change("elements", "guests", source="OF-OFFICE")


def known_element_as_fact(p):
    p.copy("facts", "is_travel", "asked_again", text=p.catalogue.elements["id_number"].name)


def follows_from_another(p):
    p.change("elements", "service_years", source=None)


def exempt_paper_asked(p):
    p.copy("materials", "M003", "M903", name="居民身份证", from_elements=())


def known_paper_asked(p):
    p.copy("materials", "M003", "M903", name="出入境记录说明", from_elements=("id_number",))


def result_asked_again(p):
    p.copy("materials", "M003", "M903", name=p.catalogue.items["OF-HR-006"].result.name)


def item_never_included(p):
    p.row("OM-RECEPTION", "OF-LIFE-001", include_when="guest_count > 300")


def item_always_included(p):
    p.row("OM-RECEPTION", "OF-LIFE-001", include_when="need_vehicle or not need_vehicle")


def idle_question(p):
    draft = p.catalogue.matters["OM-TRAVEL"]
    p.change(
        "matters",
        "OM-TRAVEL",
        question_ids=(*draft.question_ids, "need_dorm"),
        reference={**draft.reference, "need_dorm": False},
    )


def check_never_met(p):
    rows = (ConditionSnapshot("c1", "人数合理", check="guests > 300 and guests < 10"),)
    p.change("items", "OF-OFFICE-001", conditions=rows)


def retired_value(p):
    rows = (ConditionSnapshot("c1", "早茶", check="meal_type == 'teatime'"),)
    p.change("items", "OF-LIFE-003", conditions=rows)


def retired_option(p):
    p.row("OM-DUTY", "OF-OFFICE-004", include_when="duty_action == 'replace' or duty_action == 'swap'")


def paper_never(p):
    item = p.catalogue.items["OF-LIFE-002"]
    never = ItemMaterialSnapshot("M003", "cost_incurred and not cost_incurred")
    p.change("items", item.code, materials=(*item.materials, never))


def two_deciders(p):
    steps = p.catalogue.items["OF-HR-006"].steps
    more = StepSnapshot("用人部门负责人审批", "dept_head", of_applicant=True)
    p.change("items", "OF-HR-006", steps=(*steps, more))


def two_results(p):
    one = p.catalogue.items["OF-HR-006"]
    p.change("items", one.code, result=replace(one.result, name="出差审批单和借款单"))


def two_acts(p):
    p.change("items", "OF-HR-006", name="出差审批并借款")


def department_without_items(p):
    p.catalogue.departments["OF-NEW"] = replace(p.catalogue.departments["OF-HR"], code="OF-NEW", name="新部门")


def no_basis(p):
    p.change("items", "OF-HR-006", basis=" ")


def more_visits(p):
    p.change("items", "OF-HR-006", legacy_visits=0, promised_visits=2)


def more_steps(p):
    p.change("items", "OF-OFFICE-001", legacy_steps=1)


def unused_item(p):
    p.item("OF-HR-101", "图书借阅")


def needless_wait(p):
    p.row("OM-HOUSING", "OF-LIFE-006", include_when="")
    p.row("OM-HOUSING", "OF-FIN-005", include_when="")


def opposite_order(p):
    p.catalogue.matters["OM-OTHER"] = MatterDraft(
        "OM-OTHER",
        "另一件事",
        "OF-LIFE",
        (MatterItemDraft("OF-FIN-005"), MatterItemDraft("OF-LIFE-005", needs=("OF-FIN-005",))),
    )


def other_waits(p):
    draft = p.catalogue.matters["OM-HOUSING"]
    p.catalogue.matters["OM-OTHER"] = replace(
        draft, code="OM-OTHER", items=tuple(replace(one, needs=()) for one in draft.items)
    )


def silence_in_finance(p):
    one = p.catalogue.items["OF-OFFICE-003"]
    p.change("items", one.code, countersigns=tuple(replace(each, departments=("OF-FIN",)) for each in one.countersigns))


def promise_above_the_limit(p):
    one = p.catalogue.items["OF-HR-006"]
    p.change("items", one.code, statutory=replace(one.statutory, amount=Decimal(0)))


def circle(p):
    p.row("OM-HOUSING", "OF-LIFE-005", needs=("OF-LIFE-006",))


def essential_deferred(p):
    p.change("materials", "M003", essential=True)


def nowhere(p):
    p.change("items", "OF-HR-006", department="OF-NOWHERE")


# (what is planted, kind of the finding, where, words it holds)
PLANTED = [
    (five_spellings, "alike_items", ("items", "OF-HSE-100"), "5 items"),
    (different_ways, "different_steps", ("items", "OF-HR-101"), "different ways"),
    (different_papers, "different_materials", ("items", "OF-HR-101"), "different papers"),
    (across_organisations, "different_materials", ("items", "OF-HR-101"), "PG-CS-102"),
    (paper_twice, "alike_materials", ("materials", "M003"), "M903"),
    (element_twice, "alike_elements", ("elements", "visitor_org"), "guest_org"),
    (known_element_asked, "asked_though_known", ("elements", "id_number_again"), "already states"),
    (known_element_as_question, "asked_though_known", ("elements", "guests"), "A question asks"),
    (known_element_as_fact, "asked_though_known", ("facts", "asked_again"), "People are asked"),
    (follows_from_another, "asked_though_known", ("elements", "service_years"), "follows from"),
    (exempt_paper_asked, "paper_though_known", ("materials", "M903"), "never handed in"),
    (known_paper_asked, "paper_though_known", ("materials", "M903"), "departments state everything"),
    (result_asked_again, "paper_though_known", ("materials", "M903"), "result of OF-HR-006"),
    (item_never_included, "never_included", ("matters", "OM-RECEPTION"), "never true"),
    (item_always_included, "always_included", ("matters", "OM-RECEPTION"), "always true"),
    (idle_question, "idle_question", ("matters", "OM-TRAVEL"), "nothing changes"),
    (check_never_met, "never_met", ("items", "OF-OFFICE-001"), "Nobody can ever meet"),
    (retired_value, "unknown_value", ("items", "OF-LIFE-003"), "teatime"),
    (retired_option, "unknown_value", ("matters", "OM-DUTY"), "replace"),
    (paper_never, "paper_never", ("items", "OF-LIFE-002"), "M003"),
    (two_deciders, "two_deciders", ("items", "OF-HR-006"), "Two people decide"),
    (two_results, "two_results", ("items", "OF-HR-006"), "more than one result"),
    (two_acts, "two_acts", ("items", "OF-HR-006"), "several acts"),
    (department_without_items, "no_items", ("departments", "OF-NEW"), "no item"),
    (no_basis, "no_basis", ("items", "OF-HR-006"), "rule it stands on"),
    (more_visits, "more_visits", ("items", "OF-HR-006"), "2 times"),
    (more_steps, "more_steps", ("items", "OF-OFFICE-001"), "before the reform"),
    (unused_item, "unused_item", ("items", "OF-HR-101"), "nobody can apply"),
    (needless_wait, "needless_wait", ("matters", "OM-HOUSING"), "need not wait"),
    (opposite_order, "different_order", ("matters", "OM-OTHER"), "before"),
    (other_waits, "different_needs", ("matters", "OM-HOUSING"), "OM-OTHER"),
    (silence_in_finance, "", ("items", "OF-OFFICE-003"), "Silence may not count"),
    (promise_above_the_limit, "", ("items", "OF-HR-006"), "longer than the statutory"),
    (circle, "", ("matters", "OM-HOUSING"), "circle"),
    (essential_deferred, "", ("materials", "M003"), "cannot follow later"),
    (nowhere, "", ("items", "OF-HR-006"), "does not exist"),
]


@pytest.mark.parametrize(("plant", "kind", "place", "says"), PLANTED, ids=[one[0].__name__ for one in PLANTED])
def test_what_is_planted_is_found(planting, catalogue, plant, kind, place, says):
    before = {one for one in survey(catalogue, []) if one.kind == kind and one.path[:2] == place}
    plant(planting)
    found = [one for one in planting.found() if one.kind == kind and one.path[:2] == place and says in one.what]
    assert found and not before
    assert all(one.how_to_mend for one in found)


def test_twins_of_two_companies_are_not_told_to_merge(planting):
    across_organisations(planting)
    assert "alike_items" not in {one.kind for one in planting.found()}


def test_five_spellings_of_one_thing_are_one_finding_that_names_the_code_to_keep__B07(planting):
    five_spellings(planting)
    (finding,) = [one for one in planting.found() if one.kind == "alike_items"]
    assert all(name in finding.what for name in FIVE)
    assert "Keep OF-HSE-100" in finding.how_to_mend


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("员工入职手续办理", "新员工入职办理", True),
        ("新员工入职（报到）", "入职手续办理(新员工)", True),
        ("公务用车派车", "公务用车维修", False),
        ("账号开通", "账号注销", False),
        ("会场预订", "会议预算", False),
    ],
)
def test_names_are_alike_when_they_mean_one_thing(one, other, same):
    assert bool(groups({"a": (one,), "b": (other,)})) is same


def test_a_name_that_is_anothers_alias_is_the_same_thing():
    assert groups({"a": ("公务用车派车", "要车"), "b": ("要车",), "c": ("订房",)}) == [("a", "b")]


def test_the_shipped_catalogue_has_no_error(catalogue):
    found = survey(catalogue, lint(catalogue, used_elsewhere=catalogue.materials))
    assert [one for one in found if one.severity == ERROR] == []
    # Two real weaknesses of the demo company, left for its people to settle.
    assert {(one.kind, one.path[1]) for one in found if one.severity == WARNING} == {
        ("two_results", "OF-HR-001"),
        ("two_deciders", "OF-OFFICE-005"),
    }


def test_errors_come_first(planting):
    nowhere(planting)
    severities = [one.severity for one in planting.found()]
    assert severities == sorted(severities, key=["error", "warning", "hint"].index)
