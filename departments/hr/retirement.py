"""When somebody retires, from the dated rule table (R97)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from departments.hr.models import RetirementCategory, RetirementRule


def category_of(gender: str, post_grade: str) -> str:
    """The rule table's category; `gender` and `post_grade` as in the data dictionary."""
    if gender == "1":
        return RetirementCategory.MALE
    return RetirementCategory.FEMALE_WORKER if post_grade == "staff" else RetirementCategory.FEMALE_CADRE


def retirement_date(born: date, category: str, rules: Iterable[RetirementRule]) -> date | None:
    """The day the person reaches retirement age, None when no rule covers the birth date."""
    covering = [rule for rule in rules if rule.category == category and rule.born_from <= born]
    if not covering:
        return None
    rule = max(covering, key=lambda candidate: candidate.born_from)
    delay = 0
    if rule.step_months:
        born_after = (born.year - rule.born_from.year) * 12 + born.month - rule.born_from.month
        delay = min(rule.most_delay_months, born_after // rule.step_months + 1)
    return add_months(born, rule.base_months + delay)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
