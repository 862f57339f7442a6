"""What departments find before acceptance, for the one notice the window sends (R36)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case
from .corrections import Defect


class ProposedDefect(models.Model):
    """One thing a department wants mended, before the window has sent its notice.

    `defect` is what it became in the notice; None while the window has not answered, and for good
    when the window did not take it over (`left_out_at`) or its department took it back.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposed_defects")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=120)
    problem = models.TextField()
    remedy = models.TextField()
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    left_out_at = models.DateTimeField(_("not taken into the notice"), null=True, blank=True)
    defect = models.ForeignKey(Defect, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposed defect")
        verbose_name_plural = _("proposed defects")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(material="") ^ models.Q(field=""), name="proposal_of_a_material_or_a_field"
            ),
            # One voice of a department about one thing; it takes it back and says it anew.
            models.UniqueConstraint(
                fields=["case", "department", "material", "field"],
                condition=models.Q(withdrawn_at=None),
                name="one_proposal_per_department_and_thing",
            ),
        ]

    @property
    def name(self) -> str:
        """The material's code or the field's key."""
        return self.material or self.field

    @property
    def is_open(self) -> bool:
        """The window has not answered, and the department stands by it."""
        return self.withdrawn_at is None and self.left_out_at is None and self.defect_id is None
