"""Registration of PG-OM."""

from __future__ import annotations

from pathlib import Path

from departments.grid_maintenance.register import AREAS, fill_registers
from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="PG-OM",
    name="运检部",
    name_en="Operation and Maintenance",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(AREAS,),
    demo_data=fill_registers,
)
