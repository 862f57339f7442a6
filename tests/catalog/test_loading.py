"""Loading a catalogue: everything or nothing, and the second time nothing."""

from __future__ import annotations

import io
import json
import time
from dataclasses import replace

import pytest
from django.core.management import call_command

from portal.audit.models import Entry
from services.catalog.drafts import read_catalogue
from services.catalog.loading.loader import BrokenCatalogue, load_directory
from services.catalog.models import ItemStep, Matter, MatterItem, MatterVersion, ServiceItem
from services.catalog.queries import published_version
from services.dictionary.models import DataElement
from tests.catalog.conftest import EXPECTED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_catalogue")]


def test_all_items_and_matters_are_there():
    assert ServiceItem.objects.count() == 62
    assert DataElement.objects.count() == 105
    assert Matter.objects.filter(published__isnull=False).count() == 12


def test_what_is_written_is_what_was_read(catalogue):
    """Documents -> tables -> memory gives the same catalogue, in every detail."""
    held = read_catalogue()
    for part in ("departments", "topics", "elements", "materials", "items", "facts", "life_events", "matters"):
        assert getattr(held, part) == getattr(catalogue, part), part
    assert {code: replace(one) for code, one in held.code_sets.items()} == catalogue.code_sets


def test_every_matter_was_published_by_two_people__R5():
    for version in MatterVersion.objects.select_related("published_by", "reviewed_by"):
        assert version.number == 1
        assert version.published_by.username == "gong.tongban"
        assert version.reviewed_by.username == "fa.youju"
    assert Entry.objects.filter(stream="catalogue", event="matter.published").count() == 12


def test_loading_again_changes_nothing(folder):
    load_directory(folder.path)
    ids = [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in (ItemStep, MatterItem)]
    versions, entries = MatterVersion.objects.count(), Entry.objects.count()
    started = time.monotonic()
    loaded = load_directory(folder.path)
    assert time.monotonic() - started < 10
    assert loaded.published == ()
    assert len(loaded.unchanged) == 12
    assert ids == [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in (ItemStep, MatterItem)]
    assert (MatterVersion.objects.count(), Entry.objects.count()) == (versions, entries)


def test_a_changed_item_gives_new_versions_to_its_matters_only(folder):
    load_directory(folder.path)
    old = published_version("OM-TRAVEL")
    folder.change("items.yaml", "{n: 所在部门负责人审批, r: dept_head", "{n: 所在单位负责人审批, r: dept_head")
    loaded = load_directory(folder.path)
    assert loaded.published == ("OM-TRAVEL",)
    new = published_version("OM-TRAVEL")
    assert (new.number, new.typed.version) == (old.number + 1, old.number + 1)
    assert new.typed.by_code["OF-HR-006"].item.steps[0].name == "所在单位负责人审批"
    kept = MatterVersion.objects.get(pk=old.pk)
    assert kept.typed.by_code["OF-HR-006"].item.steps[0].name == "所在部门负责人审批"


def test_the_weights_of_a_quorum_come_through_tables_and_versions__R45(folder):
    load_directory(folder.path)
    folder.change(
        "items.yaml",
        "policy: all, depts: [PG-OM, PG-DISP, PG-DES]",
        "policy: quorum, k: 4, weights: {PG-OM: 3, PG-DES: 1}, depts: [PG-OM, PG-DISP, PG-DES]",
    )
    assert load_directory(folder.path).published == ("OM-POWER",)
    [group] = published_version("OM-POWER").typed.by_code["PG-MKT-002"].item.countersigns
    assert (group.quorum, group.weights) == (4, {"PG-OM": 3})
    assert [group.weight_of(code) for code in group.departments] == [3, 1, 1]
    assert read_catalogue().items["PG-MKT-002"].countersigns == (group,)
    assert load_directory(folder.path).published == ()


