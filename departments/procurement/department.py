"""Registration of OF-PROC."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import AutoHandler, DepartmentApp
from departments.procurement.demo import fill_registers
from departments.procurement.equipment import issue_equipment
from departments.procurement.register import PARTNERS

DEPARTMENT = DepartmentApp(
    code="OF-PROC",
    name="物资采购部",
    name_en="Procurement and Materials",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(PARTNERS,),
    handlers=(AutoHandler("OF-PROC-002", issue_equipment),),
    demo_data=fill_registers,
)
