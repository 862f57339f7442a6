"""Our few Node subclasses: people's tasks, the start and the end of a process.

viewflow drives them: each task row goes through its activation's transitions, and
`activate_next` creates what follows. A node that may lead to several others lists them
all (so that the chart is complete) and asks one callback of the flow which to take.
Nodes of the system are in `waiting`, what is asked of many at once in `joining`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.nodes.end import End, EndActivation
from viewflow.workflow.nodes.start import StartHandle, StartHandleActivation
from viewflow.workflow.status import PROCESS, STATUS

from .change import current

# What a callback returns: the nodes to create, each with the data its `prepare` gets.
Following = list[tuple[Node, dict[str, Any]]]

SAVED_ON_CLOSE = [
    "status", "finished", "owner", "closed_by", "acting_for", "outcome", "scheduled", "alarm_stage", "data",
]  # fmt: skip


class ChoosingMixin:
    """A node with several ways on; `by` picks among them from the finished task."""

    def __init__(self, **kwargs: Any) -> None:
        self._choices: tuple[Any, ...] = ()
        self._choose: Any = None
        super().__init__(**kwargs)

    def Choices(self, *nodes: Any, by: Any) -> Any:
        self._choices = nodes
        self._choose = by
        return self

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)  # type: ignore[misc]
        self._choices = tuple(this.resolve(instance, node) for node in self._choices)
        self._choose = this.resolve(instance, self._choose)

    def _outgoing(self) -> Iterator[Edge]:
        for node in self._choices:
            yield Edge(src=self, dst=node, edge_class="next")

    def following(self, activation: Activation) -> Following:
        return self._choose(activation)


def create_chosen(activation: Activation) -> Iterator[Activation]:
    for node, data in activation.flow_task.following(activation):
        yield node._create(activation, activation.task.token, data=data)


class OpeningActivation(StartHandleActivation):
    """Starts a process whose row is new: nobody else can hold its lock yet."""

    @Activation.status.transition(source=STATUS.NEW)
    def execute(self) -> None:
        self.process.save()
        self.complete()
        self.activate_next()

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        self.task.process = self.process
        self.task.case_id = self.process.case_id
        self.task.case_item_id = self.process.case_item_id
        self.task.finished = timezone.now()
        self.task.save()

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        yield from create_chosen(self)


class Opening(ChoosingMixin, StartHandle):
    """Start of a process; the caller holds the lock of the case."""

    activation_class = OpeningActivation

    def __init__(self, func: Callable[..., Any] | None = None) -> None:
        self._choices, self._choose = (), None
        StartHandle.__init__(self, func)


def new_task(
    flow_task: Node, prev: Activation, token: Any, prepare: Any, data: dict[str, Any] | None, **columns: Any
) -> Any:
    """Insert one task row, filled in by the flow's `prepare` callback before it is saved.

    `columns`: what the row says from the beginning although the activation has still to get there.
    The system's nodes do within the same transaction, so that nobody sees the row before.
    """
    process = prev.process
    task = flow_task.flow_class.task_class(
        process=process, flow_task=flow_task, token=token, case=process.case, case_item=process.case_item
    )
    task.created = timezone.now()
    if prepare is not None:
        prepare(task, **(data or {}))
    for name, value in columns.items():
        setattr(task, name, value)
    task.save(force_insert=True)
    if columns:
        task.status = STATUS.NEW
    current().follows(task, prev.task)
    return task


class HumanActivation(Activation):
    """A task somebody works on: NEW (in the queue) or ASSIGNED (held), then DONE or CANCELED."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        task = new_task(flow_task, prev_activation, token, flow_task._prepare, data)
        flow_task.flow_class.instance.announce(task)
        return cls(task)

    @Activation.status.transition(source=STATUS.NEW)
    def activate(self) -> None:
        """Wait for a person."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.ASSIGNED)
    def assign(self, user: Any) -> None:
        self.task.owner = user
        self.task.acting_for_id = current().principal_id
        self.task.assigned = timezone.now()
        self.task.save(update_fields=["status", "owner", "acting_for", "assigned"])

    @Activation.status.transition(source=STATUS.ASSIGNED, target=STATUS.NEW)
    def unassign(self) -> None:
        self.task.owner = None
        self.task.acting_for = None
        self.task.assigned = None
        self.task.save(update_fields=["status", "owner", "acting_for", "assigned"])

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.STARTED)
    def begin(self) -> None:
        """The moment between deciding and done; never stored."""

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        self.task.finished = timezone.now()
        self.task.scheduled = None
        self.task.alarm_stage = ""
        self.task.save(update_fields=SAVED_ON_CLOSE)

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        yield from create_chosen(self)

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED)
    def cancel(self) -> None:
        self.task.finished = timezone.now()
        self.task.scheduled = None
        self.task.alarm_stage = ""
        self.task.save(update_fields=SAVED_ON_CLOSE)

    def conclude(self, outcome: str, actor: Any) -> None:
        """Finish the task with `outcome` and create what follows. The process lock is held."""
        self.task.outcome = outcome
        self.task.closed_by = actor
        if actor is not None:
            self.task.acting_for_id = current().principal_id
            if self.task.owner_id is None:
                self.task.owner = actor
        self.begin()
        self.complete()
        self.activate_next()


class HumanTask(ChoosingMixin, Node):
    """A task for people. `prepare` (a method of the flow) fills department, duty, moments and alarms;
    the flow's `announce` tells those it waits for."""

    activation_class = HumanActivation
    task_type = "HUMAN"
    bpmn_element = "userTask"
    shape = {
        "width": 150,
        "height": 100,
        "text-align": "middle",
        "svg": '<rect class="task" width="150" height="100" rx="5" ry="5"/>',
    }

    def __init__(self, prepare: Any, **kwargs: Any) -> None:
        self._prepare = prepare
        super().__init__(**kwargs)

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._prepare = this.resolve(instance, self._prepare)


class FinishActivation(EndActivation):
    """Ends the process when no other task of it is open; its row carries the case like every other."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        at = timezone.now()
        closed = {"status": STATUS.DONE, "started": at, "finished": at}
        return cls(new_task(flow_task, prev_activation, token, None, None, **closed))

    @Activation.status.transition(source=STATUS.NEW)
    def activate(self) -> None:
        tasks = self.flow_class.task_class._default_manager.filter(process_id=self.process.pk, finished=None)
        if tasks.exists():
            return
        self.process.status = PROCESS.DONE
        self.process.finished = timezone.now()
        self.process.save(update_fields=["status", "finished"])

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        """Written when it was created."""


class Finish(End):
    activation_class = FinishActivation
