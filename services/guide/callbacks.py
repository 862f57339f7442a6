"""Call-backs: asked for by somebody who found nothing that fits, made by a clerk of the window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.duties import duties_of, holders
from departments.org.models import Department
from portal import audit
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from portal.notices import Wording, notify
from portal.worktime import CalendarMissing, add_working_days, end_of_day, table_for
from services.guide.models import CallBack

PHONE = re.compile(r"\+?[\d -]{5,19}")
CALL_WITHIN_DAYS = 1
ASKED = Wording(
    "callback.asked",
    gettext_lazy("%(name)s asks to be called"),
    gettext_lazy("They found no matter that fits: %(text)s Please call within one working day."),
)


class AlreadyCalled(Conflict):
    code = "already_called"


def ask_for_call(
    window: Department, *, name: str, phone: str, text: str, trail: Sequence[str] = (), person: Any = None
) -> CallBack:
    """Leave name, number and the wish; the window's people are told. Raises Invalid naming every gap."""
    given = {"name": name.strip()[:60], "phone": phone.strip()[:20], "text": text.strip()[:1000]}
    problems = {}
    if not given["name"]:
        problems["name"] = [_("Please tell us your name.")]
    if not PHONE.fullmatch(given["phone"]):
        problems["phone"] = [_("Please give the number we can reach you on, digits only.")]
    if not given["text"]:
        problems["text"] = [_("Please say in a few words what you would like to get done.")]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    now = timezone.now()
    with transaction.atomic():
        call = CallBack.objects.create(
            window=window, person=person, trail=list(trail), asked_at=now, due_at=due_of(window, now), **given
        )
        audit.record(call.stream, audit.Event("callback.asked", actor=person, at=now, department=window.code))
        notify(
            holders("accept", window.pk),
            ASKED,
            {"name": call.name, "text": call.text},
            url="/counter/#calls",
            key=f"callback.asked:{call.pk}",
        )
    return call


def due_of(window: Department, now: datetime) -> datetime | None:
    """The end of the next working day; None where its calendar is not published."""
    table = table_for(window.organisation.calendar.code)
    try:
        return end_of_day(add_working_days(timezone.localdate(now), CALL_WITHIN_DAYS, table), table)
    except CalendarMissing:
        return None


def open_calls(clerk: Any) -> QuerySet[CallBack]:
    """What waits for the windows of this clerk, most urgent first."""
    windows = duties_of(clerk).departments("accept")
    return CallBack.objects.filter(window_id__in=windows, called_at=None).order_by("due_at", "pk")


def note_call(call_id: int, *, actor: Any, outcome: str) -> CallBack:
    """The clerk has called and says what came of it. Raises NotFound, Forbidden, Invalid, AlreadyCalled."""
    with transaction.atomic():
        rows = CallBack.objects.select_for_update(of=("self",)).select_related("window", "called_by")
        call = rows.filter(pk=call_id).first()
        if call is None:
            raise NotFound(_("There is no such call-back. Today's queue lists what is open."))
        if not duties_of(actor).holds("accept", call.window_id):
            raise Forbidden(_("This page is for the integrated window and the hotline."))
        if call.called_at is not None:
            raise AlreadyCalled(
                _("%(clerk)s has called %(name)s already.")
                % {"clerk": call.called_by.name if call.called_by else "", "name": call.name}
            )
        if not outcome.strip():
            problem = _("Please note what came of the call.")
            raise Invalid(problem, fields={"outcome": [problem]})
        call.called_at, call.called_by, call.outcome = timezone.now(), actor, outcome.strip()[:1000]
        call.save(update_fields=["called_at", "called_by", "outcome"])
        audit.record(
            call.stream,
            audit.Event(
                "callback.made", actor=actor, at=call.called_at, department=call.window.code, text=call.outcome
            ),
        )
    return call
