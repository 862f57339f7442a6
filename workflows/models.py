"""Process and Task: viewflow's tables with the columns an inbox of a million rows needs.

One concrete table each instead of viewflow's own plus a child table: the inbox reads one
index (measured in docs/decisions/0002-engine.md). Only flows and operations write here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS


class TaskKind(models.TextChoices):
    INTAKE = "intake", _("Acceptance")
    STEP = "step", _("Step")
    COUNTERSIGN = "countersign", _("Countersignature")
    OPINION = "opinion", _("Opinion")
    DELIVER = "deliver", _("Delivery")
    RESUPPLY = "resupply", _("Your papers")
    CONFIRM = "confirm", _("Confirmation of receipt")
    DUTY = "duty", _("Ruling on duty")
    CHECK = "check", _("Check of a statement")
    OWED = "owed", _("Data a register owes")
    FORMAL = "formal", _("Formal opinion after silence")
    RECONCILE = "reconcile", _("Departments to be brought together")
    MEETING = "meeting", _("Joint inspection or meeting")


class Void(models.TextChoices):
    """Why what was answered on a task counts no more; it stays on record."""

    RETURNED = "returned", _("Sent back: what it rested on changes")
    REMOVED = "removed", _("The department is no longer asked")


# Tasks that wait on the applicant, not on a department.
APPLICANT_KINDS = (TaskKind.RESUPPLY, TaskKind.CONFIRM)
# What holds nothing up: no clock of the case knows of it.
ASIDE_KINDS = (TaskKind.FORMAL, TaskKind.MEETING)


# R48: one for each silence, so that an item may have several beside its own process.
FORMAL_FLOW = "workflows/formal_flow.FormalFlow"


class AlarmStage(models.TextChoices):
    """What the next alarm of a task means; fired by `operations.unattended`."""

    YELLOW = "yellow", _("Reminder before the limit")
    RED = "red", _("Past the limit")
    TACIT = "tacit", _("Silence becomes consent")
    ESCALATE = "escalate", _("Silence goes to the coordination office")
    DEEMED = "deemed", _("Deemed accepted")
    REMIND = "remind", _("Reminder to the applicant")
    LAPSE = "lapse", _("Correction lapses")
    CLOSE = "close", _("Closes by itself")
    RESUME = "resume", _("The clock goes on by itself")
    PROMISE = "promise", _("A promised paper is due")
    BACKUP = "backup", _("The B-role receives the task")


class Process(AbstractProcess):
    """One running flow: a case, or one item of it."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="processes")
    case_item = models.ForeignKey(
        "cases.CaseItem", on_delete=models.CASCADE, null=True, blank=True, related_name="processes"
    )
    data = models.JSONField(default=dict, blank=True)
    parent_task = models.ForeignKey(
        "workflows.Task", on_delete=models.CASCADE, null=True, blank=True, related_name="subprocesses"
    )
    seed = GenericForeignKey("seed_content_type", "seed_object_id")
    seed_content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    seed_object_id = models.BigIntegerField(null=True, blank=True)
    artifact = GenericForeignKey("artifact_content_type", "artifact_object_id")
    artifact_content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    artifact_object_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        constraints = [
            models.UniqueConstraint(
                # Of each flow: a check or a request to void stands beside what was decided.
                fields=["case_item", "flow_class"],
                condition=models.Q(status="NEW", case_item__isnull=False) & ~models.Q(flow_class=FORMAL_FLOW),
                name="one_live_process_per_item",
            ),
            models.UniqueConstraint(
                fields=["parent_task"],
                condition=models.Q(flow_class=FORMAL_FLOW),
                name="one_formal_opinion_per_silence",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(status="NEW", case_item__isnull=True),
                name="one_live_process_per_case",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "case_item"], name="process_of_case"),
        ]


