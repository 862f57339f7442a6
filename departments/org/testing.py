"""The contract every department app keeps, as tests: `class TestX(DepartmentContract)`.

Nothing here touches the database. Give `department` and, where you like, tests of your own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from departments.org.checks import problems_of
from departments.org.contract import DepartmentApp
from departments.org.duties import STEP_DUTY
from departments.org.items import read_items
from departments.org.registry import Registration, Registry

ITEM_TYPES = frozenset({"instant", "promise"})
LIMIT_UNITS = frozenset({"wd", "ch"})


class DepartmentContract:
    """Tests of one registration; `department` is the app's DEPARTMENT."""

    department: ClassVar[DepartmentApp]

    def items(self) -> list[dict[str, Any]]:
        return read_items(self.department.items_path)

    def test_registration_passes_the_system_checks(self) -> None:
        alone = Registry((Registration("the app under test", self.department),))
        assert [str(problem) for problem in problems_of(alone)] == []

    def test_has_a_code_and_a_name(self) -> None:
        organisation, dash, rest = self.department.code.partition("-")
        assert organisation and dash and rest, "the code reads <organisation>-<department>, like OF-HR"
        assert self.department.name.strip()

    def test_items_have_a_known_type_and_limits(self) -> None:
        for item in self.items():
            limit = item["limit"]
            assert item["type"] in ITEM_TYPES, item["code"]
            assert limit["unit"] in LIMIT_UNITS, item["code"]
            promised, statutory = Decimal(str(limit["promised"])), Decimal(str(limit["statutory"]))
            assert Decimal(0) <= promised <= statutory, f"{item['code']}: the promise is within the statutory limit"

    def test_every_step_has_a_role_that_can_do_it(self) -> None:
        for item in self.items():
            assert item["steps"], f"{item['code']} has no step"
            assert {step["r"] for step in item["steps"]} <= STEP_DUTY.keys(), item["code"]

    def test_steps_fit_into_the_promised_limit(self) -> None:
        for item in self.items():
            if item["limit"]["unit"] == "wd":
                steps = sum(Decimal(str(step["d"])) for step in item["steps"])
                assert steps <= Decimal(str(item["limit"]["promised"])), item["code"]

    def test_automatic_items_are_instant_with_one_step(self) -> None:
        items = {item["code"]: item for item in self.items()}
        for handler in self.department.handlers:
            item = items[handler.item]
            assert item["type"] == "instant", handler.item
            assert len(item["steps"]) == 1, f"{handler.item}: a handler takes the place of the only step"
