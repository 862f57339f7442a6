"""When the window is open: today's hours, or when it opens next."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portal.hall.presenters.words import listed
from portal.ui import moments
from portal.worktime import CalendarMissing, add_working_days, sessions_on, table_for


def window_hours(calendar_code: str, now: datetime) -> str:
    """今天 10:00–14:00，15:30–19:30; on a day off the next opening. "" where the calendar says nothing."""
    table = table_for(calendar_code)
    today = table.local(now).date()
    try:
        sessions = sessions_on(today, table)
        if sessions and now <= sessions[-1][1]:
            spans = [f"{moments.clock(opens)}–{moments.clock(closes)}" for opens, closes in sessions]
            return _("today %(hours)s") % {"hours": listed(spans)}
        following = sessions_on(add_working_days(today, 1 if sessions else 0, table), table)
    except CalendarMissing:
        return ""
    return _("closed now, opens %(moment)s") % {"moment": moments.moment_words(following[0][0])} if following else ""
