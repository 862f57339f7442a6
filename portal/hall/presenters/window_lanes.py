"""The window's two lanes: it takes the case in, and hands all results over at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast

from django.utils.translation import gettext as _

from portal.hall.presenters.lights import running_words
from portal.hall.presenters.planning import Plan
from portal.hall.presenters.words import after_comma
from portal.ui import lights, moments
from portal.ui.lanes import Kind, LaneFacts, LightState, Span
from portal.worktime import CalendarMissing
from services.cases.states import CaseState
from workflows.models import Task
from workflows.queries.casefile import CaseView
from workflows.timing.clocks import time_left

BAR_OF: dict[str, Kind] = {"warn": "warn", "bad": "late"}


def intake_lane(view: CaseView, plan: Plan) -> LaneFacts:
    """From receipt to acceptance; the window's clock rests while the applicant corrects."""
    case = view.case
    lane = LaneFacts(case.window.title, _("Accept and hand out"), "done", str(lights.WORDS["done"]), id="intake")
    if case.state == CaseState.CORRECTING:
        return waiting_for_correction(lane, view)
    if case.state == CaseState.SUBMITTED:
        return running(lane, view, plan, case.received_at, case.intake_due_at)
    ended = case.accepted_at or case.closed_at or view.now
    spans = (Span("done", case.received_at, max(ended, case.received_at)),)
    if case.accepted_at is None:
        return replace(lane, state="ended", words=str(case.get_state_display()), spans=spans)
    return replace(lane, note=intake_time(view, plan), spans=spans)


def waiting_for_correction(lane: LaneFacts, view: CaseView) -> LaneFacts:
    notice = view.corrections[-1]
    return replace(
        lane,
        state="pause",
        words=after_comma(str(lights.WORDS["pause"]), _("waiting for your correction")),
        note=_("goes on as soon as you hand it in"),
        spans=(
            Span("ran", view.case.received_at, notice.sent_at),
            Span("hold", notice.sent_at, max(notice.due_at, view.now), _("waits for you")),
        ),
        mine=bool(view.todo),
    )


def running(lane: LaneFacts, view: CaseView, plan: Plan, begin: datetime, promised: datetime | None) -> LaneFacts:
    """The window is at it now: the open task's clock, or the promised moment where there is none."""
    task = view.window_task
    due = task.due_at if task else promised
    state = window_state(task, view.now)
    left = time_left(view.now, due, view.case) if due else None
    return replace(
        lane,
        state=state,
        words=running_words(state, left),
        note=_("due %(moment)s") % {"moment": moments.due_words(due)} if due else "",
        holder=task.owner.name if task and task.owner else "",
        spans=(Span(BAR_OF.get(state, "run"), begin, max(due or view.now, view.now), filled_until=view.now),),
        due=due,
    )


def window_state(task: Task | None, now: datetime) -> LightState:
    return cast(LightState, lights.state_of(task.light_at(now))) if task else "ok"


def intake_time(view: CaseView, plan: Plan) -> str:
    """用时 53 分钟."""
    received, accepted = view.case.received_at, view.case.accepted_at
    if accepted is None:
        return ""
    try:
        took = time_left(received, max(accepted, received), view.case)
    except CalendarMissing:
        return ""
    return _("took %(time)s") % {"time": moments.duration_words(took.days, took.minutes)}


def delivery_lane(view: CaseView, plan: Plan) -> LaneFacts:
    """Not begun until everything is decided; done when the results are in the applicant's hands."""
    case = view.case
    lane = LaneFacts(case.window.title, _("Hand over the results"), "wait", str(lights.WORDS["wait"]), id="delivery")
    if case.delivered_at is not None:
        note = _("handed over %(moment)s") % {"moment": moments.since(case.delivered_at, view.now)}
        spans = (Span("done", case.decided_at or case.delivered_at, case.delivered_at),)
        return replace(lane, state="done", words=str(lights.WORDS["done"]), note=note, spans=spans)
    if case.decided_at is not None:
        return running(lane, view, plan, case.decided_at, None)
    spans = (Span("plan", plan.finished, plan.finished, _("results")),)
    return replace(lane, note=_("once everything is decided"), spans=spans)
