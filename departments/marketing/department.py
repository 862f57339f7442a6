"""Registration of PG-MKT."""

from __future__ import annotations

from pathlib import Path

from departments.marketing.register import CUSTOMER_REGISTER, fill_registers
from departments.marketing.rules import high_voltage_on_site
from departments.org.contract import DepartmentApp, Rule

DEPARTMENT = DepartmentApp(
    code="PG-MKT",
    name="营销部",
    name_en="Marketing",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(CUSTOMER_REGISTER,),
    rules=(Rule("PG-MKT-001", high_voltage_on_site),),
    demo_data=fill_registers,
)
