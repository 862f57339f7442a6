"""Somebody found nothing that fits and asks to be called."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CallBack(models.Model):
    """Who asks, what about, and what came of it. `trail` holds the answers given so far, in words."""

    window = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("window"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("telephone number"), max_length=20)
    text = models.TextField(_("what it is about"), max_length=1000)
    trail = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(_("what came of it"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["window", "due_at"], name="callbacks_open", condition=Q(called_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(called_at=None, called_by=None) | (Q(called_by__isnull=False) & ~Q(outcome="")),
                name="called_by_somebody_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.phone}"

    @property
    def stream(self) -> str:
        return f"callback:{self.pk}"
