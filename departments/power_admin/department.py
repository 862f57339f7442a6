"""Registration of PG-ADM."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="PG-ADM",
    name="综合管理部",
    name_en="Comprehensive Management",
    items_path=Path(__file__).with_name("items.yaml"),
)
