"""How departments write a day in the sentences people read."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import get_language

WEEKDAYS = "一二三四五六日"


def say_day(day: date) -> str:
    """“3月10日 周二” or “Tue 10 March”, with the year when it is not the current one."""
    other_year = day.year != localdate().year
    if (get_language() or "").startswith("en"):
        return f"{day:%a} {day.day} {day:%B}" + (f" {day.year}" if other_year else "")
    return (f"{day.year}年" if other_year else "") + f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
