"""The two flows. Read them as diagrams: what a node prepares and what follows it stands in `stages`.

Steps, limits and policies come from the case's snapshot.

CaseFlow   start → intake ⇄ correction → coordinate (all items, in parallel) → deliver → confirm → end
ItemFlow   start → [papers] → [automatic] → step … → consult ⇄ countersign → step … → end
           beside a step: approval (the head answers what the step's holder asked for);
           transfer → arbitration (whose duty the item is);
           opinion (somebody else is asked)
           while countersigners disagree: reconcile → dispute;
           meeting (those who are asked come together)
"""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from workflows.engine.joining import Answer, FanOut
from workflows.engine.waiting import AutomaticTask, Coordinator

from .engine.locks import WaitLock
from .engine.nodes import Finish, HumanTask, Opening
from .models import Process, Task
from .stages.appointments import Appointments
from .stages.asides import BesideTheStep
from .stages.automatic import HandlersAnswer
from .stages.beginning import Beginning
from .stages.consulting import Consulting
from .stages.coordination import Coordination
from .stages.debts import DebtsOfRegisters
from .stages.delivery import Delivery
from .stages.reception import Reception
from .stages.reconciliation import BringingTogether
from .stages.steps import Steps
from .words import telling


class ItemFlow(Beginning, HandlersAnswer, Steps, Consulting, BringingTogether, Appointments, BesideTheStep, flow.Flow):
    """One item in its department: steps in order, other departments asked at once, one decision."""

    process_class = Process
    task_class = Task
    lock_impl = WaitLock()
    process_title = "Item"

    start = Opening(this.open_item).Choices(this.papers, this.automatic, this.step, this.consult, by=this.after_start)

    papers = HumanTask(this.prepare_papers).Choices(
        this.automatic, this.step, this.consult, this.end, by=this.after_papers
    )

    automatic = AutomaticTask(start=this.call_handler, until=this.handler_answered).Choices(
        this.step, this.end, by=this.after_automatic
    )

    step = HumanTask(this.prepare_step).Choices(
        this.step, this.consult, this.end, this.approval, this.transfer, this.opinion, by=this.after_step
    )

    transfer = Answer(this.prepare_transfer).Choices(this.arbitration, by=this.after_transfer)

    arbitration = Answer(this.prepare_arbitration).Choices(by=this.after_arbitration)

    opinion = HumanTask(this.prepare_opinion).Choices(by=this.after_opinion)

    approval = HumanTask(this.prepare_approval).Choices(this.supplement, by=this.after_approval)

    supplement = HumanTask(this.prepare_supplement).Choices(by=this.after_supplement)

    consult = (
        FanOut(ask=this.countersign, branches=this.countersigners, until=this.policy_met)
        .Meanwhile(this.reconcile, this.dispute, by=this.bring_together)
        .Choices(this.step, by=this.after_consult)
    )

    countersign = Answer(this.prepare_countersign).Choices(this.ruling, this.step, by=this.after_countersign)

    ruling = Answer(this.prepare_ruling).Choices(this.countersign, by=this.after_ruling)

    reconcile = Answer(this.prepare_reconcile).Choices(this.dispute, by=this.after_reconcile)

    meeting = HumanTask(this.prepare_meeting).Choices(by=this.after_meeting)

    dispute = Answer(this.prepare_dispute).Choices(by=this.after_dispute)

    end = Finish()


class CaseFlow(Reception, Coordination, Delivery, DebtsOfRegisters, flow.Flow):
    """One application: taken in once, worked on by all departments at once, handed over once."""

    process_class = Process
    task_class = Task
    lock_impl = WaitLock()
    process_title = "Case"

    start = Opening(this.open_case).Choices(this.intake, this.coordinate, this.owed, by=this.after_start)

    owed = HumanTask(this.prepare_owed).Choices(by=this.after_owed)

    intake = HumanTask(this.prepare_intake).Choices(this.coordinate, this.correction, this.end, by=this.after_intake)

    correction = HumanTask(this.prepare_correction).Choices(this.intake, this.end, by=this.after_correction)

    coordinate = Coordinator(of=ItemFlow, start=this.start_items, until=this.all_ended).Choices(
        this.deliver, this.confirm, this.end, by=this.after_coordination
    )

    deliver = HumanTask(this.prepare_delivery).Choices(this.confirm, by=this.after_delivery)

    confirm = HumanTask(this.prepare_confirmation).Choices(this.end, by=this.after_confirmation)

    end = Finish()

    def announce(self, task: Task) -> None:
        telling.announce_task(task)
