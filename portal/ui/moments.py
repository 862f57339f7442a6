"""Moments, durations and sizes in words: one format everywhere (ux: 11月24日 周二 17:30).

Moments are aware and shown in the portal's time zone. Chinese wording follows the active language;
English says the same in its own order.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


class Remaining(Protocol):
    """Working time left (or passed, when overdue): whole working days plus minutes."""

    overdue: bool
    days: int
    minutes: int


def _local(moment: datetime | date) -> datetime | date:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def _chinese() -> bool:
    return (translation.get_language() or "").startswith("zh")


def day(moment: datetime | date) -> str:
    """11月24日; with the year in front when it is not this year. English: 24 Nov."""
    local = _local(moment)
    this_year = local.year == timezone.localdate().year
    if _chinese():
        return f"{local.month}月{local.day}日" if this_year else f"{local.year}年{local.month}月{local.day}日"
    return date_format(local, "j M" if this_year else "j M Y")


def weekday(moment: datetime | date) -> str:
    """周二 / Tue."""
    local = _local(moment)
    if _chinese():
        return "周" + "一二三四五六日"[local.weekday()]
    return date_format(local, "D")


def day_week(moment: datetime | date) -> str:
    """11月24日 周二 / Tue 24 Nov."""
    if _chinese():
        return f"{day(moment)} {weekday(moment)}"
    return f"{weekday(moment)} {day(moment)}"


def clock(moment: datetime) -> str:
    """17:30."""
    return f"{_local(moment):%H:%M}"


def moment_words(moment: datetime) -> str:
    """11月24日 周二 17:30 / Tue 24 Nov 17:30."""
    return f"{day_week(moment)} {clock(moment)}"


def since(moment: datetime, now: datetime | None = None) -> str:
    """When something happened, as people say it: 刚刚, 12 分钟前, 今天 10:24, 昨天 16:40, 11月16日 09:12."""
    now = now or timezone.now()
    past = now - moment
    if timedelta(0) <= past < timedelta(minutes=1):
        return _("just now")
    if timedelta(0) <= past < timedelta(hours=1):
        minutes = int(past.total_seconds() // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    days_ago = (timezone.localdate(now) - timezone.localdate(moment)).days
    if days_ago == 0:
        return _("today %(clock)s") % {"clock": clock(moment)}
    if days_ago == 1:
        return _("yesterday %(clock)s") % {"clock": clock(moment)}
    return f"{day(moment)} {clock(moment)}"


def due_words(moment: datetime, now: datetime | None = None) -> str:
    """When something falls due: 今天 17:30, 明天 17:30, 11月24日 周二 17:30."""
    days = (timezone.localdate(moment) - timezone.localdate(now or timezone.now())).days
    if days == 0:
        return _("today %(clock)s") % {"clock": clock(moment)}
    if days == 1:
        return _("tomorrow %(clock)s") % {"clock": clock(moment)}
    return moment_words(moment)


def duration_words(days: int, minutes: int) -> str:
    """1 天 7 小时; below a day hours and minutes: 1 小时 36 分; never more than two units."""
    hours, rest = divmod(minutes, 60)
    parts: list[str] = []
    if days:
        parts.append(ngettext("%(n)d day", "%(n)d days", days) % {"n": days})
    if hours:
        parts.append(ngettext("%(n)d h", "%(n)d h", hours) % {"n": hours})
    if rest and not days:
        parts.append(ngettext("%(n)d min", "%(n)d min", rest) % {"n": rest})
    return " ".join(parts) or _("less than a minute")


def remaining_words(remaining: Remaining) -> str:
    """剩 1 天 7 小时 / 超期 3 小时."""
    if not remaining.days and not remaining.minutes:
        return _("Just overdue") if remaining.overdue else _("Less than a minute left")
    words = duration_words(remaining.days, remaining.minutes)
    if remaining.overdue:
        return _("Overdue by %(time)s") % {"time": words}
    return pgettext("working time", "%(time)s left") % {"time": words}


def filesize_words(size: int) -> str:
    """214 KB, 2.4 MB: 1024-based, as file managers show it."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    megabytes = size / 1024 / 1024
    return f"{megabytes:.0f} MB" if megabytes >= 10 else f"{megabytes:.1f} MB"
