"""Every registered department keeps the contract."""

from __future__ import annotations

import pytest

from departments.org import registry
from departments.org.contract import DepartmentApp
from departments.org.testing import DepartmentContract


@pytest.mark.parametrize("app", registry.apps(), ids=[app.code for app in registry.apps()])
class TestEveryDepartment(DepartmentContract):
    @pytest.fixture(autouse=True)
    def _department(self, app: DepartmentApp) -> None:
        self.department = app  # type: ignore[misc]


def test_the_demo_catalogue_is_whole() -> None:
    from departments.org.items import read_items

    codes = [item["code"] for app in registry.apps() for item in read_items(app.items_path)]
    assert len(codes) == len(set(codes)) == 62
