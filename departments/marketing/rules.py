"""Checks of marketing at submission."""

from __future__ import annotations

from django.utils.translation import gettext as _

from departments.org.contract import ItemFacts, Problem

HIGH_VOLTAGES = frozenset({"hv10", "hv35"})


def high_voltage_on_site(item: ItemFacts) -> list[Problem]:
    """PG-MKT-001: only low voltage may be surveyed remotely (R98)."""
    if item.text("survey_mode") != "remote" or item.text("voltage") not in HIGH_VOLTAGES:
        return []
    return [
        Problem(
            "survey_mode",
            _("High voltage is surveyed on site; a remote survey is for low voltage only."),
            _("Please choose the survey on site."),
            code="survey_on_site",
        )
    ]
