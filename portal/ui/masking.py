"""Sensitive values as they may be shown (R84)."""

from __future__ import annotations


def mask_id(value: str) -> str:
    """An identity number with its first three and last four characters: 650***********2046 (R84)."""
    text = str(value or "")
    if len(text) <= 7:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


def mask_phone(value: str) -> str:
    """A telephone number with its first three and last four digits: 138****2046."""
    text = str(value or "")
    if len(text) < 8:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
