"""Proposals: what one person wants published and another reviews (R5). What was proposed never changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from services.catalog.snapshot import MatterSnapshot


class Proposal(models.Model):
    """A frozen snapshot waiting for a second person; `restores` is the old version it brings back.

    `base` is the version that was the latest when it was proposed: a proposal that was overtaken by
    another version is not published any more. `effective_from` empty means at once. `despite` is why it
    was proposed although something spoke against it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for review")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")

    matter = models.ForeignKey(
        "catalog.Matter", on_delete=models.PROTECT, related_name="proposals", verbose_name=_("matter")
    )
    snapshot = models.JSONField(_("snapshot"))
    base = models.ForeignKey(
        "catalog.MatterVersion", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("compared with")
    )
    restores = models.ForeignKey(
        "catalog.MatterVersion", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("brings back")
    )
    note = models.CharField(_("what changed"), max_length=300)
    despite = models.CharField(_("proposed although"), max_length=500, blank=True)
    effective_from = models.DateTimeField(_("effective from"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    submitted_at = models.DateTimeField(_("proposed on"), default=timezone.now)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    version = models.OneToOneField(
        "catalog.MatterVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="proposal",
        verbose_name=_("published version"),
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state="waiting"), name="catalog_one_waiting_proposal_per_matter"
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("author")), name="catalog_proposal_four_eyes"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="catalog_refusal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="published", version__isnull=False)
                | (~Q(state="published") & Q(version__isnull=True)),
                name="catalog_version_iff_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.get_state_display()}"

    @property
    def typed(self) -> MatterSnapshot:
        return MatterSnapshot.from_json(self.snapshot)
