"""Keeping the catalogue in order: one code for five spellings, one department for each step, papers counted."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from departments.org.operations import appoint
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from services.catalog.drafts import read_catalogue
from services.catalog.exporting import bundle, documents_of, part_of
from services.catalog.importing import Upload, plan_import, read_uploads
from services.catalog.lint.house import house_survey
from services.catalog.models import Matter, MatterItem, ServiceItem
from services.catalog.operations.importing import carry_out
from services.catalog.operations.merging import merge_items
from services.catalog.operations.proposing import approve, propose
from services.catalog.places import SECTIONS, design_url
from services.catalog.publishing import Unpublishable
from services.catalog.queries import published_version
from services.catalog.upkeep.matrix import ACCOUNTABLE, duty_matrix
from services.catalog.upkeep.priorities import cases_by_item, ranked
from services.catalog.upkeep.spellings import merger
from services.regulations.models import Citation, Regulation
from tests.workflows.invariants import chain_faults

SPELLINGS = ["员工通勤班车", "通勤班车办理", "员工通勤班车申请", "员工通勤班车审批", "通勤班车(员工)"]


def text_of(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def editor(town):
    return town.person("gong.tongban")


@pytest.fixture
def five(town):
    """One thing of 生活服务中心 under five names and codes; two of them stand in two matters."""
    pattern = ServiceItem.objects.get(code="OF-LIFE-003")
    codes = []
    for number, name in enumerate(SPELLINGS, start=901):
        item = ServiceItem.objects.get(pk=pattern.pk)
        item.pk, item.code, item.name, item.name_en = None, f"OF-LIFE-{number}", name, ""
        item.aliases, item.result_material = [], None
        item._state.adding = True
        item.save()
        for step in pattern.steps.all():
            item.steps.create(
                position=step.position, name=step.name, name_en=step.name_en, role=step.role,
                of_applicant=step.of_applicant, days=step.days,
            )  # fmt: skip
        codes.append(item.code)
    for matter, code, when in (("OM-MEAL", codes[1], ""), ("OM-RECEPTION", codes[2], "foreign_guests")):
        row = Matter.objects.get(code=matter)
        item = ServiceItem.objects.get(code=code)
        MatterItem.objects.create(matter=row, item=item, position=80, include_when=when)
    return codes


# ---- five names, one code ------------------------------------------------------------------


def test_five_planted_names_are_merged_to_one_code_with_aliases(town, five, editor):
    (finding,) = [one for one in house_survey() if one.kind == "alike_items" and five[0] in one.codes]
    assert set(finding.codes) == set(five)
    client = town.client("gong.tongban")
    assert reverse("catalogue-merge") in client.get("/admin/catalogue/check/").content.decode()
    place = f"{reverse('catalogue-merge')}?keep={five[0]}&others={','.join(five[1:])}"
    shown = client.get(place)
    assert "保留 OF-LIFE-901" in text_of(shown) and "业务招待一件事" in text_of(shown)
    assert not ServiceItem.objects.exclude(merged_into=None).exists(), "a dry run changes nothing"
    form = {"keep": five[0], "others": ",".join(five[1:]), "seen": shown.context["plan"].mark}
    assert client.post(reverse("catalogue-merge"), form).status_code == 302
    known = read_catalogue()
    assert set(known.items) & set(five) == {five[0]}
    assert set(SPELLINGS[1:]) <= set(known.items[five[0]].aliases)
    for code, when in (("OM-MEAL", ""), ("OM-RECEPTION", "foreign_guests")):
        (row,) = [one for one in known.matters[code].items if one.item in five]
        assert (row.item, row.include_when) == (five[0], when)
    assert not [one for one in house_survey() if one.kind == "alike_items" and five[0] in one.codes]
    assert Entry.objects.filter(event="draft.merged").count() == 5 and chain_faults() == []


def test_what_applicants_see_changes_when_a_second_person_publishes__R5(town, five, editor):
    plan = merger(read_catalogue(), five[0], five[1:])
    merge_items(five[0], five[1:], actor=editor, seen=plan.mark)
    assert five[0] not in published_version("OM-MEAL").typed.by_code
    proposal = propose(Matter.objects.get(code="OM-MEAL"), actor=editor, note="五个名称并为一个")
    with pytest.raises(Forbidden):
        approve(proposal, actor=editor)
    approve(proposal, actor=town.person("fa.youju"))
    assert five[0] in published_version("OM-MEAL").typed.by_code


def test_two_rows_of_one_matter_become_one_that_is_needed_whenever_either_was(town, five):
    reception = Matter.objects.get(code="OM-RECEPTION")
    other = ServiceItem.objects.get(code=five[3])
    late = MatterItem.objects.create(matter=reception, item=other, position=81, include_when="guest_count > 20")
    first = reception.matter_items.get(item__code="OF-OFFICE-001")
    late.dependencies.create(predecessor=first, kind="hard")
    known = read_catalogue()
    (draft,) = [one for one in merger(known, five[0], five[1:]).matters if one.code == "OM-RECEPTION"]
    (row,) = [one for one in draft.items if one.item == five[0]]
    assert row.include_when == "(foreign_guests) or (guest_count > 20)" and row.needs == ("OF-OFFICE-001",)
    assert len(draft.items) == len(known.matters["OM-RECEPTION"].items) - 1


def test_what_was_not_shown_is_not_merged(town, five, editor):
    plan = merger(read_catalogue(), five[0], five[1:])
    MatterItem.objects.filter(matter__code="OM-RECEPTION", item__code=five[2]).update(include_when="")
    with pytest.raises(Conflict):
        merge_items(five[0], five[1:], actor=editor, seen=plan.mark)
    with pytest.raises(Invalid):
        merger(read_catalogue(), five[0], [five[0], "OF-NO-001"])
    with pytest.raises(Invalid):
        other_house = ServiceItem.objects.exclude(code__startswith="OF-").first()
        merger(read_catalogue(), five[0], [other_house.code])
    assert not ServiceItem.objects.exclude(merged_into=None).exists()


def test_who_edits_for_one_department_does_not_change_the_matters_of_others__R5(town, five):
    person = town.person("song.nuanxin")
    department = person.memberships.get().department
    appoint(person, department, actor=town.person("guan.xitong"), roles=["catalogue_editor"])
    person = town.person("song.nuanxin")
    plan = merger(read_catalogue(), five[0], five[1:])
    with pytest.raises(Forbidden):
        merge_items(five[0], five[1:], actor=person, seen=plan.mark)
    with pytest.raises(Forbidden):
        merge_items(five[0], five[1:], actor=town.person("fa.youju"), seen=plan.mark)
    assert set(five) <= set(read_catalogue().items)


def merged(five, editor):
    plan = merger(read_catalogue(), five[0], five[1:])
    merge_items(five[0], five[1:], actor=editor, seen=plan.mark)


def test_what_was_merged_is_offered_nowhere_and_flagged_nowhere(town, five, editor):
    gone = ServiceItem.objects.get(code=five[2])
    rule = Regulation.objects.first()
    Citation.objects.create(item=gone, regulation=rule, anchor="c999")
    assert any(five[2] in one.path for one in house_survey())
    merged(five, editor)
    assert not any(five[2] in one.path for one in house_survey())
    client = town.client("gong.tongban")
    asked = {"app_label": "catalog", "model_name": "matteritem", "field_name": "item", "term": "OF-LIFE-90"}
    offered = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [one["id"] for one in offered] == [str(ServiceItem.objects.get(code=five[0]).pk)]
    row = Matter.objects.get(code="OM-RECEPTION").matter_items.first()
    given = {"matter": row.matter_id, "item": gone.pk, "phase": "main", "position": 1, "include_when": ""}
    given |= {"dependencies-TOTAL_FORMS": 0, "dependencies-INITIAL_FORMS": 0}
    assert client.post(reverse("admin:catalog_matteritem_change", args=[row.pk]), given).status_code == 200
    row.refresh_from_db()
    assert row.item_id != gone.pk
    cite = reverse("catalogue-cite") + f"?regulation={rule.code}"
    assert f'value="{five[2]}"' not in text_of(client.get(cite))


def test_an_import_that_names_a_merged_code_lets_it_stand_by_itself_again(town, five, editor):
    """What the dry run says is new is there afterwards, and no matter is left with a code nobody offers."""
    before = read_catalogue()
    text = bundle(documents_of(part_of(before, matters=["OM-RECEPTION"])))
    merged(five, editor)
    imported = read_uploads([Upload("m.yaml", text)])
    plan = plan_import(read_catalogue(), imported)
    assert five[2] in plan.added["items"]
    carry_out(imported, actor=editor, seen=plan.mark)
    after = read_catalogue()
    assert five[2] in after.items and after.matters["OM-RECEPTION"] == before.matters["OM-RECEPTION"]
    reception = Matter.objects.get(code="OM-RECEPTION")
    for section in SECTIONS:
        assert town.client("gong.tongban").get(design_url(reception.pk, section)).status_code == 200


def test_whoever_may_not_keep_one_code_may_choose_another(town, five):
    """A refused choice leaves the box to choose from."""
    giving = ServiceItem.objects.exclude(result_material=None).filter(code__startswith="OF-").first()
    page = reverse("catalogue-merge") + f"?keep={five[0]}&others={giving.code}"
    shown = town.client("gong.tongban").get(page)
    assert shown.context["plan"] is None and 'id="keep"' in text_of(shown)


# ---- one department for each step --------------------------------------------------------------


def test_every_step_of_every_matter_has_exactly_one_accountable_department(town):
    client = town.client("gong.tongban")
    for matter in Matter.objects.exclude(published=None).select_related("published"):
        matrix = duty_matrix(matter.published.typed)
        assert matrix.lines
        for line in matrix.lines:
            assert line.cells.count(ACCOUNTABLE) == 1, (matter.code, line)
            assert len(line.cells) == len(matrix.departments)
        page = text_of(client.get(f"{reverse('catalogue-duties')}?matter={matter.code}"))
        assert page.count("● 负责") == len(matrix.lines)
    assert client.get(reverse("catalogue-duties") + "?matter=OM-NO").status_code == 404
    assert town.client("ru.zhihao").get(reverse("catalogue-duties")).status_code == 403


# ---- papers --------------------------------------------------------------------------------------


def test_an_item_counts_as_without_papers_only_if_nothing_is_handed_in(town, monday):
    known = read_catalogue()
    rows = {one.code: one for one in ranked(known, {})}
    assert any(one.without_papers for one in rows.values()) and not all(one.without_papers for one in rows.values())
    for code, item in known.items.items():
        handed_in = [one.code for one in item.materials if not known.materials[one.code].exempt]
        assert rows[code].without_papers == (handed_in == []), code
    code = next(code for code, one in rows.items() if one.without_papers and known.items[code].materials)
    item = known.items[code]
    brought = next(one for one in known.materials.values() if one.deferrable)
    asked = (*item.materials, replace(item.materials[0], code=brought.code, when="never_asked"))
    wider = replace(known, items={**known.items, code: replace(item, materials=asked)})
    assert not next(one for one in ranked(wider, {}) if one.code == code).without_papers


def test_what_burdens_most_people_comes_first(town, monday):
    for _number in range(3):
        town.reception()
    cases = cases_by_item()
    assert cases["OF-OFFICE-001"] == 3
    rows = ranked(read_catalogue(), cases)
    assert [one.burden for one in rows] == sorted((one.burden for one in rows), reverse=True)
    page = text_of(town.client("gong.tongban").get(reverse("catalogue-priorities")))
    without = sum(1 for one in rows if one.without_papers)
    assert f"<b>{without}</b>" in page and f"共 {len(rows)} 个事项" in page


# ---- whole items, and policies -------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["steps", "name", "result_name", "limit"])
def test_an_incomplete_item_cannot_be_published(town, editor, missing):
    """Every item has its name, steps, limit and result before anybody can apply (A05)."""
    item = ServiceItem.objects.get(code="OF-OFFICE-001")
    if missing == "steps":
        item.steps.all().delete()
    elif missing == "limit":
        item.steps.update(days=0)
    else:
        ServiceItem.objects.filter(pk=item.pk).update(**{missing: ""})
    Matter.objects.filter(code="OM-RECEPTION").update(intro="短了")
    with pytest.raises(Unpublishable):
        propose(Matter.objects.get(code="OM-RECEPTION"), actor=editor, note="试试")


def test_a_changed_countersign_policy_is_for_new_cases_only(town, monday, editor):
    """No code is touched: the policy is a row, the open case keeps its version (A32)."""
    old = town.accept(town.apply("OM-DUTY", "yuan.gongjia", {}, {}))
    item = ServiceItem.objects.filter(used_in__matter__code="OM-DUTY", countersigns__isnull=False).first()
    before = published_version("OM-DUTY").typed.by_code[item.code].item.countersigns[0].policy
    after = "any" if before == "all" else "all"
    item.countersigns.update(policy=after, quorum=None)
    proposal = propose(Matter.objects.get(code="OM-DUTY"), actor=editor, note="会签改为" + after)
    approve(proposal, actor=town.person("fa.youju"))
    new = town.apply("OM-DUTY", "you.liuchang", {}, {})
    rows = {case.pk: case.items.get(code=item.code).snapshot.countersigns[0].policy for case in (old, new)}
    assert rows == {old.pk: before, new.pk: after}
    old.refresh_from_db()
    assert (old.version.number, new.version.number) == (1, 2)
