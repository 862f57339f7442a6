"""Department apps know only their contract, and nobody knows them but their registration."""

import ast
import re

import pytest

from portal.demo.running import PROJECT_DIR

OURS = ("portal", "services", "workflows", "departments")
ALLOWED = ("departments.org.contract", "portal.errors", "portal.worktime")
APPS = sorted(
    folder.name
    for folder in (PROJECT_DIR / "departments").iterdir()
    if folder.name != "org" and (folder / "department.py").exists()
)


def modules(folder):
    """(path, syntax tree) of every module under a folder of the project."""
    for path in sorted((PROJECT_DIR / folder).rglob("*.py")):
        yield path.relative_to(PROJECT_DIR), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    """Every module a module imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module if node.module not in OURS else f"{node.module}.{node.names[0].name}"


def within(name, package):
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("app", APPS)
def test_a_department_app_imports_only_its_contract(app) -> None:
    permitted = (*ALLOWED, f"departments.{app}")
    strangers = [
        f"{path}: {name}"
        for path, tree in modules(f"departments/{app}")
        for name in imported(tree)
        if name.partition(".")[0] in OURS and not any(within(name, package) for package in permitted)
    ]
    assert strangers == []


def test_nobody_names_a_department_app_except_the_settings() -> None:
    """A string is as good as an import to tie the portal to one department; linters see only imports."""
    named = re.compile(r"\bdepartments\.(" + "|".join(APPS) + r")\b")
    ties = [
        f"{path}:{node.lineno}"
        for folder in OURS
        for path, tree in modules(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (found := named.search(node.value))
        and path.parts[:2] != ("departments", found[1])
        and str(path) != "portal/settings.py"
    ]
    assert APPS
    assert ties == []


def test_every_department_app_is_in_the_settings() -> None:
    from django.conf import settings

    assert sorted(name.rpartition(".")[2] for name in settings.DEPARTMENTS) == APPS
