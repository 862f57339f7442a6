"""What stays inside the house: notes on a case, and who else may read it (抄送)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case

PERSON = settings.AUTH_USER_MODEL


class InternalNote(models.Model):
    """A note of staff for staff. The applicant's side never reads it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    pinned = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pinned", "-created_at", "-pk"]
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.text[:40]}"


class CarbonCopy(models.Model):
    """A department or a person who is told of the case and may read it from then on, until it is revoked."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="copies")
    department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="carbon_copies"
    )
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="carbon_copies")
    reason = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    given_for = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    revoked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name = _("carbon copy")
        verbose_name_plural = _("carbon copies")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(department=None) ^ models.Q(person=None), name="copy_for_department_or_person"
            ),
            models.UniqueConstraint(
                fields=["case", "department"],
                condition=models.Q(revoked_at=None, department__isnull=False),
                name="one_copy_per_department",
            ),
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=models.Q(revoked_at=None, person__isnull=False),
                name="one_copy_per_person",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "case"], name="copy_of_person", condition=models.Q(revoked_at=None)),
            models.Index(fields=["department", "case"], name="copy_of_department", condition=models.Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.department_id or self.person_id}"

    @property
    def name(self) -> str:
        if self.person is not None:
            return self.person.name
        return self.department.title if self.department is not None else ""


class CannedReply(models.Model):
    """A department's ready-made words for one kind of act ("" for every one); inserted, then edited by hand."""

    department = models.ForeignKey("org.Department", on_delete=models.CASCADE, related_name="canned_replies")
    action = models.CharField(_("for which act"), max_length=24, blank=True)
    title = models.CharField(_("short name"), max_length=40)
    text = models.TextField(_("words"))
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["department_id", "position", "pk"]
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        constraints = [
            models.UniqueConstraint(fields=["department", "action", "title"], name="one_reply_per_title"),
            models.CheckConstraint(condition=~models.Q(text="") & ~models.Q(title=""), name="reply_says_something"),
        ]

    def __str__(self) -> str:
        return self.title
