"""Brings the calendars of a document into the database and publishes what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.worktime.documents import calendar_specs, check_calendars


def load_calendars(document: Mapping[str, Any]) -> None:
    """Load catalogue/calendar.yaml (see documents.py); may be run again at any time.

    A year the document names becomes exactly what it says, with a new version only if that
    changes something; years and calendars it does not name stay as they are. Raises Invalid
    ("calendar_invalid") with every problem in `fields`, and changes nothing then.
    """
    # Models cannot be imported before the apps are ready; the package's front door is.
    from portal.worktime import publication

    findings = check_calendars(document, publication.known_codes())
    if findings:
        fields: dict[str, list[str]] = {}
        for finding in findings:
            fields.setdefault(".".join(map(str, finding.path)), []).append(f"{finding.what} {finding.how_to_mend}")
        summary = _("The calendar document cannot be loaded: %(problems)s")
        raise Invalid(
            summary % {"problems": " / ".join(map(str, findings))},
            code="calendar_invalid",
            fields=fields,
        )
    publication.publish(calendar_specs(document))
