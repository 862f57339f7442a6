"""What every field of the dictionary does to the applicant's life, in one line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.ui.admin_help import Lines

ENGLISH = _("Shown to people who read the portal in English; the Chinese is shown where this is empty.")
FEWER = _("Smaller numbers come first in the applicant's list.")

HELP: dict[str, Lines] = {
    "dictionary.codeset": {
        "code": _("Capital letters. Fields name their list by it; it never changes."),
        "standard": _("The published standard the list follows, so that the applicant's data fits other systems."),
    },
    "dictionary.codevalue": {
        "value": _("What is kept and exchanged when the applicant chooses this; it never changes."),
        "name": _("The choice as the applicant reads it in the form."),
        "name_en": ENGLISH,
        "position": FEWER,
    },
    "dictionary.topic": {
        "code": _("Short code; it never changes."),
        "name": _("The heading under which the applicant finds these fields in the one form."),
        "name_en": ENGLISH,
        "position": _("Place of the heading in the form; smaller numbers come first."),
    },
    "dictionary.dataelement": {
        "code": _("DE and a number. It never changes and is never used again."),
        "key": _("Small letters and _, by which conditions and interfaces speak of the field; it never changes."),
        "name": _("What stands before the field in the applicant's form; the same in every matter."),
        "name_en": ENGLISH,
        "topic": _("The heading under which the applicant finds the field."),
        "note": _("For editors; the applicant sees none of it."),
        "type": _("How the applicant fills it in: a line, a number, a day, a choice of a list."),
        "code_set": _("The list the applicant chooses from; only for values of a code set."),
        "min_length": _("Shorter answers are refused while the applicant types."),
        "max_length": _("Longer answers are refused while the applicant types."),
        "min_value": _("Smaller numbers are refused, with a sentence that says the bound."),
        "max_value": _("Larger numbers are refused, with a sentence that says the bound."),
        "pattern": _("What does not look like this is refused everywhere: form, window, interface, import."),
        "check_rule": _("Finds a mistyped number while the applicant types it."),
        "after": _("The earlier date; the applicant is told at once when the order is wrong."),
        "format_hint": _("Says below the field how to write it, before anything is wrong."),
        "format_hint_en": ENGLISH,
        "example": _("Shown below the field as a pattern to follow."),
        "self_service": _("The applicant corrects it alone, without an objection: a telephone number, an address."),
        "derived_from": _("Worked out from that field, so the applicant is not asked."),
        "from_fact": _("Taken from what the applicant has answered already; nothing is asked twice."),
        "from_fact_values": _("Which value follows from which answer; empty takes the answer itself."),
        "sensitivity": _("How much of it others see: personal values are masked and every look is kept."),
    },
    "dictionary.sharinggrant": {
        "element": _("The field the applicant will find filled in instead of being asked."),
        "item": _("Only this item reads it; every other one still asks, or needs a grant of its own."),
    },
}
