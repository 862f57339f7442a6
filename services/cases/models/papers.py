"""The one set of materials, and what a broken promise to bring one leads to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .case import Case


class CaseMaterial(models.Model):
    """One paper of the merged list: handed in, never asked for, or promised for later."""

    class Status(models.TextChoices):
        HANDED_IN = "handed_in", _("Handed in")
        EXEMPT = "exempt", _("Not needed from you")
        DEFERRED = "deferred", _("Promised for later")
        DECLARED = "declared", _("Declared instead")
        LATER = "later", _("After the event")
        MISSING = "missing", _("Missing")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    handling = models.CharField(max_length=12)
    essential = models.BooleanField(default=False)
    used_by = ArrayField(models.CharField(max_length=40), default=list)
    status = models.CharField(max_length=10, choices=Status.choices)
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deferred_until = models.DateTimeField(null=True, blank=True)
    defer_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # A promise (R39–R42): when the applicant was reminded, when it was broken, until when it may be mended.
    reminded_at = models.DateTimeField(null=True, blank=True)
    defaulted_at = models.DateTimeField(null=True, blank=True)
    grace_until = models.DateTimeField(null=True, blank=True)
    # A statement instead of the paper (R43): until when it is checked, when it was, whether it was false.
    check_due_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    false_at = models.DateTimeField(null=True, blank=True)
    supplied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="one_row_per_material")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name


class Barring(models.Model):
    """A broken promise or a false statement: until `ends_at`, or until a promised paper is in after all,
    its author neither promises nor declares anything (R42, R43)."""

    class Cause(models.TextChoices):
        DEFAULT = "default", _("A promised paper did not come")
        FALSE = "false", _("A statement was false")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="barrings")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="barrings")
    material = models.CharField(max_length=40)
    material_name = models.CharField(max_length=120)
    cause = models.CharField(max_length=10, choices=Cause.choices, default=Cause.DEFAULT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lifted_at = models.DateTimeField(_("the paper came in after all"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_at"]
        constraints = [models.UniqueConstraint(fields=["case", "material"], name="barred_once_per_paper")]
