"""`manage.py startdepartment` writes an app that works at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


def start(into: Path, app: str = "legal2", name: str = "法务部", **options: Any) -> str:
    output = StringIO()
    call_command("startdepartment", app, name=name, into=str(into), stdout=output, **options)
    return output.getvalue()


def test_writes_the_app_and_prints_the_one_line_to_add(tmp_path: Path) -> None:
    output = start(tmp_path)
    assert '    "departments.legal2",\n' in output
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert written == [
        "departments/legal2/__init__.py",
        "departments/legal2/apps.py",
        "departments/legal2/department.py",
        "departments/legal2/items.yaml",
        "tests/departments/test_legal2.py",
    ]


@pytest.mark.parametrize("name", ["法务部", "R&D: 'special' #1"])
def test_the_new_app_passes_its_own_contract_test(tmp_path: Path, name: str) -> None:
    """In a copy of the project, as somebody would run it."""
    root = Path(settings.BASE_DIR)
    for part in ("departments", "portal", "services", "workflows", "templates"):
        shutil.copytree(root / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    start(tmp_path, name=name)
    settings_file = tmp_path / "portal" / "settings.py"
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(
        text.replace("DEPARTMENTS = [", 'DEPARTMENTS = [\n    "departments.legal2",', 1), encoding="utf-8"
    )
    test = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/departments/test_legal2.py"]
    finished = subprocess.run(test, cwd=tmp_path, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    asked = "from departments.org import registry; print(registry.app_for('OF-LEGAL2').name, registry.current().broken)"
    told = [sys.executable, "-c", f"import django; django.setup(); {asked}"]
    env = {"DJANGO_SETTINGS_MODULE": "portal.settings", "PATH": "/usr/bin", "SECRET_KEY": "x" * 50}
    answer = subprocess.run(told, cwd=tmp_path, capture_output=True, text=True, env=env)
    assert answer.stdout.strip() == f"{name} {{}}", answer.stderr


@pytest.mark.parametrize(
    ("app", "options", "why"),
    [
        ("hr", {}, "already an app"),
        ("auth", {}, "already an app"),
        ("Legal", {}, "cannot be the name"),
        ("9lives", {}, "cannot be the name"),
        ("class", {}, "cannot be the name"),
        ("../evil", {}, "cannot be the name"),
        ("legal2", {"code": "OF-HR"}, "already the department of departments.hr"),
        ("legal2", {"code": "legal"}, "cannot be a department's code"),
        ("legal2", {"name": ""}, "needs a name"),
        ("legal2", {"name": 'x", evil="'}, "needs a name"),
    ],
)
def test_refuses_with_a_clear_sentence_and_writes_nothing(tmp_path: Path, app: str, options: Any, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        start(tmp_path, app, **options)
    assert list(tmp_path.iterdir()) == []


def test_never_overwrites(tmp_path: Path) -> None:
    start(tmp_path)
    with pytest.raises(CommandError, match="already an app"):
        start(tmp_path)
