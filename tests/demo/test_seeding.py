"""Each step of the demo's content runs once, and again only when what it reads changed."""

import pytest
from django.core.management import call_command

from portal.demo import seeding
from portal.demo.models import SeededStep
from portal.demo.people import table, width
from portal.demo.seeding import Step, seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch):
    """The names of the commands that ran; `missing` does not exist."""
    names = []

    def call(name, **_):
        if name == "broken":
            raise RuntimeError("broken")
        names.append(name)

    monkeypatch.setattr(seeding, "call_command", call)
    monkeypatch.setattr(seeding, "get_commands", lambda: {"one": "x", "two": "x", "broken": "x"})
    return names


def quiet(_):
    """Nobody listens."""


def test_a_step_runs_once(ran) -> None:
    steps = [Step("one", "one"), Step("two", "two")]
    assert seed(quiet, steps) == ["one", "two"]
    assert seed(quiet, steps) == []
    assert ran == ["one", "two"]


def test_a_step_runs_again_when_a_file_it_reads_changes(ran, tmp_path) -> None:
    file = tmp_path / "items.yaml"
    file.write_text("a: 1")
    steps = [Step("one", "one", lambda: [file]), Step("two", "two")]
    seed(quiet, steps)
    file.write_text("a: 2")
    assert seed(quiet, steps) == ["one"]


def test_a_step_whose_command_does_not_exist_is_left_for_later(ran) -> None:
    assert seed(quiet, [Step("missing", "m"), Step("one", "o")]) == ["one"]
    assert not SeededStep.objects.filter(name="missing").exists()


def test_a_step_that_failed_is_not_done(ran) -> None:
    with pytest.raises(RuntimeError):
        seed(quiet, [Step("one", "o"), Step("broken", "b"), Step("two", "t")])
    assert list(SeededStep.objects.values_list("name", flat=True)) == ["one"]


def test_the_catalogue_is_read_from_its_folder_and_from_the_departments() -> None:
    names = {path.name for path in seeding.catalogue_files()}
    assert "items.yaml" in names
    assert "organisation.yaml" in names


def test_people_who_chose_a_password_keep_it(django_user_model) -> None:
    own = django_user_model.objects.create_user("yuan.gongyi", name="员工乙", email="", password="my own")
    new = django_user_model.objects.create_user("yuan.gongjia", name="员工甲", email="", password=None)
    call_command("seedpeople", verbosity=0)
    own.refresh_from_db()
    new.refresh_from_db()
    assert own.check_password("my own")
    assert new.check_password("demo")


def test_chinese_takes_two_columns_in_the_table_of_people() -> None:
    lines = table([("a", "甄统筹", "办公室（党委办公室）", "负责人"), ("long.name", "王", "人力", "")]).splitlines()
    starts = {width(line[: line.index(cell)]) for line, cell in zip(lines[2:], ("甄统筹", "王"), strict=True)}
    assert len(starts) == 1
