"""Export and import: nothing is lost, nothing is done before it was shown (issue 4)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import F

from departments.org import registry
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from services.catalog.drafts import read_catalogue
from services.catalog.exporting import bundle, documents_of, files, part_of
from services.catalog.importing import UnreadableImport, Upload, plan_import, read_uploads
from services.catalog.loading.documents import parse_document
from services.catalog.models import Fact, ItemStep, Matter, ServiceItem
from services.catalog.operations.importing import carry_out
from tests.workflows.invariants import chain_faults

SOURCES = Path(settings.CATALOGUE_DIR)


def handed_in(texts):
    return read_uploads([Upload(name, text) for name, text in texts.items()])


def parsed(text: str):
    """As the loader reads it: texts cut at a comma put together again."""
    return parse_document(text, "x").content


def test_the_place_an_editor_gave_a_fact_survives_an_import(town):
    """A query that aggregates forgets the model's order, and an import writes places as they were read."""
    last = Fact.objects.order_by("position").last()
    Fact.objects.filter(pk=last.pk).update(position=0)
    Fact.objects.exclude(pk=last.pk).update(position=F("position") + 1)
    present = read_catalogue()
    assert next(iter(present.facts)) == last.code
    text = bundle(documents_of(part_of(present, matters=["OM-MEAL"]))).replace("就餐", "用餐")
    imported = read_uploads([Upload("m.yaml", text)])
    carry_out(imported, actor=town.person("gong.tongban"), seen=plan_import(present, imported).mark)
    assert Fact.objects.order_by("position").first() == last


# ---- in memory ----------------------------------------------------------------------


def test_all_12_matters_and_62_items_survive_export_import_export_byte_for_byte(catalogue):
    texts = files(documents_of(catalogue))
    plan = plan_import(catalogue, handed_in(texts))
    assert (plan.empty, plan.findings) == (True, ())
    assert files(documents_of(plan.catalogue)) == texts
    assert (len(plan.catalogue.matters), len(plan.catalogue.items)) == (12, 62)


def test_what_was_exported_says_what_the_catalogue_files_say(catalogue):
    texts = files(documents_of(catalogue))
    items = [entry for app in registry.apps() for entry in parsed(Path(app.items_path).read_text("utf-8"))["items"]]
    for condition in (one for entry in items for one in entry["conditions"]):
        if condition.get("check", "") is None:
            # No check, written out: the only such line of the files.
            del condition["check"]
    exported = {entry["code"]: entry for entry in parsed(texts["items.yaml"])["items"]}
    assert exported == {entry["code"]: entry for entry in items}
    source = parsed((SOURCES / "matters.yaml").read_text("utf-8"))
    matters = parsed(texts["matters.yaml"])
    assert matters["facts"] == source["facts"]
    assert {one["code"]: one for one in matters["matters"]} == {one["code"]: one for one in source["matters"]}


def test_a_bundle_of_one_matter_builds_the_matter_elsewhere(catalogue):
    text = bundle(documents_of(part_of(catalogue, matters=["OM-DUTY"])))
    codes = {entry["code"] for entry in yaml.safe_load(text)["items"]}
    assert codes == {row.item for row in catalogue.matters["OM-DUTY"].items}
    plan = plan_import(catalogue, handed_in({"duty.yaml": text}))
    assert plan.empty


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("items: [", "YAML"),
        ("- a", "no file of the catalogue"),
        ("itmes: []", "itmes"),
        ("items: []", "nothing to import"),
        ("items:\n  - {code: OF-HR-001}", "Missing here"),
        ("a: &a [1, 1]\nb: [*a, *a]", "references"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, words):
    with pytest.raises(UnreadableImport) as refused:
        handed_in({"items.yaml": text})
    assert words in refused.value.fields["files"][0]


# ---- in the database ----------------------------------------------------------------


@pytest.fixture
def editor(town):
    return town.person("gong.tongban")


