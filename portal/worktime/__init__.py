"""Working time (R20–R32): due moments, time used and remaining over published calendar tables.

Everything but `table_for`, `invalidate` and `load_calendars` is a pure function of its
arguments. Moments are aware datetimes of any time zone; answers are in the table's own.
"""

from portal.worktime.counting import due_moment, moment_after, time_used, working_time, yellow_moment
from portal.worktime.days import add_working_days, effective_start, end_of_day, is_working_day, sessions_on
from portal.worktime.errors import CalendarMissing, CalendarUnknown
from portal.worktime.limits import Limit, Pause
from portal.worktime.loading import load_calendars
from portal.worktime.remaining import Remaining, remaining
from portal.worktime.table import WorkTable
from portal.worktime.tables import invalidate, provisional_table_for, table_for

__all__ = [
    "CalendarMissing",
    "CalendarUnknown",
    "Limit",
    "Pause",
    "Remaining",
    "WorkTable",
    "add_working_days",
    "due_moment",
    "effective_start",
    "end_of_day",
    "invalidate",
    "is_working_day",
    "load_calendars",
    "moment_after",
    "provisional_table_for",
    "remaining",
    "sessions_on",
    "table_for",
    "time_used",
    "working_time",
    "yellow_moment",
]
