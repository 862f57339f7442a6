"""All departments at once: items start, wait for one another and end. Mixed into CaseFlow."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from viewflow.workflow.base import Node

from services.cases.states import ITEM_ENDED, CaseState
from workflows.casework import effects
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.timing import promises
from workflows.words import telling, wording

from .debts import drop_debts
from .settling import items_of, settle_items
from .waking import wake_later


class Coordination:
    deliver: Node
    confirm: Node
    end: Node

    def start_items(self, activation: Any) -> None:
        """Start what can start; cancel what no longer can; settle provisional results (R9, R14)."""
        settle_items(activation.process.case, activation.task)
        promises.plan(activation.task, activation.process.case, current().at)

    def all_ended(self, activation: Any) -> bool:
        """True when every live item of the main phase is at an end state (R11)."""
        return all(item.state in ITEM_ENDED for item in items_of(activation.process.case) if item.phase == "main")

    def after_coordination(self, activation: Any) -> Following:
        case = activation.process.case
        drop_debts(activation.process)
        if case.state != CaseState.IN_PROGRESS:
            return [(self.end, {})]
        items = [item for item in items_of(case) if item.phase == "main"]
        effects.conclude_case(case, items)
        if activation.process.data["at_once"] and all(item.automatic for item in items):
            # Instant and electronic: handed over at once, in the same visit (R9, R23).
            effects.deliver_case(case, _("Handed over electronically at once."))
            telling.tell_applicant(case, wording.DELIVERED, key="")
            # Post-phase items open once the results are handed over.
            wake_later(case.pk)
            return [(self.confirm, {})]
        return [(self.deliver, {})]
