"""Who may read what a department states, for what and until when; and what was read (R82)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GrantQuerySet(models.QuerySet["SharingGrant"]):
    def active(self, on: date | None = None) -> GrantQuerySet:
        """Grants that hold on a day (today), the last day included."""
        return self.filter(revoked_at=None, expires_on__gte=on or timezone.localdate())


class SharingGrant(models.Model):
    """One department lets one item read one element, for a purpose and until a day.

    Items of the element's own department need none. A grant is never edited: it is revoked and
    given anew.
    """

    element = models.ForeignKey(
        "dictionary.DataElement", on_delete=models.PROTECT, related_name="grants", verbose_name=_("data element")
    )
    item = models.ForeignKey(
        "catalog.ServiceItem", on_delete=models.PROTECT, related_name="sharing_grants", verbose_name=_("item")
    )
    purpose = models.CharField(
        _("purpose"), max_length=200, help_text=_("What the item needs the value for; it is kept with every read.")
    )
    expires_on = models.DateField(
        _("holds until"), help_text=_("From the day after, the form asks the applicant instead.")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
        help_text=_("Empty where it came with the catalogue."),
    )
    granted_at = models.DateTimeField(_("granted on"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("sharing grant")
        verbose_name_plural = _("sharing grants")
        ordering = ["element", "item", "-granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["element", "item"], condition=Q(revoked_at=None), name="dictionary_one_grant_in_force"
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="dictionary_grant_has_a_purpose"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="dictionary_grant_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} → {self.item}"

    @property
    def holds(self) -> bool:
        return self.revoked_at is None and self.expires_on >= timezone.localdate()


class SharingRead(models.Model):
    """What one reader learnt about one person from one department, or was refused; the same on one day
    is kept once, with its first moment. Never changed."""

    at = models.DateTimeField(_("first read"), default=timezone.now)
    day = models.DateField(_("day"))
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reader")
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sharing_reads", verbose_name=_("person")
    )
    source = models.CharField(_("authoritative department"), max_length=40)
    matter = models.CharField(_("matter"), max_length=40)
    reference = models.CharField(_("draft or case"), max_length=60, blank=True)
    elements = ArrayField(models.CharField(max_length=60), verbose_name=_("elements read"))
    items = ArrayField(models.CharField(max_length=40), verbose_name=_("for the items"))
    refused = models.BooleanField(_("refused"), default=False)

    class Meta:
        verbose_name = _("read of shared data")
        verbose_name_plural = _("reads of shared data")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "reader", "about", "source", "matter", "reference", "refused", "elements"],
                name="dictionary_read_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["about", "-at"], name="dictionary_read_about")]

    def __str__(self) -> str:
        return f"{self.reader} ← {self.source}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A read that was logged never changes.")
        super().save(*args, **kwargs)
