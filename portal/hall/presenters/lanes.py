"""The swim-lanes of a case: stages in order, one lane an item, the window first and last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.hall.presenters.axis import hours_of
from portal.hall.presenters.lights import NOT_BEGUN, item_light
from portal.hall.presenters.planning import Plan, Stretch
from portal.hall.presenters.window_lanes import BAR_OF, delivery_lane, intake_lane
from portal.hall.presenters.words import chinese, listed, ordinal, without_remark
from portal.ui import lanes, lights, moments
from portal.ui.lanes import TRACK_PX, Chart, LaneFacts, LightState, Segment, Span, Stage, StageFacts, text_width
from services.cases.models import CaseItem
from services.cases.states import CASE_ENDED, ITEM_ENDED, ItemState
from workflows.queries.casefile import CaseView, ItemView


def chart_of(view: CaseView) -> Chart:
    """The chart of portal.ui.lanes for this case at the view's moment."""
    plan = Plan(view)
    stages = stages_of(view, plan)
    over = view.case.state in CASE_ENDED and all(one.item.state in ITEM_ENDED for one in view.items)
    chart = lanes.chart(stages, hours_of(view, plan, stages), now=None if over else view.now)
    return replace(chart, stages=tuple(with_labels_beside(stage) for stage in chart.stages))


def with_labels_beside(stage: Stage) -> Stage:
    lanes_of_stage = (replace(lane, segments=tuple(label_beside(bar) for bar in lane.segments)) for lane in stage.lanes)
    return replace(stage, lanes=tuple(lanes_of_stage))


def label_beside(bar: Segment) -> Segment:
    """A label wider than its bar stands behind it, not across its edge."""
    needed = (text_width(bar.label) + 16) / TRACK_PX * 100
    fits = needed <= bar.width or bar.label_anchor == "end"
    if not bar.label or fits or bar.x + bar.width + needed > 100:
        return bar
    return replace(bar, label_x=round(bar.x + bar.width, 3))


def stages_of(view: CaseView, plan: Plan) -> list[StageFacts]:
    """第一步 统一受理 → n 个部门同时办 → … → 统一出件 → 事后."""
    stages = [StageFacts(ordinal(1), _("Acceptance at one window"), (intake_lane(view, plan),), parallel=False)]
    for wave in waves(view.main_items):
        facts = tuple(item_lane(one, view, plan) for one in wave)
        stages.append(StageFacts(ordinal(len(stages) + 1), stage_title(wave), facts, parallel=len(facts) > 1))
    if reaches_delivery(view):
        handing = (delivery_lane(view, plan),)
        stages.append(StageFacts(ordinal(len(stages) + 1), _("All results handed over at once"), handing, False))
    if view.post_items:
        facts = tuple(item_lane(one, view, plan) for one in view.post_items)
        stages.append(StageFacts(_("Afterwards"), _("has its own limit, not part of the promise"), facts, False))
    return stages


def reaches_delivery(view: CaseView) -> bool:
    return view.case.state not in CASE_ENDED - {"closed"}


def stage_title(wave: list[ItemView]) -> str:
    departments = {one.item.department_id for one in wave}
    if len(departments) > 1:
        return ngettext("%(n)s department at the same time", "%(n)s departments at the same time", len(departments)) % {
            "n": len(departments)
        }
    if len(wave) > 1:
        return ngettext("%(n)s item at the same time", "%(n)s items at the same time", len(wave)) % {"n": len(wave)}
    return wave[0].item.title


def waves(items: Iterable[ItemView]) -> list[list[ItemView]]:
    """Items that wait for none first, then those that wait for them, and so on."""
    by_code = {one.code: one for one in items}
    depth: dict[str, int] = {}

    def depth_of(code: str) -> int:
        if code not in depth:
            depth[code] = 0  # published graphs have no cycles; a damaged one must not hang the page
            before = [depth_of(need) for need in by_code[code].item.needs if need in by_code]
            depth[code] = 1 + max(before, default=0)
        return depth[code]

    grouped: dict[int, list[ItemView]] = {}
    for code, one in by_code.items():
        grouped.setdefault(depth_of(code), []).append(one)
    return [grouped[number] for number in sorted(grouped)]


# ---- lanes ------------------------------------------------------------------------


