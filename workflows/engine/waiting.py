"""The system's own nodes: they stay open until their condition holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow, Node
from viewflow.workflow.status import STATUS

from .nodes import ChoosingMixin, HumanTask, create_chosen, new_task


class WaitingActivation(Activation):
    """A task of the system that stays open until its condition holds."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        started = {"status": STATUS.STARTED, "started": timezone.now()}
        return cls(new_task(flow_task, prev_activation, token, None, None, **started))

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def activate(self) -> None:
        """Its row says so since it was created."""
        self.flow_task.begin(self)

    def concluded(self) -> bool:
        return self.flow_task.is_concluded(self)

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE, conditions=[concluded])
    def complete(self) -> None:
        self.task.finished = timezone.now()
        self.task.scheduled, self.task.alarm_stage = None, ""
        self.task.save(update_fields=["status", "finished", "scheduled", "alarm_stage"])

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        yield from create_chosen(self)

    @Activation.status.transition(source=[STATUS.NEW, STATUS.STARTED], target=STATUS.CANCELED)
    def cancel(self) -> None:
        self.task.finished = timezone.now()
        self.task.scheduled, self.task.alarm_stage = None, ""
        self.task.save(update_fields=["status", "finished", "scheduled", "alarm_stage"])


class Waiting(ChoosingMixin, Node):
    """Base of the system's waiting nodes: `start` runs once, `until` says when to go on."""

    activation_class = WaitingActivation
    task_type = "WAIT"
    bpmn_element = "complexGateway"
    shape = {
        "width": 50,
        "height": 50,
        "svg": '<path class="gateway" d="M25,0L50,25L25,50L0,25L25,0"/>'
        '<text class="gateway-marker" font-size="32px" x="25" y="42">*</text>',
    }

    def __init__(self, *, until: Any, start: Any = None, **kwargs: Any) -> None:
        self._until, self._start = until, start
        super().__init__(**kwargs)

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._until = this.resolve(instance, self._until)
        self._start = this.resolve(instance, self._start)

    def begin(self, activation: Activation) -> None:
        if self._start is not None:
            self._start(activation)

    def is_concluded(self, activation: Activation) -> bool:
        return self._until(activation)


class Coordinator(Waiting):
    """Starts every item whose hard predecessors are approved, each in the flow `of` items; completes when all ended."""

    task_type = "COORDINATOR"

    def __init__(self, *, of: type[Flow], **kwargs: Any) -> None:
        self.item_flow = of
        super().__init__(**kwargs)


class AutomaticTask(Waiting):
    """A department app's handler does the item; it runs after commit, never under the case's lock."""

    task_type = "AUTOMATIC"
    bpmn_element = "serviceTask"
    shape = HumanTask.shape
