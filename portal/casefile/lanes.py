"""Who is at work on a case, as lanes on an axis of working days: from the case file to portal.ui.lanes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.casefile.axis import around_the_clock, working_hours
from portal.casefile.clocks import light_words
from portal.ui import lanes, lights, moments
from portal.ui.lanes import DayHours, LaneFacts, Span, StageFacts
from portal.worktime import CalendarMissing, Limit, WorkTable, due_moment
from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, ITEM_FAILED, CaseState
from workflows.models import Task, TaskKind
from workflows.queries.casefile import ItemView
from workflows.queries.people import closer_name, holder_name
from workflows.timing.clocks import time_left

MOST_DAYS = 62
RUNNING: dict[str, lanes.Kind] = {"ok": "run", "warn": "warn", "bad": "late"}


@dataclass(frozen=True)
class Progress:
    """Everything the lanes are drawn from. `tasks`: every person's task of the case, done or open."""

    case: Case
    items: Sequence[ItemView]
    tasks: Sequence[Task]
    now: datetime
    table: WorkTable

    @cached_property
    def by_code(self) -> dict[str, ItemView]:
        return {one.code: one for one in self.items}

    @cached_property
    def is_over(self) -> bool:
        return self.case.closed_at is not None

    def plan_start(self, item: CaseItem) -> datetime:
        """When a waiting item can begin at the latest: once everything it needs has ended."""
        ends = [self.plan_end(self.by_code[code].item) for code in item.needs if code in self.by_code]
        return max([end for end in ends if end is not None] or [self.case.accepted_at or self.case.received_at])

    def plan_end(self, item: CaseItem) -> datetime | None:
        """When an item has ended or is due; for waiting ones its own limit after `plan_start`."""
        known = item.decided_at or item.due_at
        if known is not None:
            return known
        snapshot = item.snapshot
        try:
            limit = Limit(snapshot.promised.amount, snapshot.promised.unit)  # type: ignore[arg-type]
            return due_moment(self.plan_start(item), limit, self.table)
        except CalendarMissing:
            return self.case.due_at


def progress_chart(progress: Progress) -> lanes.Chart:
    """The chart of components/lanes.html."""
    stages = stage_facts(progress)
    spans = [span for stage in stages for lane in stage.lanes for span in lane.spans]
    ends = [moment for span in spans for moment in (span.start, span.end)]
    days = axis_days([*ends, progress.case.due_at, None if progress.is_over else progress.now], progress)
    return lanes.chart(stages, days, now=None if progress.is_over else progress.now)


def axis_days(known: Iterable[datetime | None], progress: Progress) -> list[DayHours]:
    """Every calendar day from the first to the last moment with its hours, at most MOST_DAYS."""
    local = [timezone.localtime(one) for one in known if one is not None]
    days = lanes.dates_between(local)[-MOST_DAYS:]
    if progress.case.limit_unit == "ch":
        return around_the_clock(days, min(local), max(local))
    return [working_hours(day, progress.table) for day in days]


def stage_facts(progress: Progress) -> list[StageFacts]:
    """Acceptance, the items wave by wave, delivery, and what comes after the event."""
    main = [one for one in progress.items if one.item.phase == "main"]
    post = [one for one in progress.items if one.item.phase == "post"]
    stages: list[tuple[str, tuple[LaneFacts, ...], bool]] = [(_("Acceptance"), (intake_lane(progress),), True)]
    for wave in waves(main):
        title = ngettext("%(n)d department", "%(n)d departments at the same time", len(wave)) % {"n": len(wave)}
        stages.append((title, tuple(item_lane(one, progress) for one in wave), True))
    if progress.case.state not in (CaseState.WITHDRAWN, CaseState.LAPSED, CaseState.NOT_ACCEPTED):
        stages.append((_("All results at once"), (delivery_lane(progress),), False))
    if post:
        stages.append((_("After the event"), tuple(item_lane(one, progress) for one in post), False))
    return [
        StageFacts(_("Stage %(n)d") % {"n": number}, str(title), lanes_, parallel)
        for number, (title, lanes_, parallel) in enumerate(stages, start=1)
    ]


def waves(items: Sequence[ItemView]) -> list[list[ItemView]]:
    """Items grouped so that everything an item needs stands in an earlier group."""
    codes = {one.code for one in items}
    depth: dict[str, int] = {}
    left = list(items)
    while left:
        ready = [one for one in left if all(code in depth for code in one.item.needs if code in codes)]
        for one in ready or left:
            depth[one.code] = 1 + max((depth.get(code, 0) for code in one.item.needs), default=0)
        left = [one for one in left if one.code not in depth]
    groups: dict[int, list[ItemView]] = {}
    for one in items:
        groups.setdefault(depth[one.code], []).append(one)
    return [groups[level] for level in sorted(groups)]


# ---- lanes --------------------------------------------------------------------------


def item_lane(view: ItemView, progress: Progress) -> LaneFacts:
    item = view.item
    state = item_state(view)
    step = view.step
    title = f"{item.title} · {step.name}" if step and step.kind != TaskKind.RESUPPLY else item.title
    return LaneFacts(
        department=item.department.title,
        step=title,
        state=state,  # type: ignore[arg-type]
        words=item_words(view, state),
        note=item_note(view, progress),
        holder=step.holder if step else "",
        blockers=blockers(view, progress),
        spans=item_spans(view, state, progress),
        due=item.due_at if item.state not in ITEM_ENDED else None,
        id=str(item.pk),
    )


