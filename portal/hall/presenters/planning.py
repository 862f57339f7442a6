"""When items that have not begun will probably run: what dashed bars and 计划 20 日至 23 日 stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from portal.worktime import (
    CalendarMissing,
    WorkTable,
    due_moment,
    effective_start,
    moment_after,
    table_for,
    working_time,
)
from services.cases.models import CaseItem
from services.cases.states import ITEM_ENDED, CaseState, ItemState
from workflows.queries.casefile import CaseView
from workflows.timing import clocks

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Stretch:
    start: datetime
    end: datetime


class Plan:
    """Start and end of every item of a case at this moment: known where it has begun, estimated otherwise.

    An estimate assumes that everybody uses the whole limit and nobody more, so it never promises
    too much. Where the calendar of next year is not published yet there is none.
    """

    def __init__(self, view: CaseView):
        self.view = view
        self.case = view.case
        self._known: dict[str, Stretch | None] = {}

    @cached_property
    def table(self) -> WorkTable:
        return table_for(self.case.calendar_code)

    @cached_property
    def accepted(self) -> datetime:
        """When the case was accepted, or will be at the latest."""
        if self.case.accepted_at is not None:
            return self.case.accepted_at
        expected = self.case.intake_due_at or self.case.received_at
        if self.case.state == CaseState.CORRECTING and self.view.corrections:
            expected = self.view.corrections[-1].due_at
        return max(expected, self.view.now)

    @cached_property
    def finished(self) -> datetime:
        """When the last item of the main phase ends."""
        ends = [stretch.end for one in self.view.main_items if (stretch := self.of(one.item))]
        return max(ends, default=self.accepted)

    def of(self, item: CaseItem) -> Stretch | None:
        """The item's stretch; None for one that will never run, or that cannot be estimated."""
        if item.code not in self._known:
            self._known[item.code] = None
            try:
                self._known[item.code] = self._stretch(item)
            except CalendarMissing:
                pass
        return self._known[item.code]

    def _stretch(self, item: CaseItem) -> Stretch | None:
        if item.state in ITEM_ENDED:
            start = item.started_at or item.decided_at
            return Stretch(start, item.decided_at or start) if start is not None else None
        if item.started_at is not None:
            return Stretch(item.started_at, self._end_of_running(item))
        if item.phase == "post" and self.case.delivered_at is None:
            return None
        ready = max([self._base, *self._ends_of_needs(item)])
        promised = item.snapshot.promised
        end = due_moment(ready, clocks.limit_of(promised), self.table)
        due = self.case.due_at
        if due is not None and due > ready and item.phase == "main":
            end = min(end, due)
        # What becomes ready at closing time begins, for the reader, with the next opening.
        return Stretch(min(effective_start(ready + A_MINUTE, self.table), end), end)

    @property
    def _base(self) -> datetime:
        return max(self.accepted, self.view.now)

    def _ends_of_needs(self, item: CaseItem) -> list[datetime]:
        before = [self.view.by_code[code].item for code in item.needs if code in self.view.by_code]
        return [stretch.end for one in before if (stretch := self.of(one)) is not None]

    def _end_of_running(self, item: CaseItem) -> datetime:
        due = item.due_at or self.view.now
        if item.state != ItemState.SUSPENDED:
            return max(due, self.view.now)
        resumed = self.resumption(item)
        left = working_time(self.pause_start(item), due, self.table)
        return moment_after(resumed, max(left, timedelta()), self.table)

    def pause_start(self, item: CaseItem) -> datetime:
        open_pause = next((one for one in item.pauses.all() if one.ended_at is None), None)
        return open_pause.started_at if open_pause else item.paused_at or self.view.now

    def resumption(self, item: CaseItem) -> datetime:
        """When a paused clock will go on: at its own limit, else not before now."""
        open_pause = next((one for one in item.pauses.all() if one.ended_at is None), None)
        named = open_pause.resumes_at if open_pause else None
        return max(named or self.view.now, self.view.now)
