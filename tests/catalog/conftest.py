"""The demo catalogue: in memory, in a folder that a test may break, and in the database."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from departments.org import registry
from services.catalog.catalogue import Catalogue, assemble
from services.catalog.loading.gathering import gather
from services.catalog.loading.judging import Problem, judge
from services.catalog.snapshot import MatterSnapshot

EXPECTED = Path(__file__).with_name("expected_matters.yaml")


@cache
def demo() -> Catalogue:
    catalogue, problems = judge(gather(Path(settings.CATALOGUE_DIR)))
    assert problems == []
    return catalogue


@cache
def snapshot_of(code: str) -> MatterSnapshot:
    """A matter of the demo catalogue as it would be published."""
    return assemble(demo(), demo().matters[code])


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def chinese(english):
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def catalogue() -> Catalogue:
    return demo()


@pytest.fixture
def matter() -> Callable[[str], MatterSnapshot]:
    return snapshot_of


class Folder:
    """A copy of the demo catalogue, items included, that a test may change."""

    def __init__(self, path: Path):
        self.path = path
        shutil.copytree(settings.CATALOGUE_DIR, path)
        entries = [Path(app.items_path).read_text(encoding="utf-8").partition("\nitems:\n") for app in registry.apps()]
        text = "".join(after.rstrip("\n") + "\n" for _before, items, after in entries if items)
        self.write("items.yaml", "schema: items/1\nitems:\n" + text)

    def read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> int:
        """Replace one passage; the line where it stood."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))
        return text[: text.index(old)].count("\n") + 1

    def problems(self) -> list[Problem]:
        return judge(gather(self.path))[1]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "catalogue")