def promise_of_duty(days: str) -> dict:
    """The bundle of OM-DUTY with another promise for its first item."""
    known = read_catalogue()
    documents = documents_of(part_of(known, matters=["OM-DUTY"]))
    item = next(one for one in documents.items if one["code"] == "OF-OFFICE-003")
    item["limit"]["promised"] = float(days)
    item["steps"][-1]["d"] = float(days) - item["steps"][0]["d"]
    return handed_in({"duty.yaml": bundle(documents)})


def test_the_database_round_trips_byte_for_byte(town, editor):
    texts = files(documents_of(read_catalogue()))
    imported = handed_in(texts)
    plan = plan_import(read_catalogue(), imported)
    carry_out(imported, actor=editor, seen=plan.mark)
    assert files(documents_of(read_catalogue())) == texts


def test_a_dry_run_tells_what_would_change_and_changes_nothing(town):
    before = documents_of(read_catalogue())
    plan = plan_import(read_catalogue(), promise_of_duty("2"))
    assert plan.changed == {"items": ("OF-OFFICE-003",)}
    told = " ".join(change.sentence for change in plan.matters["OM-DUTY"])
    assert "promised limit" in told or "承诺时限" in told
    assert documents_of(read_catalogue()) == before


def test_an_import_changes_the_draft_and_not_what_applicants_see__R5(town, editor):
    imported = promise_of_duty("2")
    carry_out(imported, actor=editor, seen=plan_import(read_catalogue(), imported).mark)
    assert ServiceItem.objects.get(code="OF-OFFICE-003").promised == 2
    published = Matter.objects.get(code="OM-DUTY").published.typed
    assert published.by_code["OF-OFFICE-003"].item.promised.amount == 1
    assert Entry.objects.filter(stream="catalogue", event="draft.imported", subject="OF-OFFICE-003").exists()
    assert not chain_faults()


def test_only_what_was_shown_is_carried_out(town, editor):
    imported = promise_of_duty("2")
    plan = plan_import(read_catalogue(), imported)
    ItemStep.objects.filter(item__code="OF-OFFICE-003").update(name="改过的环节")
    with pytest.raises(Conflict):
        carry_out(imported, actor=editor, seen=plan.mark)
    assert ServiceItem.objects.get(code="OF-OFFICE-003").promised == 1


def test_an_import_with_faults_leaves_nothing_behind__R49(town, editor):
    documents = documents_of(part_of(read_catalogue(), items=["OF-LIFE-005"]))
    documents.items[0]["countersign"][0]["on_timeout"] = "tacit"
    imported = handed_in({"housing.yaml": bundle(documents)})
    plan = plan_import(read_catalogue(), imported)
    assert plan.findings and plan.findings[0].path[:2] == ("items", "OF-LIFE-005")
    with pytest.raises(Invalid):
        carry_out(imported, actor=editor, seen=plan.mark)


@pytest.mark.parametrize("name", ["yuan.gongjia", "fa.youju"])
def test_who_does_not_edit_the_catalogue_imports_nothing__R5(town, name):
    imported = promise_of_duty("2")
    with pytest.raises(Forbidden):
        carry_out(imported, actor=town.person(name), seen=plan_import(read_catalogue(), imported).mark)


def test_the_commands_write_and_read_a_folder(town, tmp_path, capsys):
    call_command("exportcatalog", tmp_path / "out", verbosity=0)
    call_command("importcatalog", tmp_path / "out")
    assert "unchanged" in capsys.readouterr().out
    text = (tmp_path / "out" / "matters.yaml").read_text("utf-8")
    (tmp_path / "out" / "matters.yaml").write_text(text.replace("name: 就餐预约", "name: 订餐", 1), encoding="utf-8")
    call_command("importcatalog", tmp_path / "out", by="gong.tongban")
    assert Matter.objects.get(code="OM-MEAL").name.startswith("订餐")
    with pytest.raises(CommandError):
        call_command("exportcatalog", tmp_path / "x.yaml", matter=["OM-NOTHING"])
