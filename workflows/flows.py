"""The two flows. Read them as diagrams: steps, limits and policies come from the case's snapshot.

CaseFlow   start → intake ⇄ correction → coordinate (all items, in parallel) → deliver → confirm → end
ItemFlow   start → [papers] → [automatic] → step … → consult ⇄ countersign → step … → end
           beside a step: approval (the head answers what the step's holder asked for);
           transfer → arbitration (whose duty the item is; asides.py);
           opinion (somebody else is asked)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from viewflow import this
from viewflow.workflow import flow

from departments.org import registry
from departments.org.duties import holders
from services.cases.models import Case, CaseItem, CaseMaterial
from services.cases.states import ITEM_ENDED, CaseState, ItemState

from .asking import approvals
from .casework import countersigning, effects, handover, holds
from .engine.change import current
from .engine.locks import WaitLock
from .engine.nodes import Answer, AutomaticTask, Coordinator, FanOut, Finish, Following, HumanTask, Opening
from .models import Process, Task, TaskKind
from .people import assignment
from .stages.asides import BesideTheStep
from .stages.debts import DebtsOfRegisters
from .timing import alarms, clocks, promises
from .words import telling, wording


class CaseFlow(DebtsOfRegisters, flow.Flow):
    """One application: taken in once, worked on by all departments at once, handed over once."""

    process_class = Process
    task_class = Task
    lock_impl = WaitLock()
    process_title = "Case"

    start = Opening(this.open_case).Choices(this.intake, this.coordinate, this.owed, by=this.after_start)

    owed = HumanTask(this.prepare_owed).Choices(by=this.after_owed)

    intake = HumanTask(this.prepare_intake).Choices(this.coordinate, this.correction, this.end, by=this.after_intake)

    correction = HumanTask(this.prepare_correction).Choices(this.intake, this.end, by=this.after_correction)

    coordinate = Coordinator(start=this.start_items, until=this.all_ended).Choices(
        this.deliver, this.confirm, this.end, by=this.after_coordination
    )

    deliver = HumanTask(this.prepare_delivery).Choices(this.confirm, by=this.after_delivery)

    confirm = HumanTask(this.prepare_confirmation).Choices(this.end, by=this.after_confirmation)

    end = Finish()

    def announce(self, task: Task) -> None:
        telling.announce_task(task)

    # ---- start ----------------------------------------------------------------
    def open_case(self, activation: Any, *, case: Case, at_once: bool, debtors: Sequence[int] = ()) -> Process:
        """`debtors`: departments whose registers were silent (R44)."""
        activation.process.case = case
        activation.process.data = {"at_once": at_once, "debtors": list(debtors)}
        return activation.process

    def after_start(self, activation: Any) -> Following:
        """Emergencies and purely automatic matters need nobody's acceptance (R9 “auto”, R25)."""
        owed: Following = [(CaseFlow.owed, {"department": pk}) for pk in activation.process.data["debtors"]]
        if activation.process.data["at_once"]:
            return [*owed, (CaseFlow.coordinate, {})]
        return [*owed, (CaseFlow.intake, {})]

    # ---- intake ---------------------------------------------------------------
    def prepare_intake(self, task: Task, corrected: bool = False) -> None:
        """After a correction the window's time, and the time for deemed acceptance, begin anew (R35)."""
        case = task.process.case
        received = clocks.receipt_of(current().at, case.calendar_code, case.limit_unit)
        task.data = {"received_at": (received if corrected else case.received_at).isoformat()}
        task.kind, task.step_name, task.step_name_en = TaskKind.INTAKE, "统一受理", "Acceptance"
        assignment.address_window(task, case)
        own = clocks.moments(case, max(case.received_at, current().at), clocks.working_limit(clocks.INTAKE_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        if corrected:
            case.intake_due_at = own.due_at
            case.save(update_fields=["intake_due_at"])
        alarms.plan(task)

    def after_intake(self, activation: Any) -> Following:
        outcome = activation.task.outcome
        if outcome == "notify_correction":
            return [(CaseFlow.correction, {})]
        if outcome == "refuse":
            self.drop_debts(activation)
            return [(CaseFlow.end, {})]
        return [(CaseFlow.coordinate, {})]

    # ---- one-time correction ----------------------------------------------------
    def prepare_correction(self, task: Task) -> None:
        case = task.process.case
        notice = case.corrections.latest("round")
        task.kind, task.step_name, task.step_name_en = TaskKind.RESUPPLY, "补正材料", "Correct the application"
        assignment.address_applicant(task, case)
        task.due_at = task.red_at = notice.due_at
        task.yellow_at = clocks.shortly_before(notice.due_at, case, clocks.CORRECTION_REMINDER_DAYS)
        alarms.plan(task)

    def after_correction(self, activation: Any) -> Following:
        if activation.task.outcome == "lapse":
            self.drop_debts(activation)
            return [(CaseFlow.end, {})]
        return [(CaseFlow.intake, {"corrected": True})]

    # ---- all departments at once ------------------------------------------------
    def start_items(self, activation: Any) -> None:
        """Start what can start; cancel what no longer can; settle provisional results (R9, R14)."""
        settle_items(activation.process.case, activation.task)
        promises.plan(activation.task, activation.process.case, current().at)

    def all_ended(self, activation: Any) -> bool:
        """True when every live item of the main phase is at an end state (R11)."""
        return all(item.state in ITEM_ENDED for item in items_of(activation.process.case) if item.phase == "main")

    def after_coordination(self, activation: Any) -> Following:
        case = activation.process.case
        self.drop_debts(activation)
        if case.state != CaseState.IN_PROGRESS:
            return [(CaseFlow.end, {})]
        items = [item for item in items_of(case) if item.phase == "main"]
        effects.conclude_case(case, items)
        if activation.process.data["at_once"] and all(item.automatic for item in items):
            # Instant and electronic: handed over at once, in the same visit (R9, R23).
            effects.deliver_case(case, _("Handed over electronically at once."))
            telling.tell_applicant(case, wording.DELIVERED, key="")
            wake_after_commit(case)
            return [(CaseFlow.confirm, {})]
        return [(CaseFlow.deliver, {})]

    # ---- delivery and closing ---------------------------------------------------
    def prepare_delivery(self, task: Task) -> None:
        case = task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.DELIVER, "统一出件", "Hand over the results"
        assignment.address_window(task, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.DELIVERY_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        alarms.plan(task)

    def after_delivery(self, activation: Any) -> Following:
        return [(CaseFlow.confirm, {})]

    def prepare_confirmation(self, task: Task) -> None:
        case = task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.CONFIRM, "确认收到", "Confirm receipt"
        assignment.address_applicant(task, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.CLOSE_AFTER_DAYS))
        task.due_at = task.red_at = own.due_at
        alarms.plan(task)

    def after_confirmation(self, activation: Any) -> Following:
        return [(CaseFlow.end, {})]


class ItemFlow(BesideTheStep, flow.Flow):
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

    consult = FanOut(ask=this.countersign, branches=this.countersigners, until=this.policy_met).Choices(
        this.step, by=this.after_consult
    )

    countersign = Answer(this.prepare_countersign).Choices(this.ruling, this.step, by=this.after_countersign)

    ruling = Answer(this.prepare_ruling).Choices(this.countersign, by=this.after_ruling)

    end = Finish()

    # ---- start ----------------------------------------------------------------
    def open_item(self, activation: Any, *, item: CaseItem, case: Case, parent: Task) -> Process:
        item.case = case
        activation.process.case_item = item
        activation.process.case = case
        activation.process.parent_task = parent
        return activation.process

    def after_start(self, activation: Any) -> Following:
        item = activation.process.case_item
        if item.phase == "post" and item.state == ItemState.WAITING:
            return [(ItemFlow.papers, {})]
        return self.first_step(activation)

    def first_step(self, activation: Any) -> Following:
        item = activation.process.case_item
        if item.automatic:
            return [(ItemFlow.automatic, {})]
        if countersigning.asked_before(item, 0):
            return [(ItemFlow.consult, {})]
        return [(ItemFlow.step, {"step_no": 0})]

    # ---- papers after the event ---------------------------------------------------
    def prepare_papers(self, task: Task) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.RESUPPLY, "提交事后材料", "Hand in the papers"
        assignment.address_applicant(task, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.SETTLEMENT_DAYS))
        task.due_at = task.red_at = own.due_at
        task.yellow_at = clocks.shortly_before(own.due_at, case, clocks.CORRECTION_REMINDER_DAYS)
        task.data = {"item": item.code}
        alarms.plan(task)

    def after_papers(self, activation: Any) -> Following:
        if activation.task.outcome == "lapse":
            return [(ItemFlow.end, {})]
        return self.first_step(activation)

    # ---- the department app's own handler -------------------------------------------
    def call_handler(self, activation: Any) -> None:
        from .operations.handling import automatic

        automatic.queue(activation.task, activation.process.case_item)

    def handler_answered(self, activation: Any) -> bool:
        return bool(activation.task.outcome)

    def after_automatic(self, activation: Any) -> Following:
        """A handler that could not answer leaves the item to people; otherwise it is decided."""
        if activation.task.outcome == "failed":
            return [(ItemFlow.step, {"step_no": 0})]
        return [(ItemFlow.end, {})]

    # ---- steps ----------------------------------------------------------------
    def prepare_step(self, task: Task, step_no: int, returned: bool = False, inherited: Task | None = None) -> None:
        item, case = task.process.case_item, task.process.case
        steps = item.snapshot.steps
        step = steps[step_no]
        task.kind, task.step_no = TaskKind.STEP, step_no
        task.data = {"returned": True} if returned else {}
        task.step_name, task.step_name_en = step.name, step.name_en
        task.decides = step_no == len(steps) - 1
        task.round = item.round
        assignment.address_step(task, step, item, case)
        if inherited is not None:
            handover.inherit(task, inherited)
            return
        at = current().at
        task.due_at = clocks.step_due(item, case, at, step.days)
        task.red_at = item.due_at
        task.yellow_at = min(item.yellow_at, task.due_at) if at < task.due_at else item.yellow_at
        alarms.plan(task)

    def after_step(self, activation: Any) -> Following:
        task, item = activation.task, activation.process.case_item
        self.leave_step(task, item)
        if task.outcome == "send_back":
            if task.data["to"] == "countersign":
                countersigning.mark_asking(task, item)
                return [(ItemFlow.consult, {})]
            return [(ItemFlow.step, {"step_no": task.data["to"], "returned": True})]
        if task.outcome == "add_countersigners":
            countersigning.mark_asking(task, item)
            return [(ItemFlow.consult, {})]
        if task.decides:
            return [(ItemFlow.end, {})]
        following = task.step_no + 1
        if countersigning.asked_before(item, following):
            countersigning.mark_asking(task, item)
            return [(ItemFlow.consult, {})]
        return [(ItemFlow.step, {"step_no": following})]

    # ---- what the head must allow, beside the step --------------------------------------
    def prepare_approval(self, task: Task, request: str, asker: int, content: dict[str, Any]) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind = TaskKind.DUTY
        task.step_name, task.step_name_en = approvals.REQUESTS[request]
        task.data = {"request": request, "asker": asker, "content": content}
        assignment.address_approval(task, item, case, asker)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.APPROVAL_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_approval(self, activation: Any) -> Following:
        """The step goes on beside it, whatever the answer; a second notice asks the applicant (R37)."""
        if activation.task.outcome == "approve_notice":
            return [(ItemFlow.supplement, {"notice": activation.task.data["notice"]})]
        return []

    def prepare_supplement(self, task: Task, notice: int) -> None:
        case = task.process.case
        sent = case.corrections.get(pk=notice)
        task.kind, task.step_name, task.step_name_en = TaskKind.RESUPPLY, "再次补正", "Answer the second notice"
        assignment.address_applicant(task, case)
        task.due_at = task.red_at = sent.due_at
        task.yellow_at = clocks.shortly_before(sent.due_at, case, clocks.CORRECTION_REMINDER_DAYS)
        task.data = {"item": task.process.case_item.code, "correction": notice}
        alarms.plan(task)

    def after_supplement(self, activation: Any) -> Following:
        """The step waits beside it; its clock goes on."""
        return []

    # ---- other departments, at once -------------------------------------------------
    def countersigners(self, activation: Any) -> list[dict[str, Any]]:
        item, case = activation.process.case_item, activation.process.case
        return countersigning.open_round(item, case)

    def prepare_countersign(self, task: Task, group_no: int, department: Any, weight: int = 1) -> None:
        item, case = task.process.case_item, task.process.case
        group = item.snapshot.countersigns[group_no]
        task.kind, task.group_no, task.round = TaskKind.COUNTERSIGN, group_no, item.round
        task.step_name, task.step_name_en = "会签", "Countersignature"
        task.data = {"weight": weight} if weight != 1 else {}
        assignment.address_countersign(task, department, item, case)
        task.due_at = clocks.countersign_due(item, case, current().at, group.days, item.snapshot.unit)
        half_way = clocks.yellow_of(case, current().at, task.due_at)
        task.yellow_at = min(half_way, item.yellow_at) if item.yellow_at > current().at else half_way
        task.red_at = item.due_at
        alarms.plan(task, on_timeout=countersigning.timeout_rule(item, group, department))

    def policy_met(self, activation: Any) -> bool:
        """All groups answered as far as their policy needs, and no dispute about duty is open."""
        return countersigning.concluded(activation.process.case_item, activation.task)

    def after_consult(self, activation: Any) -> Following:
        item, case = activation.process.case_item, activation.process.case
        countersigning.close_round(item, case, activation.task)
        if countersigning.in_conflict(item):
            tell_conflict(item, case, activation.task)
        return [(ItemFlow.step, {"step_no": next_undone(item, countersigning.position(item))})]

    def after_countersign(self, activation: Any) -> Following:
        """“Not my duty” leads to a ruling, sending back to an earlier step. Every other answer wakes the fan-out."""
        if activation.task.outcome == "not_my_duty":
            return [(ItemFlow.ruling, {"answer": activation.task})]
        if activation.task.outcome == "send_back":
            return [(ItemFlow.step, {"step_no": activation.task.data["to"], "returned": True})]
        return []

    def prepare_ruling(self, task: Task, answer: Task) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.DUTY, "职责裁定", "Ruling on duty"
        task.group_no, task.round = answer.group_no, item.round
        task.data = {"answer": answer.pk, "department": answer.department_id, "suggest": answer.data.get("suggest", "")}
        assignment.address_ruling(task, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.RULING_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_ruling(self, activation: Any) -> Following:
        """The ruling names who must answer now; a department excused without successor ends there."""
        asked = countersigning.ruled(activation.task)
        return [(ItemFlow.countersign, asked)] if asked else []


def tell_conflict(item: CaseItem, case: Case, join: Task) -> None:
    """Departments disagree: on record, and the lead department's handlers bring them together (R50)."""
    due = clocks.moments(case, current().at, clocks.working_limit(clocks.RECONCILE_DAYS)).due_at
    dissents = _("; ").join(countersigning.dissents(item))
    data = {"item": item.code, "round": item.round, "due_at": due.isoformat()}
    current().note(item.stream, "countersign.conflict", subject=case.number, text=dissents, data=data)
    people = [one for one in holders("handle", case.lead_department_id) if one.pk != case.applicant_id]
    key = f"{wording.CONFLICT.event}:{join.pk}"
    more = {"item": item.name, "due": telling.moment_words(due), "dissents": dissents}
    telling.tell_people(case, wording.CONFLICT, people, key=key, url=f"/desk/case/{case.number}/", **more)


def next_undone(item: CaseItem, first: int) -> int:
    """The first step from `first` on that has not been passed, or whose result was voided by a return."""
    passed = Task.objects.filter(case_item=item, kind=TaskKind.STEP, outcome="pass", void="")
    done = set(passed.values_list("step_no", flat=True))
    last = len(item.snapshot.steps) - 1
    return next((number for number in range(first, last) if number not in done), last)


def items_of(case: Case) -> list[CaseItem]:
    """The case's items, read once under its lock; who moves one of them moves these instances."""
    prefetch_related_objects([case], Prefetch("items", CaseItem.objects.order_by("position")))
    return list(case.items.all())


def settle_items(case: Case, coordinator: Task) -> None:
    """Bring the items of a case forward until nothing more can start or must be cancelled.

    Called under the case's lock. An item is cancelled with its hard predecessor (R9) and
    started when all its hard predecessors are approved (R35: its clock starts now).
    """
    items = items_of(case)
    moved = True
    while moved:
        standings = {item.code: effects.standing(item) for item in items}
        moved = False
        for item in items:
            if item.provisional and item.state == ItemState.DECIDED:
                effects.settle_provisional(item, case, standings)
                moved = moved or not item.provisional
            elif item.state == ItemState.WAITING:
                moved = bring_forward(item, case, standings, coordinator) or moved


def bring_forward(item: CaseItem, case: Case, standings: dict[str, str], coordinator: Task) -> bool:
    """Start or cancel one waiting item. Returns whether anything that others depend on changed."""
    hard = [standings[code] for code in item.needs if code in standings]
    if "failed" in hard:
        reason = _("A result this item needs was not approved, so it was cancelled.")
        if item.phase == "post":
            stop_asking(item)
        effects.move_item(item, case, ItemState.CANCELLED, reason=reason)
        holds.release([item], case)
        telling.tell_applicant(case, wording.ITEM_CANCELLED, key=item.code, item=item.name, reason=reason)
        return True
    if any(state != "approved" for state in hard):
        return False
    if item.phase == "post" and not begins_after_delivery(item, case):
        return False
    start_item(item, case, coordinator)
    return False


def stop_asking(item: CaseItem) -> None:
    """A post-phase item that waits for papers has a process already: nobody has to hand them in any more."""
    for process in Process.objects.filter(case_item=item, status="NEW"):
        with ItemFlow.lock(process.pk):
            for task in Task.objects.filter(process=process, finished=None).select_related("process"):
                task.outcome = "cancelled"
                task.flow_task.activation_class(task).cancel()
            Process.objects.filter(pk=process.pk).update(status="CANCELED", finished=current().at)


def begins_after_delivery(item: CaseItem, case: Case) -> bool:
    """A post-phase item opens once the main results are handed over and it has no process yet."""
    return case.delivered_at is not None and not item.processes.exists()


def start_item(item: CaseItem, case: Case, coordinator: Task) -> None:
    if not needs_papers(item, case):
        effects.open_item(item, case, starting_moment(item, case))
    ItemFlow.start.run(item=item, case=case, parent=coordinator)


def starting_moment(item: CaseItem, case: Case) -> datetime:
    """Now, but never before what the item needs was decided: that may have been after this change took its moment.

    Items that waited for nothing run from acceptance, also when that was deemed (R20, R35).
    """
    first = item.phase == "main" and item.attempt == 1
    if not item.needs and first and case.accepted_at is not None:
        return case.accepted_at
    needed = [one.decided_at for one in items_of(case) if one.code in item.needs and one.decided_at]
    return max([current().at, *needed])


def needs_papers(item: CaseItem, case: Case) -> bool:
    """True when a post-phase item still waits for fields or papers of the applicant."""
    if item.phase != "post":
        return False
    missing_field = any(key not in case.form for key in item.snapshot.elements)
    later = CaseMaterial.objects.filter(case=case, status=CaseMaterial.Status.LATER, used_by__contains=[item.code])
    return missing_field or later.exists()


def wake_after_commit(case: Case) -> None:
    """Post-phase items open once the results are handed over."""
    from .acting import wake_later

    wake_later(case.pk)


def automatic_items(codes: list[str]) -> set[str]:
    """Item codes whose only step is done by their department app's handler."""
    return {code for code in codes if registry.handler(code) is not None}
