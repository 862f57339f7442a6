"""Registrations: found by import, checked, and harmless when broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from departments.org import registry
from departments.org.checks import check_departments, problems_of
from departments.org.contract import AutoHandler, DataProvider, DepartmentApp, ItemFacts, Outcome, Rule
from departments.org.registry import Registration, Registry, discover


def decide(item: ItemFacts) -> Outcome:
    return Outcome(approved=True, text="好")


@pytest.fixture
def app(tmp_path: Path) -> DepartmentApp:
    path = tmp_path / "items.yaml"
    path.write_text(
        "items:\n- {code: OF-TEST-001, name: x, dept: OF-TEST, type: instant, limit: {}, data: [], steps: [],"
        " result: {}}\n",
        encoding="utf-8",
    )
    return DepartmentApp(code="OF-TEST", name="测试部", items_path=path)


def ids(*apps: DepartmentApp, broken: dict[str, str] | None = None) -> list[str]:
    registrations = tuple(Registration(f"departments.test{i}", app) for i, app in enumerate(apps))
    return sorted(str(problem.id) for problem in problems_of(Registry(registrations, broken or {})))


def provider(**changes: Any) -> DataProvider:
    return replace(
        DataProvider(
            source="OF-TEST", system="系统", system_en="System", elements=frozenset({"x"}), fetch=lambda names: {}
        ),
        **changes,
    )


def test_every_department_of_the_settings_is_registered(settings: Any) -> None:
    assert len(registry.apps()) == len(settings.DEPARTMENTS)
    assert registry.current().broken == {}
    assert registry.app_for("OF-HR").name == "人力资源部"  # type: ignore[union-attr]
    assert registry.app_for("OF-NONE") is None
    assert check_departments() == []


def test_handlers_and_rules_are_found_by_item() -> None:
    assert registry.handler("OF-HR-005").slow  # type: ignore[union-attr]
    assert registry.handler("OF-HR-001") is None
    assert len(registry.rules("OF-LIFE-004")) == 1
    assert registry.rules("OF-HR-001") == ()
    assert registry.hold("OF-CONF-001") is not None


def test_every_instant_item_of_the_system_has_its_handler() -> None:
    automatic = {handler.item for app in registry.apps() for handler in app.handlers}
    assert automatic == {
        "OF-OFFICE-004",
        "OF-LIFE-004",
        "OF-LIFE-008",
        "OF-CONF-002",
        "OF-HR-005",
        "OF-PROC-002",
        "OF-LEGAL-001",
    }


def test_a_sound_registration_has_no_problem(app: DepartmentApp) -> None:
    sound = replace(app, handlers=(AutoHandler("OF-TEST-001", decide),), providers=(provider(),))
    assert ids(sound) == []


def test_a_broken_app_is_reported_and_the_others_keep_working() -> None:
    found = discover(["departments.hr", "departments.nowhere", "departments.org"])
    assert [app.code for app in found.apps()] == ["OF-HR"]
    assert set(found.broken) == {"departments.nowhere", "departments.org"}
    assert [problem.id for problem in problems_of(found)] == ["org.E001", "org.E001"]


def test_two_apps_with_one_code_are_reported(app: DepartmentApp) -> None:
    assert "org.E002" in ids(app, app)


def test_two_handlers_for_one_item_are_reported(app: DepartmentApp) -> None:
    twice = replace(app, handlers=(AutoHandler("OF-TEST-001", decide), AutoHandler("OF-TEST-001", decide)))
    assert ids(twice) == ["org.E003"]


@pytest.mark.parametrize("text", ["items: [", "just words", "items: {a: b}", "items: [1, 2]"])
def test_unreadable_items_are_reported(app: DepartmentApp, text: str) -> None:
    app.items_path.write_text(text, encoding="utf-8")
    assert ids(app) == ["org.E004"]


def test_missing_items_are_reported(app: DepartmentApp) -> None:
    assert ids(replace(app, items_path=app.items_path.with_name("none.yaml"))) == ["org.E004"]


def test_an_item_without_its_keys_is_reported(app: DepartmentApp) -> None:
    app.items_path.write_text("items: [{code: OF-TEST-001, name: x}]", encoding="utf-8")
    assert ids(app) == ["org.E005"]


def test_codes_used_twice_or_of_another_department_are_reported__R85(app: DepartmentApp) -> None:
    line = app.items_path.read_text(encoding="utf-8").splitlines()[1]
    app.items_path.write_text(
        "items:\n" + "\n".join([line, line, line.replace("OF-TEST-001", "OF-HR-001")]), encoding="utf-8"
    )
    assert ids(app) == ["org.E006", "org.E007"]


def test_handlers_and_rules_of_unknown_items_are_reported(app: DepartmentApp) -> None:
    wrong = replace(app, handlers=(AutoHandler("OF-TEST-009", decide),), rules=(Rule("OF-TEST-008", lambda item: []),))
    assert ids(wrong) == ["org.E008", "org.E008"]


def test_providers_name_their_elements_and_speak_for_their_department__R82(app: DepartmentApp) -> None:
    assert ids(replace(app, providers=(provider(elements=frozenset()),))) == ["org.E009"]
    assert ids(replace(app, providers=(provider(source="OF-HR"),))) == ["org.E010"]
    assert ids(replace(app, providers=(provider(timeout_seconds=0),))) == ["org.E011"]
