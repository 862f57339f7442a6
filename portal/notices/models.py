"""One row for each person told: the message in the portal and the outbox of its e-mail."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """`key` names the event it tells of: nobody gets two notices with the same key.

    `next_attempt_at` is the moment from which the e-mail may be tried, NULL when there is
    nothing (more) to send. The text is kept as it was written, in the reader's language.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name=_("recipient"), db_index=False
    )
    event = models.CharField(_("event"), max_length=80)
    key = models.CharField(_("key of the event"), max_length=200)
    case_number = models.CharField(_("case number"), max_length=80, blank=True)
    title = models.TextField(_("title"))
    body = models.TextField(_("body"), blank=True)
    url = models.CharField(_("leads to"), max_length=500)
    urgent = models.BooleanField(_("urgent"), default=False)
    created_at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    next_attempt_at = models.DateTimeField(_("e-mail due at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    emailed_at = models.DateTimeField(_("e-mailed at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("portal message")
        verbose_name_plural = _("portal messages")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notices_notice_once_per_event"),
            models.CheckConstraint(
                condition=Q(emailed_at__isnull=True) | Q(next_attempt_at__isnull=True),
                name="notices_notice_sent_is_done",
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"), name="notices_notice_leads_into_the_portal"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notices_notice_list"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notices_notice_unread"),
            models.Index(
                fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False), name="notices_notice_outbox"
            ),
        ]

    def __str__(self) -> str:
        return self.title
