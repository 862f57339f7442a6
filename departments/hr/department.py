"""Registration of OF-HR."""

from __future__ import annotations

from pathlib import Path

from departments.hr.certificates import issue_certificate
from departments.hr.demo import fill_registers
from departments.hr.register import STAFF_REGISTER
from departments.hr.rules import not_too_early_for_retirement
from departments.org.contract import AutoHandler, DepartmentApp, Rule

DEPARTMENT = DepartmentApp(
    code="OF-HR",
    name="人力资源部",
    name_en="Human Resources",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(STAFF_REGISTER,),
    # Sealing a certificate may take its time, so that a worker does it.
    handlers=(AutoHandler("OF-HR-005", issue_certificate, slow=True),),
    rules=(Rule("OF-HR-003", not_too_early_for_retirement),),
    demo_data=fill_registers,
)
