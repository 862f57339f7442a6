"""Check digits: a single wrong figure is found while the person still has the card in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_DIGITS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def gb11643_holds(number: str) -> bool:
    """Identity number of 18 places: an existing date of birth and the right last place."""
    if len(number) != 18 or not number[:17].isdecimal():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return number[17] == _ID_DIGITS[total % 11]


def luhn_holds(number: str) -> bool:
    """Bank card number."""
    if not number.isdecimal():
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def gb32100_holds(code: str) -> bool:
    """Unified social credit code of 18 places."""
    if len(code) != 18 or any(letter not in _USCC_ALPHABET for letter in code):
        return False
    total = sum(_USCC_ALPHABET.index(letter) * weight for letter, weight in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC_ALPHABET.index(code[17]) == (31 - total % 31) % 31


CHECKS: dict[str, Callable[[str], bool]] = {"GB11643": gb11643_holds, "LUHN": luhn_holds, "GB32100": gb32100_holds}
