"""Values a silent register owes: its department supplies them, never the applicant (R44)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .case import Case


class OwedValue(models.Model):
    """One value of the form that its register did not give when the application was handed in."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="owed_values")
    element = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=120)
    system_en = models.CharField(max_length=200, blank=True)
    # "timeout", "busy" or "error", as the register's silence was seen.
    reason = models.CharField(max_length=10)
    since = models.DateTimeField()
    supplied_at = models.DateTimeField(null=True, blank=True)
    supplied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("owed value")
        verbose_name_plural = _("owed values")
        constraints = [models.UniqueConstraint(fields=["case", "element"], name="one_debt_per_element")]

    @property
    def source(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.system_en if english and self.system_en else self.system
