"""Numbers of cases, and the mark by which two applications are the same (R13, R85)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection


def fingerprint(matter: str, answers: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """What makes two applications of one person identical (R13)."""
    text = json.dumps([matter, answers, values], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def next_number(organisation: Any, day: date) -> str:
    """`YJS-yyyymmdd-<org>-nnnnnn-c`, c the Luhn digit over yyyymmddnnnnnn (R85). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO cases_numbersequence (organisation_id, day, last) VALUES (%s, %s, 1)
            ON CONFLICT (organisation_id, day) DO UPDATE SET last = cases_numbersequence.last + 1
            RETURNING last
            """,
            [organisation.pk, day],
        )
        count = cursor.fetchone()[0]
    digits = f"{day:%Y%m%d}{count:06d}"
    return f"YJS-{day:%Y%m%d}-{organisation.code}-{count:06d}-{luhn_digit(digits)}"


def luhn_digit(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return (10 - total % 10) % 10
