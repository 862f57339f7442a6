"""Registration of PG-DISP."""

from __future__ import annotations

from pathlib import Path

from departments.dispatch.register import FEEDERS, fill_registers
from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="PG-DISP",
    name="调度控制中心",
    name_en="Dispatch and Control Centre",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(FEEDERS,),
    demo_data=fill_registers,
)