def test_children_become_exactly_what_the_document_says(folder):
    folder.change(
        "items.yaml",
        "steps: [{n: 检验, r: handler, d: 1}, {n: 调试, r: handler, d: 1}]",
        "steps: [{n: 检验调试, r: handler, d: 2}]",
    )
    folder.change("english.yaml", "steps: [Inspection, Commissioning]", "steps: [Inspection and commissioning]")
    folder.change(
        "matters.yaml",
        "needs: [PG-MKT-001, PG-MKT-004, PG-OM-001, PG-DISP-001, PG-ENG-001]",
        "needs: [PG-MKT-004, PG-OM-001, PG-DISP-001]",
    )
    assert load_directory(folder.path).published == ("OM-POWER",)
    item = ServiceItem.objects.get(code="PG-OM-001")
    assert [(step.name, step.name_en) for step in item.steps.all()] == [("检验调试", "Inspection and commissioning")]
    draft = read_catalogue().matters["OM-POWER"]
    assert draft.items[-1].needs == ("PG-MKT-004", "PG-OM-001", "PG-DISP-001")


def test_a_generated_document_with_questions_spelled_out_is_the_same_catalogue(folder):
    load_directory(folder.path)
    folder.write("matters.yaml", EXPECTED.read_text(encoding="utf-8"))
    loaded = load_directory(folder.path)
    assert (loaded.published, len(loaded.unchanged)) == ((), 12)


def test_matters_may_stand_in_a_source_folder(folder):
    load_directory(folder.path)
    (folder.path / "src").mkdir()
    (folder.path / "matters.yaml").rename(folder.path / "src" / "matters.src.yaml")
    assert load_directory(folder.path).published == ()


def test_a_fault_found_late_leaves_the_published_catalogue_alone(folder):
    load_directory(folder.path)
    before = published_version("OM-HOUSING")
    folder.change(
        "matters.yaml",
        "- {item: OF-LIFE-006, needs: [OF-LIFE-005, OF-FIN-005]}",
        "- {item: OF-LIFE-006, needs: [OF-LIFE-005]}",
    )
    folder.change("items.yaml", "{n: 资格评分, r: reviewer, d: 2}", "{n: 资格打分, r: reviewer, d: 2}")
    with pytest.raises(BrokenCatalogue) as broken:
        load_directory(folder.path)
    assert [problem.file for problem in broken.value.problems] == ["matters.yaml"]
    assert published_version("OM-HOUSING") == before
    assert not ItemStep.objects.filter(name="资格打分").exists()


def test_the_command_says_what_it_did(folder):
    said = io.StringIO()
    call_command("loadcatalog", str(folder.path), stdout=said)
    assert "105 data elements, 65 materials, 62 items" in said.getvalue()


def test_every_word_of_the_catalogue_has_its_english():
    """Names, questions, options, steps, results, conditions: nothing on an English page stays Chinese."""
    catalogue = read_catalogue()
    texts = [
        *((one.code, one.name_en) for one in catalogue.elements.values()),
        *((one.code, option.name_en) for one in catalogue.elements.values() for option in one.options),
        *((one.id, one.text_en) for one in catalogue.facts.values()),
        *((one.id, option.name_en) for one in catalogue.facts.values() for option in one.options),
        *((one.code, one.name_en) for one in catalogue.materials.values()),
        *((one.code, one.name_en) for one in catalogue.topics.values()),
        *((one.code, one.name_en) for one in catalogue.life_events.values()),
        *((one.code, text) for one in catalogue.matters.values() for text in (one.name_en, one.intro_en)),
    ]
    for item in catalogue.items.values():
        texts += [(item.code, item.name_en), (item.code, item.result.name_en)]
        texts += [(item.code, one.name_en) for one in (*item.steps, *item.special_procedures)]
        texts += [(item.code, one.text_en) for one in item.conditions]
    assert [code for code, text in texts if not text] == []
    assert [text for _code, text in texts if not text.isascii() and "²" not in text and "–" not in text] == []


def test_every_field_has_its_topic_and_every_matter_its_occasion():
    catalogue = read_catalogue()
    assert [key for key, one in catalogue.elements.items() if one.topic not in catalogue.topics] == []
    assert [
        key for key, one in catalogue.elements.items() if one.pattern and not (one.hint and one.format_hint_en)
    ] == []
    assert [code for code, one in catalogue.matters.items() if one.life_event not in catalogue.life_events] == []


def test_snapshots_are_plain_json():
    for version in MatterVersion.objects.all():
        assert json.loads(json.dumps(version.snapshot)) == version.snapshot
        assert version.typed.to_json() == version.snapshot
