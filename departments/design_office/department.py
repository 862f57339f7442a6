"""Registration of PG-DES."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="PG-DES",
    name="设计所",
    name_en="Design Office",
    items_path=Path(__file__).with_name("items.yaml"),
)
