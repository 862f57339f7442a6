"""Registration of OF-FIN."""

from __future__ import annotations

from pathlib import Path

from departments.finance.demo import fill_registers
from departments.finance.register import LEDGER
from departments.finance.rules import no_overdue_advance, within_balance
from departments.org.contract import DepartmentApp, Rule

DEPARTMENT = DepartmentApp(
    code="OF-FIN",
    name="财务部",
    name_en="Finance",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(LEDGER,),
    rules=(Rule("OF-FIN-001", within_balance), Rule("OF-FIN-002", no_overdue_advance)),
    demo_data=fill_registers,
)
