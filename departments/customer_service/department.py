"""Registration of PG-CS."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="PG-CS",
    name="客服中心（供电营业厅）",
    name_en="Customer Service Centre",
    items_path=Path(__file__).with_name("items.yaml"),
)
