"""Plays plans in chronological order on a moved clock: people act, alarms fire, nothing happens after now."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import time_machine
from django.db.models import Max

from portal.demo.history.behaviour import deed_for
from portal.demo.history.besides import deeds_besides, rating_deed
from portal.demo.history.filing import filed_before, hand_in
from portal.demo.history.hours import OfficeHours
from portal.demo.history.house import House, company_of
from portal.demo.history.plans import Plan
from portal.demo.history.story import Deed, NotYet, Story
from portal.demo.history.turns import deeds_beside
from portal.errors import DomainError
from services.cases.models import Case
from workflows.engine.waiting import AutomaticTask
from workflows.models import Task, TaskKind
from workflows.operations.handling.holding import claim
from workflows.operations.handling.steps import DeferredOpen
from workflows.operations.unattended import firing
from workflows.stages import automatic

HELD = (TaskKind.STEP, TaskKind.COUNTERSIGN, TaskKind.INTAKE, TaskKind.DELIVER)
# How many open tasks somebody holds at the end; how many of the others were held on their way.
HELD_SHARE, PASSING_SHARE = 0.45, 0.1
A_MOMENT = timedelta(seconds=5)
# What happens in any office: somebody or the clock was faster, or it is too early to urge.
USUAL = frozenset({"task_closed", "already_claimed", "not_yet", "nobody_to_urge", "gone_on"})


@dataclass(frozen=True)
class Refusal:
    """An act of the plan `name` that the rules refused."""

    name: str
    code: str
    detail: str
    fields: Mapping[str, Sequence[str]]


class Stage:
    """`play` runs everything planned up to `hours.now`; `refusals` keeps what the rules did not allow."""

    def __init__(self, hours: OfficeHours, seed: int, clock: time_machine.Traveller):
        self.hours, self.seed, self.clock = hours, seed, clock
        self.company = company_of(hours)
        self.stories: dict[int, Story] = {}
        self.refusals: list[Refusal] = []
        self._events: list[tuple[datetime, int, Callable[[], object]]] = []
        # The next alarm of each case, as of its last change: asking the database before every act costs more.
        self._alarms: dict[int, datetime] = {}
        self._order = itertools.count()
        self._reached = _latest_moment() or hours.beginning

    def play(self, plans: Iterable[Plan]) -> None:
        house = House(self.company, self.hours)
        for moment, happen in house.events():
            self._at(moment, happen)
        before = filed_before()
        for plan in plans:
            if plan.name in before:
                self._join(plan, before[plan.name])
            else:
                self._at(plan.at, partial(self._begin, plan))
        while self._ring() or self._act():
            pass
        self._move(self.hours.now)

    # ---- the clock ----------------------------------------------------------------
    def _at(self, moment: datetime, do: Callable[[], object]) -> None:
        if moment <= self.hours.now:
            heapq.heappush(self._events, (moment, next(self._order), do))

    def _move(self, moment: datetime) -> None:
        """Time never runs backwards: what is late happens now."""
        self._reached = max(self._reached, moment)
        self.clock.move_to(self._reached, tick=False)

    def _act(self) -> bool:
        if not self._events:
            return False
        moment, _, do = heapq.heappop(self._events)
        self._move(moment)
        do()
        return True

    def _ring(self) -> bool:
        """Fire what is due before the next event, at its own moment."""
        until = self._events[0][0] if self._events else self.hours.now
        due = min(self._alarms.values(), default=None)
        if due is None or due > until:
            return False
        self._move(due + A_MOMENT)
        firing.fire_due()
        for case_id in [one for one, moment in self._alarms.items() if moment <= due]:
            self._follow(self.stories[case_id])
        return True

    # ---- the cases ------------------------------------------------------------------
    def _begin(self, plan: Plan) -> None:
        try:
            case = hand_in(plan, self.company)
        except DomainError as error:
            self._note_refusal(plan, error)
            return
        self._join(plan, case)

    def _join(self, plan: Plan, case: Case) -> None:
        story = Story(plan, case, self.company.same(case.applicant_id), self.company, self.hours, self.seed)
        self.stories[case.pk] = story
        for deed in deeds_besides(story, case):
            self._at(deed.at, partial(self._try, story, deed))
        self._follow(story)

    def _follow(self, story: Story) -> None:
        """Think about every task of the case that has come up since."""
        alarm, fresh = story.look()
        self._alarms.pop(story.case_id, None)
        if alarm is not None:
            self._alarms[story.case_id] = alarm
        for task in fresh:
            if task.flow_task_type == AutomaticTask.task_type:
                # A handler that was handed to a worker: nobody is there to run it yet.
                automatic.run(task.pk)
                self._follow(story)
                return
            if task.kind:
                self._plan(story, task, deed_for(story, task))
                for deed in deeds_beside(story, task):
                    self._at(deed.at, partial(self._try, story, deed))
        verdict = rating_deed(story)
        if verdict is not None:
            self._at(verdict.at, partial(self._try, story, verdict))

    def _plan(self, story: Story, task: Task, deed: Deed | None) -> None:
        rng = story.chance("hold", task.kind, task.case_item_id, task.step_no)
        stays_open = deed is None or deed.at > self.hours.now
        if task.kind in HELD and rng.random() < (HELD_SHARE if stays_open else PASSING_SHARE):
            end = self.hours.now if deed is None else min(deed.at, self.hours.now)
            holder = deed.actor if deed and deed.actor else self.company.somebody(task, rng, end)
            if holder is not None and end > task.created:
                moment = self.hours.part_of(task.created, end, 3)
                self._at(moment, partial(self._try, story, Deed(moment, partial(claim, task, actor=holder))))
        if deed is not None:
            self._at(deed.at, partial(self._try, story, deed))

    def _try(self, story: Story, deed: Deed) -> None:
        """Do it, if the rules still allow it then."""
        try:
            deed.do()
        except (DeferredOpen, NotYet):
            later = self.hours.after(self._reached, 180)
            self._at(later, partial(self._try, story, deed))
        except DomainError as error:
            self._note_refusal(story.plan, error)
        self._follow(story)

    def _note_refusal(self, plan: Plan, error: DomainError) -> None:
        if error.error_code not in USUAL:
            self.refusals.append(Refusal(plan.name, error.error_code, error.detail, error.fields))


def _latest_moment() -> datetime | None:
    """How far an interrupted history has come."""
    found = Task.objects.aggregate(created=Max("created"), finished=Max("finished"))
    moments = [moment for moment in found.values() if moment is not None]
    return max(moments) if moments else None
