"""Registration of OF-LOCAL."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="OF-LOCAL",
    name="企地工作部",
    name_en="Enterprise-Local Relations",
    items_path=Path(__file__).with_name("items.yaml"),
)
