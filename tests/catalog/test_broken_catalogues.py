"""Faults planted into the demo catalogue: each is found, where it stands, with how to mend it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from departments.org.models import Department
from services.catalog.models import Matter
from services.dictionary.models import DataElement

FAULTS = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text(encoding="utf-8"))


def test_the_copy_itself_is_sound(folder):
    assert folder.problems() == []


@pytest.mark.parametrize("planted", FAULTS, ids=lambda planted: planted["fault"])
def test_a_planted_fault_is_found_where_it_stands(folder, planted):
    line = folder.change(planted["file"], planted["old"], planted["new"])
    problems = folder.problems()
    found = [one for one in problems if planted["says"] in one.what and planted["mend"] in one.how_to_mend]
    assert found, "\n".join(map(str, problems)) or "nothing was found"
    file = planted.get("found_in", planted["file"])
    assert file in {one.file for one in found}
    if file == planted["file"] and "elsewhere" not in planted:
        # An entry in braces is one line; elsewhere the fault is in the lines of the passage or just above.
        nearest = min(abs(one.line - line) for one in found if one.file == file)
        assert nearest <= max(planted["old"].count("\n"), planted["new"].count("\n")) + 1, found


def test_all_faults_are_told_at_once(folder):
    folder.change("data_elements.yaml", "set: MEAL,", "set: MEALS,")
    folder.change("materials.yaml", "of_item: OF-FIN-001", "of_item: OF-FIN-100")
    folder.change("items.yaml", "{n: 接收整理, r: handler, d: 2}", "{n: 接收整理, r: handler, d: 3}")
    folder.change("matters.yaml", "soft: [OF-HR-003]", "soft: [OF-HR-999]")
    folder.change("organisation.yaml", "head: u.di.heqi", "head: u.di.nobody")
    assert {one.file for one in folder.problems()} >= {
        "data_elements.yaml",
        "materials.yaml",
        "items.yaml",
        "matters.yaml",
        "organisation.yaml",
    }


def test_a_broken_entry_is_told_once_and_not_by_all_who_use_it(folder):
    folder.change("data_elements.yaml", "name: 来宾人数, type: int, min: 1", "name: 来宾人数, type: int, min: one")
    (problem,) = folder.problems()
    assert "'one' is not a number" in problem.what


def test_a_missing_file_is_told(folder):
    (folder.path / "materials.yaml").unlink()
    assert any(one.file == "materials.yaml" and "cannot be read" in one.what for one in folder.problems())


def test_an_empty_folder_is_told_and_breaks_nothing(tmp_path):
    from services.catalog.loading.gathering import gather
    from services.catalog.loading.judging import judge

    problems = judge(gather(tmp_path))[1]
    assert {one.file for one in problems} >= {"organisation.yaml", "data_elements.yaml", "matters.yaml"}


@pytest.mark.parametrize("content", ["", "[]", "42", "items: 3", "elements: [1, {code: 2}]", "\x00", "a: [" * 200])
@pytest.mark.parametrize("file", ["data_elements.yaml", "matters.yaml", "organisation.yaml", "english.yaml"])
def test_whatever_a_file_holds_the_answer_is_a_list_of_problems(folder, file, content):
    folder.write(file, content)
    assert folder.problems() or content in ("", "[]")


def test_texts_cut_at_a_comma_are_put_together_again(catalogue):
    condition = catalogue.items["OF-OFFICE-001"].conditions[0]
    assert condition.text == "来宾10人以内陪餐不超过3人，超过10人不超过来宾三分之一"


@pytest.mark.django_db
def test_a_broken_catalogue_leaves_no_trace(folder):
    line = folder.change("items.yaml", "{n: 接收整理, r: handler, d: 2}", "{n: 接收整理, r: handler, d: 3}")
    errors = io.StringIO()
    with pytest.raises(SystemExit) as exit_status:
        call_command("loadcatalog", str(folder.path), stderr=errors)
    assert exit_status.value.code == 1
    assert f"items.yaml:{line}: The steps take 5 days together, the promise is 4." in errors.getvalue()
    assert "nothing was loaded" in errors.getvalue()
    assert not DataElement.objects.exists()
    assert not Matter.objects.exists()
    assert not Department.objects.exists()
