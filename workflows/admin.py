"""Running work in the administration: processes, tasks and alarms that failed. Acts are done on the desk alone (R4)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import models as stock

from departments.org.models import Delegation
from portal.errors import DomainError
from portal.ui.admin_base import ReadOnlyAdmin, ReadOnlyInline, column, titled
from workflows.words.outcomes import outcome_label

from . import cancel_admin  # noqa: F401  # registers the list of cases with its act
from .models import AlarmFailure, Process, Task
from .operations.absence import delegating

# The engine's own tables stay empty: ours take their place.
for model in (stock.Process, stock.Task):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

STATES = {
    "NEW": _("waits for somebody"),
    "ASSIGNED": _("held"),
    "STARTED": _("running"),
    "DONE": _("done"),
    "CANCELED": _("no longer needed"),
    "ERROR": _("failed"),
}
# What the system does between the steps of people.
NODES = {
    "START": _("beginning"),
    "COORDINATOR": _("coordination of all items"),
    "FANOUT": _("opinions of other departments"),
    "AUTOMATIC": _("done by the department's system"),
    "END": _("end"),
}


class InWords:
    """Columns of tasks and processes whose codes are said in words."""

    @admin.display(description=_("status"), ordering="status")
    def state(self, record: Process | Task) -> Any:
        if isinstance(record, Process) and record.status == "NEW":
            return STATES["STARTED"]
        return STATES.get(record.status, record.status)

    @admin.display(description=_("flow"), ordering="flow_class")
    def flow(self, process: Process) -> str:
        return gettext("of one item") if process.case_item_id else gettext("of the whole case")

    @admin.display(description=_("step"), ordering="step_name")
    def step(self, task: Task) -> Any:
        return task.step_title or NODES.get(task.flow_task_type, task.flow_task_type)

    @admin.display(description=_("outcome"), ordering="outcome")
    def result(self, task: Task) -> str:
        return outcome_label(task.outcome) if task.outcome else "—"


class TaskInline(InWords, ReadOnlyInline):
    model = Task
    fields = ["step", "of_department", "holder", "state", "begun", "due", "ended", "result"]
    related = ["department", "owner"]
    show_change_link = True
    ordering = ["pk"]

    of_department = column("department.title", _("department"))
    holder = column("owner", _("holder"))
    begun = column("created", _("started at"))
    due = column("due_at", _("due"))
    ended = column("finished", _("finished"))


@admin.register(Process)
class ProcessAdmin(InWords, ReadOnlyAdmin):
    list_display = ["pk", "of_case", "of_item", "flow", "state", "begun", "ended"]
    list_filter = [
        ("status", titled(admin.AllValuesFieldListFilter, _("status"))),
        ("created", titled(admin.DateFieldListFilter, _("started at"))),
    ]
    list_select_related = ["case", "case_item"]
    search_fields = ["=case__number", "case_item__code"]
    fieldsets = [(None, {"fields": [("of_case", "of_item"), ("flow", "state"), ("begun", "ended")]})]
    inlines = [TaskInline]

    of_case = column("case.number", _("case"))
    of_item = column("case_item", _("item"), ordering="case_item__code")
    begun = column("created", _("started at"))
    ended = column("finished", _("finished"))


@admin.register(Task)
class TaskAdmin(InWords, ReadOnlyAdmin):
    list_display = [
        "of_case",
        "of_item",
        "step",
        "of_department",
        "holder",
        "state",
        "begun",
        "due",
        "ended",
        "result",
    ]
    list_filter = [
        ("kind", titled(admin.ChoicesFieldListFilter, _("kind"))),
        ("department", titled(admin.RelatedOnlyFieldListFilter, _("department"))),
        ("finished", titled(admin.EmptyFieldListFilter, _("finished"))),
        ("created", titled(admin.DateFieldListFilter, _("started at"))),
    ]
    list_select_related = ["case", "case_item", "department", "owner", "closed_by", "stand_in", "process"]
    search_fields = ["=case__number", "case_item__code", "step_name", "owner__name"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": [("of_case", "of_item"), ("step", "sort"), ("state", "result"), "closer"]}),
        (_("Whose it is"), {"fields": [("of_department", "needed_duty"), ("holder", "substitute")]}),
        (_("Moments"), {"fields": [("begun", "ended"), ("due", "yellow"), ("red", "taken"), ("next_alarm", "alarm")]}),
    ]

    of_case = column("case.number", _("case"))
    of_item = column("case_item", _("item"), ordering="case_item__code")
    sort = column("get_kind_display", _("kind"))
    of_department = column("department.title", _("department"), ordering="department__name")
    needed_duty = column("duty", _("duty"))
    holder = column("owner", _("holder"), ordering="owner__name")
    substitute = column("stand_in", _("stand-in"))
    closer = column("closed_by", _("closed by"))
    begun = column("created", _("started at"))
    taken = column("assigned", _("held since"))
    due = column("due_at", _("due"))
    ended = column("finished", _("finished"))
    yellow = column("yellow_at", _("yellow from"))
    red = column("red_at", _("red after"))
    alarm = column("get_alarm_stage_display", _("next alarm means"))
    next_alarm = column("scheduled", _("next alarm"))


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    """Who acts for whom: read by those who run the house or audit; the administrator may end one (R51)."""

    list_display = ["giver", "delegate", "department", "starts", "ends", "revoked_at", "revoked_by"]
    list_select_related = ["giver", "delegate", "department", "revoked_by"]
    search_fields = ["giver__name", "giver__username", "delegate__name", "delegate__username"]
    list_filter = [("department", titled(admin.RelatedOnlyFieldListFilter, _("department")))]
    ordering = ["-pk"]
    actions = ["revoke_chosen"]  # type: ignore[assignment]  # the one act on them
    fieldsets = [
        (None, {"fields": [("giver", "delegate"), ("department", "duties"), ("items", "steps", "cap"), "reason"]}),
        (_("Moments"), {"fields": [("starts", "ends"), "created_at", ("revoked_at", "revoked_by")]}),
    ]

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.action(description=_("Revoke the chosen delegations"), permissions=["revoke"])
    def revoke_chosen(self, request: HttpRequest, queryset: QuerySet[Delegation]) -> None:
        for one in queryset:
            try:
                delegating.revoke(one, actor=request.user)
            except DomainError as error:
                self.message_user(request, f"{one}: {error.detail}", messages.WARNING)


@admin.register(AlarmFailure)
class AlarmFailureAdmin(ReadOnlyAdmin):
    list_display = ["when", "of_case", "step", "meaning", "what"]
    list_select_related = ["task__case"]
    search_fields = ["=task__case__number", "error"]
    ordering = ["-pk"]
    fieldsets = [(None, {"fields": ["when", "of_case", "step", "meaning", "what"]})]

    when = column("failed_at", _("failed at"))
    of_case = column("task.case.number", _("case"))
    step = column("task.step_title", _("step"), ordering="task__step_name")
    meaning = column("stage", _("alarm"))
    what = column("error", _("error"))
