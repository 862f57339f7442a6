"""Registration of OF-SSC."""

from __future__ import annotations

from pathlib import Path

from departments.org.contract import DepartmentApp

DEPARTMENT = DepartmentApp(
    code="OF-SSC",
    name="共享服务中心（综合服务大厅）",
    name_en="Shared Service Centre and Integrated Hall",
    items_path=Path(__file__).with_name("items.yaml"),
)
