"""What can go wrong with a calendar, said so that somebody can mend it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.errors import Conflict, NotFound


class CalendarMissing(Conflict):
    """The year's table is not published: nothing is guessed (R24). `calendar` is a code, `year` a number."""

    code = "calendar_missing"

    def __init__(self, calendar: str, name: str, year: int):
        super().__init__(
            _(
                "The working calendar %(name)s (%(calendar)s) has no table for %(year)s yet, so this date cannot be "
                "worked out. An administrator must first publish that year's holidays and make-up workdays."
            )
            % {"name": name, "calendar": calendar, "year": year}
        )
        self.calendar = calendar
        self.year = year


class CalendarUnknown(NotFound):
    """No calendar of that code is loaded, or it has no business hours or no year at all."""

    code = "calendar_unknown"

    def __init__(self, calendar: str):
        super().__init__(
            _("The working calendar %(calendar)s is not loaded. Load it with: manage.py loadcatalog")
            % {"calendar": calendar}
        )
        self.calendar = calendar
