"""Registration of OF-LIFE."""

from __future__ import annotations

from pathlib import Path

from departments.life.cards import change_card
from departments.life.demo import fill_registers
from departments.life.meals import book_meal, check_meal
from departments.life.register import LIVING_REGISTER
from departments.life.rules import halal_in_halal_canteen
from departments.org.contract import AutoHandler, DepartmentApp, Rule

DEPARTMENT = DepartmentApp(
    code="OF-LIFE",
    name="生活服务中心",
    name_en="Life Services Centre",
    items_path=Path(__file__).with_name("items.yaml"),
    providers=(LIVING_REGISTER,),
    handlers=(AutoHandler("OF-LIFE-004", book_meal), AutoHandler("OF-LIFE-008", change_card)),
    rules=(Rule("OF-LIFE-003", halal_in_halal_canteen), Rule("OF-LIFE-004", check_meal)),
    demo_data=fill_registers,
)
