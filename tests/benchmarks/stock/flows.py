"""A reception as one stock flow: the twelve human steps of OM-RECEPTION, in parallel where ours are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock

from .models import StockProcess, StockTask


def page(request: Any, **_more: Any) -> None:
    """A View node wants a view; nobody opens it here."""


class OpenToAll:
    """Anybody may see the flow: permissions of whole flows are not what is compared."""

    def has_view_permission(self, user: Any, obj: Any = None) -> bool:
        return True


class StockReception(OpenToAll, flow.Flow):
    process_class = StockProcess
    task_class = StockTask
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(this.begin).Next(this.accept)
    accept = flow.View(page).Next(this.split)
    split = (
        flow.Split()
        .Next(this.office).Next(this.budget).Next(this.venue).Next(this.car)
        .Next(this.lodging).Next(this.meal).Next(this.security)
    )  # fmt: skip
    office = flow.View(page).Next(this.office_head)
    office_head = flow.View(page).Next(this.join)
    budget = flow.View(page).Next(this.budget_head)
    budget_head = flow.View(page).Next(this.join)
    venue = flow.View(page).Next(this.join)
    car = flow.View(page).Next(this.join)
    lodging = flow.View(page).Next(this.join)
    meal = flow.View(page).Next(this.join)
    security = flow.View(page).Next(this.join)
    join = flow.Join().Next(this.deliver)
    deliver = flow.View(page).Next(this.confirm)
    confirm = flow.View(page).Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, number: str) -> Any:
        activation.process.number = number
        return activation.process


class StockReminder(OpenToAll, flow.Flow):
    """One deadline as a timer node; what it does is to open a task."""

    process_class = StockProcess
    task_class = StockTask
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(this.begin).Next(this.wait)
    wait = flow.Timer(timedelta(0)).Next(this.remind)
    remind = flow.View(page).Next(this.end)
    end = flow.End()

    def begin(self, activation: Any) -> Any:
        return activation.process
