"""Registration of OF-SEC."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="OF-SEC",
    name="保卫部",
    name_en="Security",
    items_path=Path(__file__).with_name("items.yaml"),
)
