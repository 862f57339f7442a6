"""An item that came to the wrong department: who handed it on, who took it, what was ruled (R53–R57)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..managers import StandingManager
from .case import Case
from .documents import Document
from .item import CaseItem

PERSON = settings.AUTH_USER_MODEL


class Transfer(models.Model):
    """One request to hand an item over. `source` had the item when it was asked, `target` is the suggested owner.

    `owner` is the department a ruling named. `step` and `offer` are ids of tasks: the step it was asked on, and
    the question put to the suggested owner (none where the request went to arbitration at once, R56).
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Waiting for the suggested owner")
        DISPUTED = "disputed", _("Waiting for a ruling")
        TAKEN = "taken", _("Taken on")
        RULED = "ruled", _("Ruled")
        DROPPED = "dropped", _("No longer needed")

    OPEN = (State.OFFERED, State.DISPUTED)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, related_name="transfers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    source = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=40)
    reason = models.TextField()
    basis = models.TextField(_("entry of the duty list"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    step = models.BigIntegerField()
    offer = models.BigIntegerField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)
    refusal_basis = models.TextField(blank=True)
    owner = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ruling = models.TextField(blank=True)
    ruled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state__in=["offered", "disputed"]), name="one_open_transfer"
            ),
            # R56: what was ruled once is not ruled again.
            models.UniqueConstraint(fields=["item"], condition=models.Q(state="ruled"), name="one_ruling_per_item"),
            models.CheckConstraint(
                condition=~models.Q(state="ruled")
                | (models.Q(owner__isnull=False, ruled_at__isnull=False) & ~models.Q(ruling="")),
                name="ruling_names_owner_and_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="transfer_leads_to_another_department"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.source_id} → {self.target_id}"


class SupervisionEvent(models.Model):
    """Something supervision counts against a department (R57, R62). Rows are only ever added; one whose ruling
    was taken back stays and counts for nothing."""

    class Kind(models.TextChoices):
        BUCK_PASSING = "buck_passing", _("Passed the buck")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supervision_events")
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, related_name="supervision_events")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="supervision_events")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    happened_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True, blank=True)

    every = models.Manager()
    objects = StandingManager()

    class Meta:
        default_manager_name = "objects"
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("supervision event")
        verbose_name_plural = _("supervision events")
        indexes = [models.Index(fields=["department", "kind", "-happened_at"], name="supervision_by_department")]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "department", "kind"],
                condition=models.Q(recalled_at=None),
                name="counted_once_per_transfer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.department_id}"
