"""Registration of OF-OFFICE."""

from __future__ import annotations

from pathlib import Path

from departments.office.demo import fill_registers
from departments.office.register import DUTY_DESKS
from departments.office.rosters import check_roster
from departments.office.shifts import check_swap, file_swap
from departments.org.contract import AutoHandler, DepartmentApp, Rule

DEPARTMENT = DepartmentApp(
    code="OF-OFFICE",
    name="办公室（党委办公室）",
    name_en="General Office (Party Committee Office)",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(DUTY_DESKS,),
    handlers=(AutoHandler("OF-OFFICE-004", file_swap),),
    rules=(Rule("OF-OFFICE-003", check_roster), Rule("OF-OFFICE-004", check_swap)),
    demo_data=fill_registers,
)
