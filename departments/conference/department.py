"""Registration of OF-CONF."""

from __future__ import annotations

from pathlib import Path

from departments.conference.delegates import register_delegate
from departments.conference.demo import fill_registers
from departments.conference.venues import check_venue, confirm_venue, free_venue, hold_venue
from departments.org.contract import AutoHandler, DepartmentApp, Hold, Rule

DEPARTMENT = DepartmentApp(
    code="OF-CONF",
    name="会议中心",
    name_en="Conference Centre",
    items_path=Path(__file__).with_name("items.yaml"),
    handlers=(AutoHandler("OF-CONF-002", register_delegate),),
    rules=(Rule("OF-CONF-001", check_venue),),
    holds=(Hold("OF-CONF-001", take=hold_venue, confirm=confirm_venue, release=free_venue),),
    demo_data=fill_registers,
)