def item_lane(one: ItemView, view: CaseView, plan: Plan) -> LaneFacts:
    item = one.item
    light = item_light(one, view.case)
    stretch = plan.of(item)
    mine = any(task.case_item_id == item.pk for task in view.todo)
    if mine:
        light = replace(light, state="pause", words=_("Waiting for your papers"), note=wanted_by(one, view))
    working = light.state in ("ok", "warn", "bad")
    return LaneFacts(
        department=item.department.title,
        step=lane_step(one),
        state=cast(LightState, light.state),
        words=light.words,
        note=light.note or planned_note(one, stretch, view),
        holder=one.step.holder if one.step and not mine else "",
        blockers=blockers(one, view),
        spans=spans_of(one, view, plan, stretch, light.state),
        due=item.due_at if working else None,
        mine=mine,
        id=item.code.lower(),
    )


def lane_step(one: ItemView) -> str:
    """The item's name; while it runs also which of its steps it is at."""
    if one.step is None or one.item.state in NOT_BEGUN or one.countersigns or one.step.name == one.item.title:
        return one.item.title
    return f"{one.item.title} · {one.step.name}"


def blockers(one: ItemView, view: CaseView) -> str:
    if not one.waits_on:
        return ""
    names = dict.fromkeys(
        without_remark(view.by_code[code].item.department.title) for code in one.waits_on if code in view.by_code
    )
    return _("waits for %(departments)s") % {"departments": listed(list(names), most=3)}


def wanted_by(one: ItemView, view: CaseView) -> str:
    """By when the reader's papers are due."""
    due = next((task.due_at for task in view.todo if task.case_item_id == one.item.pk), None)
    return _("due %(moment)s") % {"moment": moments.due_words(due)} if due else ""


def short_day(moment: datetime, now: datetime) -> str:
    """20 日 within this month, else 12月2日."""
    local = localtime(moment)
    if chinese() and (local.year, local.month) == (localtime(now).year, localtime(now).month):
        return f"{local.day} 日"
    return moments.day(moment)


def planned_note(one: ItemView, stretch: Stretch | None, view: CaseView) -> str:
    """计划 20 日至 23 日, for what has not begun."""
    if one.item.state not in NOT_BEGUN:
        return ""
    if stretch is None:
        return _("begins when you hand in the papers") if one.item.phase == "post" else ""
    if view.case.limit_unit == "ch":
        # Emergencies count hours: a day says nothing (R25).
        first, last = moments.due_words(stretch.start, view.now), moments.clock(stretch.end)
    else:
        first, last = short_day(stretch.start, view.now), short_day(stretch.end, view.now)
    if first == last:
        return _("planned for %(day)s") % {"day": first}
    return _("planned %(first)s to %(last)s") % {"first": first, "last": last}


def spans_of(one: ItemView, view: CaseView, plan: Plan, stretch: Stretch | None, state: str) -> tuple[Span, ...]:
    item = one.item
    if stretch is None:
        return ()
    if item.state in NOT_BEGUN:
        return (Span("plan", stretch.start, stretch.end, blockers(one, view)),)
    if item.state in ITEM_ENDED:
        return ended_spans(item)
    if item.state == ItemState.SUSPENDED:
        return paused_spans(item, plan, stretch)
    return (Span(BAR_OF.get(state, "run"), stretch.start, stretch.end, filled_until=view.now),)


def ended_spans(item: CaseItem) -> tuple[Span, ...]:
    if item.started_at is None or item.decided_at is None:
        return ()
    if item.decision == "denied":
        return (Span("ended", item.started_at, item.decided_at, short(item.decided_at)),)
    return (Span("done", item.started_at, item.decided_at, _("✓ %(moment)s") % {"moment": short(item.decided_at)}),)


def paused_spans(item: CaseItem, plan: Plan, stretch: Stretch) -> tuple[Span, ...]:
    begun, resumed = plan.pause_start(item), plan.resumption(item)
    return (
        Span("ran", stretch.start, begun),
        Span("hold", begun, resumed, str(lights.WORDS["pause"])),
        Span("plan", resumed, stretch.end, _("then on")),
    )


def short(moment: datetime) -> str:
    """17日 11:05."""
    return _("%(day)s, %(clock)s") % {"day": localtime(moment).day, "clock": moments.clock(moment)}
