"""The duty list (职责清单): which department an item belongs to where the catalogue alone does not settle it (R57)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .transfers import Transfer


class DutyListEntry(models.Model):
    """From `in_force_from` on, cases of the item that meet `condition` are opened at `department`.

    `condition` is an expression over the case's answers, its form and `applicant_unit` (the unit's code),
    `types` the type of every name in it; "" is every case. `likeness` says the same in words.
    """

    item_code = models.CharField(_("item code"), max_length=40)
    item_name = models.CharField(_("item"), max_length=120)
    item_name_en = models.CharField(max_length=200, blank=True)
    condition = models.CharField(_("condition"), max_length=400, blank=True)
    types = models.JSONField(default=dict, blank=True)
    likeness = models.CharField(_("which cases"), max_length=200, blank=True)
    department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, related_name="duty_list", verbose_name=_("department")
    )
    basis = models.TextField(_("basis"))
    source = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("ruling")
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    in_force_from = models.DateTimeField(_("in force from"))
    ended_at = models.DateTimeField(_("in force until"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("replaced by"),
    )

    class Meta:
        ordering = ["item_code", "-in_force_from", "-pk"]
        verbose_name = _("entry of the duty list")
        verbose_name_plural = _("duty list")
        constraints = [
            models.UniqueConstraint(
                fields=["item_code", "condition"],
                condition=models.Q(ended_at=None),
                name="one_entry_in_force_per_condition",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("in_force_from")),
                name="duty_entry_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code} {self.likeness}".strip()

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.item_name_en if english and self.item_name_en else self.item_name
