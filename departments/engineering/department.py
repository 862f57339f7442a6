"""Registration of PG-ENG."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="PG-ENG",
    name="工程部",
    name_en="Engineering",
    items_path=Path(__file__).with_name("items.yaml"),
)
