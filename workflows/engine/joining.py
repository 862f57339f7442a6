"""Branches asked at once, and the join that waits for their answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.status import STATUS

from .nodes import Following, HumanActivation, HumanTask, create_chosen
from .waiting import Waiting


class AnswerActivation(HumanActivation):
    """One countersigner's answer: wakes the open fan-out of its process."""

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        yield from create_chosen(self)
        join = open_join(self.task)
        if join is not None:
            yield from after_answer(join)


def after_answer(join: Activation) -> Iterator[Activation]:
    """Behind the join when enough is known now, else whatever has to come before that."""
    if join.complete.can_proceed():
        join.complete()
        yield from join.create_next()
    else:
        yield from before_join(join)


def before_join(join: Activation) -> Iterator[Activation]:
    """Tasks to be done before the answers can be joined: people's, which need nothing further to begin."""
    for node, data in join.flow_task.meanwhile(join):
        yield node._create(join, join.task.token, data=data)


class Answer(HumanTask):
    """A branch of a fan-out. It leads back to the fan-out that asked."""

    activation_class = AnswerActivation


def open_join(task: Any) -> Activation | None:
    """The fan-out that is waiting for answers in the task's process, None when no round is running."""
    rows = type(task)._default_manager.filter(
        process_id=task.process_id, flow_task_type=FanOut.task_type, finished=None
    )
    fan_out = rows.order_by("pk").first()
    if fan_out is None:
        return None
    fan_out.process = task.process
    activation: Activation = fan_out.flow_task.activation_class(fan_out)
    return activation


def conclude_join(task: Any) -> None:
    """Close the running round of the task's process when enough is known now, and go on behind it."""
    join = open_join(task)
    if join is None:
        return
    if join.complete.can_proceed():
        join.complete()
        join.activate_next()
    else:
        list(before_join(join))


class FanOut(Waiting):
    """Asks all countersigners at once and joins their answers by policy (R45).

    The node itself is the join: its row stays open while the answers come in, so two
    departments answering at the same moment meet on one row under the item's lock.
    """

    task_type = "FANOUT"

    def __init__(self, *, ask: Any, until: Any, branches: Any, **kwargs: Any) -> None:
        self._ask, self._asked = ask, branches
        self._besides: tuple[Any, ...] = ()
        self._meanwhile: Any = None
        super().__init__(until=until, **kwargs)

    def Meanwhile(self, *nodes: Any, by: Any) -> FanOut:
        """What may have to be done before the answers can be joined: `by` says so after each of them."""
        self._besides, self._meanwhile = nodes, by
        return self

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._ask = this.resolve(instance, self._ask)
        self._asked = this.resolve(instance, self._asked)
        self._besides = tuple(this.resolve(instance, node) for node in self._besides)
        self._meanwhile = this.resolve(instance, self._meanwhile)

    def _outgoing(self) -> Iterator[Edge]:
        for node in (self._ask, *self._besides):
            yield Edge(src=self, dst=node, edge_class="default")
        yield from super()._outgoing()

    def begin(self, activation: Activation) -> None:
        for data in self._asked(activation):
            self._ask._create(activation, activation.task.token, data=data)

    def meanwhile(self, activation: Activation) -> Following:
        return self._meanwhile(activation) if self._meanwhile is not None else []
