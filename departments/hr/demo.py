"""Invented staff records for the demo. Nobody in them exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from departments.hr.models import EmployeeRecord, RetirementCategory, RetirementRule
from departments.hr.retirement import add_months, category_of, retirement_date
from departments.org.contract import Person

# No place has this area code, so that no number belongs to anybody.
AREA = "990000"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EDUCATION = ("大学本科 工学学士", "大学专科", "硕士研究生 工学硕士", "大学本科 管理学学士")
NEWCOMER = "xin.laide"
RETIRING = "lao.tuixiu"
POSTS = {
    "leader": ("分管领导", "senior"),
    "dept_head": ("部门负责人", "mid"),
    "dept_deputy": ("部门副职", "mid"),
    "supervisor": ("电子监察员", "staff"),
    "window_clerk": ("综合窗口受理员", "staff"),
    "hotline_agent": ("热线话务员", "staff"),
    "reviewer": ("审核岗", "staff"),
    "handler": ("经办岗", "staff"),
}
# Demo policy (men, women in management, women in workers' posts): gradual delay from 2025 on.
RULES = (
    (RetirementCategory.MALE, date(1900, 1, 1), 720, 0, 0),
    (RetirementCategory.MALE, date(1965, 1, 1), 720, 4, 36),
    (RetirementCategory.FEMALE_CADRE, date(1900, 1, 1), 660, 0, 0),
    (RetirementCategory.FEMALE_CADRE, date(1970, 1, 1), 660, 4, 36),
    (RetirementCategory.FEMALE_WORKER, date(1900, 1, 1), 600, 0, 0),
    (RetirementCategory.FEMALE_WORKER, date(1975, 1, 1), 600, 2, 60),
)


def fill_registers(people: Sequence[Person]) -> None:
    """Add the rule table, and a record for everybody of the company who has none."""
    RetirementRule.objects.bulk_create(
        [
            RetirementRule(
                category=category,
                born_from=born_from,
                base_months=base,
                step_months=step,
                most_delay_months=most,
                basis="渐进式延迟法定退休年龄规则表（演示）",
            )
            for category, born_from, base, step, most in RULES
        ],
        ignore_conflicts=True,
    )
    rules = list(RetirementRule.objects.all())
    EmployeeRecord.objects.bulk_create(
        [_record(person, rules) for person in people if person.is_staff_member], ignore_conflicts=True
    )


def _record(person: Person, rules: list[RetirementRule]) -> EmployeeRecord:
    gender = "1" if person.number % 2 or person.username == RETIRING else "2"
    post_name, post_grade = _post(person)
    is_new = person.username == NEWCOMER
    return EmployeeRecord(
        username=person.username,
        employee_no=f"{10_000_000 + person.number}",
        full_name=person.name,
        id_number=identity_number(person, gender),
        mobile=f"1380000{person.number % 10_000:04d}",
        department_code=person.department_code,
        post_name=post_name,
        post_grade=post_grade,
        hire_date=timezone.localdate() if is_new else add_months(person.born, 23 * 12),
        gender=gender,
        emp_status="pre" if is_new else "active",
        marital="single" if is_new else "married",
        education=EDUCATION[person.number % len(EDUCATION)],
        family_size=2 + person.number % 4,
        contract_term=36 if is_new else 60,
        retire_date=retirement_date(person.born, category_of(gender, post_grade), rules),
    )


def _post(person: Person) -> tuple[str, str]:
    for role, post in POSTS.items():
        if role in person.roles:
            return post
    return ("采油工", "staff") if person.department_code == "OF-CY1" else ("员工", "staff")


def identity_number(person: Person, gender: str) -> str:
    """A number that passes GB 11643 and belongs to nobody; the 17th digit is odd for men."""
    order = person.number * 2 % 1000 + (1 if gender == "1" else 0)
    body = f"{AREA}{person.born:%Y%m%d}{order % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECK_CHARACTERS[total % 11]
