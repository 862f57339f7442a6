"""Running work in the administration: processes, tasks and alarms that failed. Acts are done on the desk alone (R4)."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.ui.admin_base import ReadOnlyAdmin, ReadOnlyInline, column, titled

from .models import AlarmFailure, Process, Task


class TaskInline(ReadOnlyInline):
    model = Task
    fields = ["step", "of_department", "holder", "state", "created", "due", "finished", "result"]
    related = ["department", "owner"]
    show_change_link = True
    ordering = ["pk"]

    step = column("step_title", _("step"))
    of_department = column("department.title", _("department"))
    holder = column("owner", _("holder"))
    state = column("get_status_display", _("status"))
    due = column("due_at", _("due"))
    result = column("outcome", _("outcome"))


@admin.register(Process)
class ProcessAdmin(ReadOnlyAdmin):
    list_display = ["pk", "of_case", "of_item", "flow", "state", "created", "finished"]
    list_filter = [("status", titled(admin.AllValuesFieldListFilter, _("status"))), "created"]
    list_select_related = ["case", "case_item"]
    search_fields = ["=case__number", "case_item__code"]
    fieldsets = [(None, {"fields": ["flow", "of_case", "of_item", "state", "created", "finished"]})]
    inlines = [TaskInline]

    of_case = column("case.number", _("case"))
    of_item = column("case_item", _("item"), ordering="case_item__code")
    flow = column("flow_class.process_title", _("flow"), ordering="flow_class")
    state = column("status", _("status"))


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = [
        "of_case",
        "of_item",
        "step",
        "of_department",
        "holder",
        "state",
        "created",
        "due",
        "finished",
        "result",
    ]
    list_filter = [
        ("kind", titled(admin.ChoicesFieldListFilter, _("kind"))),
        ("department", titled(admin.RelatedOnlyFieldListFilter, _("department"))),
        ("finished", titled(admin.EmptyFieldListFilter, _("finished"))),
        "created",
    ]
    list_select_related = ["case", "case_item", "department", "owner", "closed_by", "stand_in", "process"]
    search_fields = ["=case__number", "case_item__code", "step_name", "owner__name"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["of_case", "of_item", "step", "sort", "state", "result", "closer"]}),
        (_("Whose it is"), {"fields": ["of_department", "needed_duty", "holder", "substitute"]}),
        (_("Moments"), {"fields": ["created", "assigned", "finished", "due", "yellow", "red", "alarm", "next_alarm"]}),
    ]

    of_case = column("case.number", _("case"))
    of_item = column("case_item", _("item"), ordering="case_item__code")
    step = column("step_title", _("step"), ordering="step_name")
    sort = column("get_kind_display", _("kind"))
    of_department = column("department.title", _("department"), ordering="department__name")
    needed_duty = column("duty", _("duty"))
    holder = column("owner", _("holder"), ordering="owner__name")
    substitute = column("stand_in", _("stand-in"))
    state = column("get_status_display", _("status"), ordering="status")
    result = column("outcome", _("outcome"))
    closer = column("closed_by", _("closed by"))
    due = column("due_at", _("due"))
    yellow = column("yellow_at", _("yellow from"))
    red = column("red_at", _("red after"))
    alarm = column("get_alarm_stage_display", _("next alarm means"))
    next_alarm = column("scheduled", _("next alarm"))


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
