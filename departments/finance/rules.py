"""Checks of finance at submission."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from departments.finance.models import Advance, CostCentre
from departments.org.contract import ItemFacts, Problem, say_day


def no_overdue_advance(item: ItemFacts) -> list[Problem]:
    """OF-FIN-002: no new advance while one is overdue (R99)."""
    overdue = (
        Advance.objects.filter(
            username=item.applicant_username, settled_on__isnull=True, due_on__lt=localdate(item.now)
        )
        .order_by("due_on")
        .first()
    )
    if overdue is None:
        return []
    return [
        Problem(
            "advance_amount",
            _("Your advance of %(amount)s yuan was to be settled by %(due)s and is still open.")
            % {"amount": number_format(overdue.amount, 2, force_grouping=True), "due": say_day(overdue.due_on)},
            _("Please settle it first; then a new advance can be paid."),
            code="advance_overdue",
        )
    ]


def within_balance(item: ItemFacts) -> list[Problem]:
    """OF-FIN-001: the cost centre can bear the budget."""
    amount = item.number("budget_amount")
    centre = CostCentre.objects.filter(code=item.text("cost_center")).first()
    if amount is None or centre is None or amount <= centre.balance:
        return []
    return [
        Problem(
            "budget_amount",
            _("Cost centre %(code)s has %(balance)s yuan left, less than the %(amount)s yuan asked for.")
            % {
                "code": centre.code,
                "balance": number_format(centre.balance, 2, force_grouping=True),
                "amount": number_format(amount, 2, force_grouping=True),
            },
            _("Please lower the budget, or ask Finance to add to the cost centre."),
            code="balance_too_low",
        )
    ]
