"""Registration of OF-IT."""

from __future__ import annotations

from pathlib import Path

from departments.it.register import IDENTITIES, fill_registers
from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="OF-IT",
    name="信息中心",
    name_en="Information Centre",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(IDENTITIES,),
    demo_data=fill_registers,
)
