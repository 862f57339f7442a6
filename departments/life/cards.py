"""OF-LIFE-008: opens a canteen card, or closes the open one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from departments.life.models import CanteenCard
from departments.org.contract import ItemFacts, Outcome, Problem


def change_card(item: ItemFacts) -> Outcome:
    """Open where there is no open card, close where there is one. The same case acts once."""
    if not item.text("employee_no"):
        return Outcome.refused(_no_employee())
    card = CanteenCard.objects.select_for_update().filter(username=item.applicant_username).first()
    if card is None:
        card = CanteenCard.objects.create(
            username=item.applicant_username, card_no=f"CK{item.text('employee_no')[-8:]}", last_case=item.case_number
        )
    elif card.last_case != item.case_number:
        card.is_open = not card.is_open
        card.last_case = item.case_number
        card.save(update_fields=["is_open", "last_case"])
    message = (
        _("Canteen card %(number)s is open. Collect it at any canteen counter.")
        if card.is_open
        else _("Canteen card %(number)s is closed. What is left on it goes to your pay account.")
    )
    return Outcome(
        approved=True, text=message % {"number": card.card_no}, data={"card_no": card.card_no, "is_open": card.is_open}
    )


def _no_employee() -> Problem:
    return Problem(
        "employee_no",
        _("Canteen cards are for people on the staff register, and the form has no employee number."),
        _("Please ask Human Resources for your employee number, then apply again."),
        code="not_in_register",
    )
