"""Registration of OF-PROD."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="OF-PROD",
    name="生产运行部",
    name_en="Production Operations",
    items_path=Path(__file__).with_name("items.yaml"),
)
