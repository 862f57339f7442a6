"""Registration of OF-LEGAL."""

from __future__ import annotations

from pathlib import Path

from departments.legal.demo import fill_registers
from departments.legal.enquiry import answer_enquiry
from departments.legal.register import ARCHIVE, CONTRACTS
from departments.org.contract import AutoHandler, DepartmentApp

DEPARTMENT = DepartmentApp(
    code="OF-LEGAL",
    name="企管法规部（档案馆）",
    name_en="Corporate Rules, Legal and Archives",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(ARCHIVE, CONTRACTS),
    handlers=(AutoHandler("OF-LEGAL-001", answer_enquiry),),
    demo_data=fill_registers,
)