class Task(AbstractTask):
    """One node of a process; for people's nodes also everything the inbox, lights and alarms read."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="task_set", related_query_name="task")
    status = models.CharField(_("status"), max_length=50, choices=STATUS.choices, default=STATUS.NEW)
    created = models.DateTimeField(_("created"), default=timezone.now)
    scheduled = models.DateTimeField(_("next alarm"), null=True, blank=True)
    external_task_id = models.CharField(max_length=50, null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="tasks"
    )
    owner_permission_content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict, blank=True)
    seed = GenericForeignKey("seed_content_type", "seed_object_id")
    seed_content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    seed_object_id = models.BigIntegerField(null=True, blank=True)
    artifact = GenericForeignKey("artifact_content_type", "artifact_object_id")
    artifact_content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    artifact_object_id = models.BigIntegerField(null=True, blank=True)

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="tasks", db_index=False)
    case_item = models.ForeignKey(
        "cases.CaseItem", on_delete=models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    kind = models.CharField(max_length=12, choices=TaskKind.choices, blank=True)
    department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", db_index=False
    )
    duty = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=30, blank=True)
    step_no = models.PositiveSmallIntegerField(null=True, blank=True)
    step_name = models.CharField(max_length=80, blank=True)
    step_name_en = models.CharField(max_length=120, blank=True)
    decides = models.BooleanField(default=False)
    group_no = models.PositiveSmallIntegerField(_("countersign group"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    # R3: who may not act here, and who may although the duty is not theirs.
    barred = ArrayField(models.BigIntegerField(), default=list, blank=True)
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="stand_in_tasks"
    )
    # R52: the one person this is meant for. A stand-in beside it is that person's B-role.
    a_role = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # R51: for whom its holder acts, or whoever closed it acted.
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    backup_at = models.DateTimeField(_("when the B-role receives it"), null=True, blank=True)
    due_at = models.DateTimeField(_("this step's own limit"), null=True, blank=True)
    yellow_at = models.DateTimeField(null=True, blank=True)
    red_at = models.DateTimeField(_("the item's limit"), null=True, blank=True)
    alarm_stage = models.CharField(max_length=10, choices=AlarmStage.choices, blank=True)
    outcome = models.CharField(max_length=24, blank=True)
    void = models.CharField(max_length=10, choices=Void.choices, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-created"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(
                fields=["department", "duty", "due_at"],
                name="task_queue",
                condition=models.Q(finished=None) & ~models.Q(kind=""),
            ),
            models.Index(fields=["owner", "due_at"], name="task_mine", condition=models.Q(finished=None)),
            models.Index(fields=["scheduled"], name="task_alarm", condition=models.Q(scheduled__isnull=False)),
            models.Index(fields=["case"], name="task_of_case"),
            models.Index(fields=["closed_by", "-finished"], name="task_done_by"),
            GinIndex(fields=["barred"], name="task_barred", condition=models.Q(finished=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case_item"],
                condition=models.Q(kind="reconcile", finished=None),
                name="one_open_reconciliation_per_item",
            ),
        ]

    # People a task just created is open to, remembered for its message; never stored.
    able: list[Any] | None = None

    @property
    def is_open(self) -> bool:
        return self.finished is None

    @property
    def step_title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.step_name_en if english and self.step_name_en else self.step_name

    def light_at(self, moment: datetime) -> str:
        """green, yellow, red, or blue once done (R32, R33)."""
        if self.finished is not None:
            return "blue"
        if self.red_at is not None and moment > self.red_at:
            return "red"
        if self.yellow_at is not None and moment >= self.yellow_at:
            return "yellow"
        return "green"


class OperationKey(models.Model):
    """An Idempotency-Key of an act: the same key on the same task again changes nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "task", "key"], name="one_act_per_key")]


class AlarmFailure(models.Model):
    """An alarm that could not be fired: recorded and skipped, so that one bad row stops nobody."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="alarm_failures")
    stage = models.CharField(max_length=10)
    error = models.TextField()
    failed_at = models.DateTimeField(default=timezone.now)
