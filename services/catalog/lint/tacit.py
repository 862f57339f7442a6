"""Where silence must never count as consent (R49)."""

from __future__ import annotations

from services.catalog.snapshot import ItemSnapshot

# By the last part of a department's code, so that every organisation is covered.
FORBIDDEN_FUNCTIONS = frozenset({"HSE", "FIN", "LEGAL", "HR"})
# Payment, contracts, land compensation and classified matters show in what an item asks.
FORBIDDEN_ELEMENTS = frozenset(
    {
        "advance_amount",
        "bank_account",
        "compensation",
        "contract_no",
        "contract_term",
        "payable_amount",
        "secrecy",
        "settle_amount",
    }
)


def why_tacit_is_forbidden(item: ItemSnapshot, departments: tuple[str, ...]) -> str:
    """The department or element for which this item may not take silence as consent; "" when it may."""
    for code in (item.department, *departments):
        if code.rpartition("-")[2] in FORBIDDEN_FUNCTIONS:
            return code
    return next((key for key in item.elements if key in FORBIDDEN_ELEMENTS), "")
