"""Checks of life services at submission, besides the cut-offs of meals."""

from __future__ import annotations

from django.utils.translation import gettext as _

from departments.life.models import Canteen
from departments.org.contract import ItemFacts, Problem


def halal_in_halal_canteen(item: ItemFacts) -> list[Problem]:
    """OF-LIFE-003: a halal need is served in the halal canteen (R92)."""
    if item.text("diet") != "halal" or item.text("canteen") in ("", Canteen.HALAL):
        return []
    return [
        Problem(
            "canteen",
            _("A halal diet is served in the halal canteen only."),
            _("Please choose the halal canteen."),
            code="halal_canteen",
        )
    ]
