"""Registration of OF-HSE."""

from __future__ import annotations

from pathlib import Path

from departments.hse.demo import fill_registers
from departments.hse.register import SAFETY_REGISTER
from departments.hse.rules import licence_covers_work, licence_in_force
from departments.org.contract import DepartmentApp, Rule

DEPARTMENT = DepartmentApp(
    code="OF-HSE",
    name="安全环保部",
    name_en="Health, Safety and Environment",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(SAFETY_REGISTER,),
    rules=(Rule("OF-HSE-002", licence_in_force), Rule("OF-HSE-003", licence_covers_work)),
    demo_data=fill_registers,
)
