"""Names of the procedures that may stop a clock besides those an item names itself (R26, R37, R41)."""

from __future__ import annotations

FORCE_MAJEURE, DEFERRAL_DEFAULT, SECOND_NOTICE = "force_majeure", "deferral_default", "second_notice"
FORCE_MAJEURE_DAYS = 30
# The clock stands still until the applicant hands something in.
WAITING_FOR_APPLICANT = frozenset({DEFERRAL_DEFAULT, SECOND_NOTICE})
