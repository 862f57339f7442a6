"""What the registers provide fits the data dictionary, down to the check digits."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from departments.org import registry
from departments.org.demo_people import people
from departments.org.models import Department
from services.dictionary.checkdigits import CHECKS

pytestmark = pytest.mark.django_db

PYTHON_TYPES: dict[str, Any] = {"string": str, "text": str, "code": str, "int": int, "bool": bool}
PYTHON_TYPES |= {"decimal": Decimal, "date": date}


@pytest.fixture(scope="module")
def dictionary() -> dict[str, Any]:
    path = Path(settings.BASE_DIR) / "portal/demo/catalogue/data_elements.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture
def provided(registers: None) -> list[tuple[str, str, str, Any]]:
    """(department, element key, user name, value) of everything every register knows."""
    usernames = [one.username for one in people()]
    return [
        (provider.source, key, username, fetched.value)
        for provider in registry.providers()
        for username, known in provider.fetch(usernames).items()
        for key, fetched in known.items()
    ]


def test_departments_provide_only_what_they_are_the_source_of__R82(dictionary: Any) -> None:
    sources = {element["key"]: element["src"] for element in dictionary["elements"]}
    for provider in registry.providers():
        assert {sources[key] for key in provider.elements} == {provider.source}, provider.system


def test_every_value_fits_its_element(provided: Any, dictionary: Any) -> None:
    elements = {element["key"]: element for element in dictionary["elements"]}
    assert provided
    for source, key, username, value in provided:
        element, where = elements[key], f"{source} {key} of {username}: {value!r}"
        assert isinstance(value, PYTHON_TYPES[element["type"]]), where
        if "pattern" in element:
            assert re.fullmatch(element["pattern"], value), where
        if "check" in element:
            assert CHECKS[element["check"]](value), where
        if "max_len" in element:
            assert element.get("min_len", 0) <= len(value) <= element["max_len"], where
        if element["type"] in ("int", "decimal"):
            assert element.get("min", value) <= value <= element.get("max", value), where
        if element["type"] == "code" and element["set"] != "DEPARTMENT":
            assert value in dictionary["code_sets"][element["set"]]["values"], where


def test_department_codes_exist(provided: Any) -> None:
    known = set(Department.objects.values_list("code", flat=True))
    assert {value for _, key, _, value in provided if key == "dept_code"} <= known


def test_everybody_on_the_staff_is_known_and_no_outsider_is(provided: Any) -> None:
    named = {username for _, key, username, _ in provided if key == "employee_no"}
    assert named == {one.username for one in people() if one.is_staff_member}


def test_identity_numbers_agree_with_birth_date_and_gender(provided: Any) -> None:
    by_person: dict[str, dict[str, Any]] = {}
    for _, key, username, value in provided:
        by_person.setdefault(username, {})[key] = value
    for known in by_person.values():
        if "id_number" in known:
            assert known["id_number"][6:14] == f"{known['birth_date']:%Y%m%d}"
            assert int(known["id_number"][16]) % 2 == (known["gender"] == "1")


def test_the_cast_meets_the_conditions_of_their_matters(provided: Any) -> None:
    """The newcomer is fit, 员工甲 may have a home, the pensioner is in time."""
    known = {(username, key): value for _, key, username, value in provided}
    assert known["xin.laide", "medical_ok"] is True
    assert known["xin.laide", "emp_status"] == "pre"
    assert known["yuan.gongjia", "emp_status"] == "active"
    assert known["yuan.gongjia", "service_years"] >= 3
    assert known["yuan.gongjia", "owned_area"] <= 30 * known["yuan.gongjia", "family_size"]
    assert known["ex.hengtuo", "contractor_name"]
    assert known["ex.yonghu", "account_no"]