def item_state(view: ItemView) -> str:
    item = view.item
    if item.decision == "denied" or item.state in ITEM_FAILED:
        return "ended"
    if item.state in ITEM_ENDED:
        return "done"
    if item.started_at is None:
        return "wait"
    return lights.state_of(view.light)


def item_words(view: ItemView, state: str) -> str:
    item = view.item
    if item.decision == "denied":
        return _("Not approved")
    if item.state in ITEM_FAILED:
        return str(item.get_state_display())
    if state == "done":
        return _("Provisional") if item.provisional else _("Approved")
    if view.step is not None and view.step.kind == TaskKind.RESUPPLY:
        return _("Waiting for the applicant")
    return light_words(state, view.remaining)


def item_note(view: ItemView, progress: Progress) -> str:
    item = view.item
    if item.decided_at is not None:
        return moments.moment_words(item.decided_at)
    if item.due_at is not None and item.state not in ITEM_ENDED:
        return _("due %(when)s") % {"when": moments.due_words(item.due_at, progress.now)}
    return ""


def blockers(view: ItemView, progress: Progress) -> str:
    names = [progress.by_code[code].item.title for code in view.waits_on if code in progress.by_code]
    if names:
        return _("waits for %(names)s") % {"names": _(", ").join(names)}
    asked = [one.department for one in view.countersigns]
    return _("asked: %(names)s") % {"names": _(", ").join(asked)} if asked else ""


def item_spans(view: ItemView, state: str, progress: Progress) -> tuple[Span, ...]:
    item, now = view.item, progress.now
    if item.started_at is None:
        if item.state in ITEM_ENDED or progress.is_over:
            return ()
        start, end = progress.plan_start(item), progress.plan_end(item)
        return (Span("plan", start, max(end, start)),) if end else ()
    if item.state in ITEM_ENDED:
        end = item.decided_at or progress.case.closed_at or now
        if state == "ended":
            return (Span("ended", item.started_at, end, f"{moments.day(end)} {moments.clock(end)}"),)
        return (Span("done", item.started_at, end, tick(end)),)
    end = max(item.due_at or now, now)
    pause = next((one for one in item.pauses.all() if one.ended_at is None), None)
    if pause is not None:
        return (Span("ran", item.started_at, pause.started_at), Span("hold", pause.started_at, end, pause.reason))
    return (Span(RUNNING.get(state, "run"), item.started_at, end, filled_until=now),)


def tick(end: datetime) -> str:
    local = timezone.localtime(end)
    return _("✓ %(day)s %(clock)s") % {"day": moments.day(local), "clock": f"{local:%H:%M}"}


def intake_lane(progress: Progress) -> LaneFacts:
    """The window's part, the applicant's correction included."""
    case = progress.case
    mine = [one for one in progress.tasks if one.case_item_id is None]
    taken = [one for one in mine if one.kind == TaskKind.INTAKE]
    fixing = next((one for one in mine if one.kind == TaskKind.RESUPPLY and one.finished is None), None)
    spans = [task_span(one, progress.now) for one in taken]
    current = next((one for one in taken if one.finished is None), None)
    if fixing is not None:
        spans.append(Span("hold", fixing.created, max(fixing.due_at or progress.now, progress.now), _("correction")))
        state, words = "pause", _("Waiting for the applicant")
        note = _("until %(when)s") % {"when": moments.due_words(fixing.due_at, progress.now)} if fixing.due_at else ""
    elif current is not None:
        state, words, note = running_task(current, progress)
    else:
        end = case.accepted_at or case.closed_at
        state, words = "done", _("Accepted") if case.accepted_at else str(case.get_state_display())
        note = moments.moment_words(end) if end else ""
    closed = taken[-1] if taken and current is None else None
    return LaneFacts(
        case.window.title, _("Acceptance"), state, words, note,  # type: ignore[arg-type]
        holder=closer_name(closed) if closed else holder_name(current) if current else "",
        spans=tuple(spans), due=current.due_at if current else None, id="intake",
    )  # fmt: skip


def delivery_lane(progress: Progress) -> LaneFacts:
    case = progress.case
    task = next((one for one in progress.tasks if one.kind == TaskKind.DELIVER), None)
    if task is None:
        state, words, note = "wait", str(lights.WORDS["wait"]), ""
        at = case.due_at
        spans: tuple[Span, ...] = (Span("plan", at - timedelta(hours=1), at),) if at and not progress.is_over else ()
    elif task.finished is None:
        state, words, note = running_task(task, progress)
        spans = (task_span(task, progress.now),)
    else:
        state, words, note = "done", _("Delivered"), moments.moment_words(task.finished)
        spans = (task_span(task, progress.now),)
    holder = task.closed_by or task.owner if task else None
    return LaneFacts(
        case.window.title, _("Hand over the results"), state, words, note,  # type: ignore[arg-type]
        holder=holder.name if holder else "", spans=spans, due=task.due_at if task and not task.finished else None,
        id="deliver",
    )  # fmt: skip


def running_task(task: Task, progress: Progress) -> tuple[str, str, str]:
    """State, words and note of an open window task."""
    state = lights.state_of(task.light_at(progress.now))
    left = time_left(progress.now, task.due_at, progress.case) if task.due_at else None
    note = _("due %(when)s") % {"when": moments.due_words(task.due_at, progress.now)} if task.due_at else ""
    return state, light_words(state, left), note


def task_span(task: Task, now: datetime) -> Span:
    if task.finished is not None:
        return Span("done", task.created, task.finished, tick(task.finished))
    state = lights.state_of(task.light_at(now))
    return Span(RUNNING.get(state, "run"), task.created, max(task.due_at or now, now), filled_until=now)
