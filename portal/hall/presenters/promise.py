"""The promise card: by when, how it stands, and what the reader may count on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.hall.presenters.lights import NOT_BEGUN
from portal.hall.presenters.words import chinese, days_words, limit_words, listed, sentences
from portal.ui import lights, moments
from services.cases.states import ITEM_ENDED, CaseState, ItemState
from services.catalog.snapshot import LimitSnapshot
from workflows.queries.casefile import CaseView, ItemView
from workflows.queries.estimate import expected_end
from workflows.timing import clocks


@dataclass(frozen=True)
class Promise:
    """What components/promise.html draws; `why_url` explains the date line by line."""

    label: str
    date: datetime | None = None
    date_words: str = ""
    date_small: str = ""
    state: str = ""
    words: str = ""
    steps: tuple[str, ...] = ()
    steps_words: str = ""
    note: str | SafeString = ""
    explained: bool = False
    # 预计: only while the promise cannot be kept; the promised date above stays.
    expected: datetime | None = None


def promise_of(view: CaseView) -> Promise:
    state = view.case.state
    bare = replace(Promise(""), steps=steps_of(view), steps_words=steps_words(view))
    if state == CaseState.SUBMITTED:
        return before_acceptance(view, bare)
    if state == CaseState.CORRECTING:
        return while_correcting(view, bare)
    if state == CaseState.IN_PROGRESS:
        return while_running(view, bare)
    if state in (CaseState.DECIDED, CaseState.PARTLY_APPROVED):
        return replace(
            dated(bare, view.case.decided_at),
            label=_("All departments decided"),
            state="ok",
            words=_("Results on their way"),
            note=sentences(compared(view), _("The window hands all results over at once.")),
        )
    return after_the_end(view, bare)


def before_acceptance(view: CaseView, bare: Promise) -> Promise:
    late = view.light == "red"
    note = _("Once accepted it is done within %(limit)s.") % {"limit": limit_text(view)}
    if late:
        note = sentences(_("Sorry, the window is late with this and has been reminded."), note)
    return replace(
        bare,
        label=_("You will hear by then whether it is accepted"),
        date=view.case.intake_due_at,
        state="bad" if late else "ok",
        words=_("Acceptance late") if late else _("Received"),
        note=note,
    )


def while_correcting(view: CaseView, bare: Promise) -> Promise:
    due = view.corrections[-1].due_at if view.corrections else None
    note = _("The clock starts when it is accepted; then it is done within %(limit)s.") % {"limit": limit_text(view)}
    return replace(
        bare,
        label=_("Your correction is due"),
        date=due,
        state="pause",
        words=_("Waiting for you"),
        note=note,
    )


def while_running(view: CaseView, bare: Promise) -> Promise:
    light = {"green": "ok", "yellow": "warn", "red": "bad", "grey": "pause"}.get(view.light, "ok")
    words = {
        "ok": _("All on track"),
        "warn": _("One step due soon"),
        "bad": _("One step late"),
        "pause": _("Paused"),
    }[light]
    late = view.remaining is not None and view.remaining.overdue
    if late:
        words = _("Late")
    return replace(
        bare,
        label=_("Was promised by") if late else _("Done at the latest"),
        date=view.case.due_at,
        state=light,
        words=words,
        note=apology(view) if light == "bad" else with_caution(view, progress_note(view)),
        explained=True,
        expected=expected_of(view) if light == "bad" else None,
    )


def expected_of(view: CaseView) -> datetime | None:
    """When it is likely to be done, while it is late."""
    steps = {one.code: one.step.name for one in view.main_items if one.step is not None}
    return expected_end(view.case, [one.item for one in view.items], steps, view.now)


def with_caution(view: CaseView, note: SafeString) -> SafeString:
    """A date in a year whose calendar is not published yet may still move (R24)."""
    if not view.case.due_provisional:
        return note
    caution = _("The date may still move: next year's working calendar is not published yet.")
    return format_html("{}{}{}", note, "" if chinese() else " ", caution)


def after_the_end(view: CaseView, bare: Promise) -> Promise:
    case = view.case
    if case.state in (CaseState.DELIVERED, CaseState.CLOSED):
        words = str(lights.WORDS["done"])
        decided = dated(bare, case.decided_at)
        return replace(decided, label=_("Decided on"), state="done", words=words, note=compared(view))
    labels = {
        CaseState.WITHDRAWN: _("Withdrawn on"),
        CaseState.LAPSED: _("Lapsed on"),
        CaseState.NOT_ACCEPTED: _("Answered on"),
        CaseState.TERMINATED: _("Ended on"),
        CaseState.CANCELLED: _("Cancelled on"),
    }
    label = labels.get(CaseState(case.state), _("Ended on"))
    words = str(case.get_state_display())
    note = _("No department works on it any more.")
    return replace(dated(Promise(label), case.closed_at), state="ended", words=words, note=note)


def dated(promise: Promise, moment: datetime | None) -> Promise:
    """With a moment that has passed: 11月2日, and small 周一 18:00."""
    if moment is None:
        return promise
    small = f"{moments.weekday(moment)} {moments.clock(moment)}"
    return replace(promise, date_words=moments.day(moment), date_small=small)


def limit_text(view: CaseView) -> str:
    return limit_words(LimitSnapshot(Decimal(view.case.limit_amount), view.case.limit_unit))


# ---- the bar of steps ---------------------------------------------------------------


def steps_of(view: CaseView) -> tuple[str, ...]:
    """Acceptance, every item, delivery: done, run, late, hold or wait."""
    case = view.case
    if case.accepted_at is not None:
        first = "done"
    else:
        first = "hold" if case.state == CaseState.CORRECTING else "late" if view.light == "red" else "run"
    last = "done" if case.delivered_at else "run" if case.decided_at else "wait"
    return (first, *sorted((step_of(one) for one in view.main_items), key=ORDER.index), last)


ORDER = ("done", "late", "run", "hold", "wait")


def step_of(one: ItemView) -> str:
    if one.item.state in ITEM_ENDED:
        return "done"
    if one.item.state in NOT_BEGUN:
        return "wait"
    if one.item.state == ItemState.SUSPENDED:
        return "hold"
    return "late" if one.light == "red" else "run"


def steps_words(view: CaseView) -> str:
    """The bar in words: 8 个环节：已办结 3 个，办理中 2 个，暂停 1 个，未开始 2 个."""
    steps = steps_of(view)
    labels = {
        "done": _("%(n)s done"),
        "late": _("%(n)s late"),
        "run": _("%(n)s in progress"),
        "hold": _("%(n)s paused"),
        "wait": _("%(n)s not started"),
    }
    parts = [labels[kind] % {"n": steps.count(kind)} for kind in ORDER if kind in steps]
    whole = ngettext("%(n)s step", "%(n)s steps", len(steps)) % {"n": len(steps)}
    return _("%(whole)s: %(parts)s") % {"whole": whole, "parts": listed(parts, most=5)}


# ---- sentences ----------------------------------------------------------------------


def progress_note(view: CaseView) -> SafeString:
    """8 个环节已办结 3 个，还剩 4 个工作日 7 小时。同时办比逐个办少等 12 个工作日。"""
    steps = steps_of(view)
    text = format_html(
        _("<b>{done}</b> of {all} steps done, <b>{left}</b> to go."),
        done=steps.count("done"),
        all=len(steps),
        left=left_words(view),
    )
    saved = saved_by_parallel(view)
    if saved > 0:
        more = format_html(_("Working side by side saves you <b>{days}</b>."), days=days_words(saved, unit_of(view)))
        return format_html("{}{}{}", text, "" if chinese() else " ", more)
    return text


def left_words(view: CaseView) -> str:
    if view.remaining is None:
        return ""
    days, minutes = view.remaining.days, view.remaining.minutes
    if days and unit_of(view) == "wd":
        hours = minutes // 60
        whole = ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
        return whole if not hours else f"{whole} {moments.duration_words(0, hours * 60)}"
    return moments.duration_words(days, minutes)


def unit_of(view: CaseView) -> str:
    return str(view.case.limit_unit)


def saved_by_parallel(view: CaseView) -> Decimal:
    """Sum of the items' own limits minus the promise: what waiting in line would have cost."""
    total = sum((one.item.snapshot.promised.amount for one in view.main_items), Decimal(0))
    return total - Decimal(view.case.limit_amount)


def apology(view: CaseView) -> str:
    """抱歉，保卫部这一步晚了，已催办；其他部门照常在办。"""
    late = listed(list(dict.fromkeys(one.item.department.title for one in view.main_items if one.light == "red")))
    if not late:
        return _("Sorry, this takes longer than promised. The department in charge has been reminded.")
    sorry = _("Sorry, %(departments)s is late with this step and has been reminded.") % {"departments": late}
    on_time = any(one.light in ("green", "yellow") for one in view.main_items)
    return sentences(sorry, _("The others work on as planned.") if on_time else "")


def compared(view: CaseView) -> str:
    """比承诺早 1 天办完."""
    case = view.case
    if case.decided_at is None or case.due_at is None:
        return ""
    ahead = clocks.time_left(case.decided_at, case.due_at, case)
    words = moments.duration_words(ahead.days, 0 if ahead.days else ahead.minutes)
    if ahead.overdue:
        return _("That was %(time)s later than promised; we are sorry.") % {"time": words}
    if not ahead.days and ahead.minutes < 60:
        return _("That was on time.")
    return _("That was %(time)s earlier than promised.") % {"time": words}
