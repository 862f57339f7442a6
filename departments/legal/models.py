"""Company rules with their state, and what the archive and the contract register know of people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class CompanyRule(models.Model):
    """One rule of the company; `clauses` is a list of {"no": "第三条", "text": "…"}."""

    class State(models.TextChoices):
        IN_FORCE = "in_force", _("rule in force")
        REPEALED = "repealed", _("repealed")

    number = models.CharField(_("document number"), max_length=40, unique=True)
    title = models.CharField(_("rule title"), max_length=80)
    state = models.CharField(_("rule state"), max_length=12, choices=State, default=State.IN_FORCE)
    in_force_from = models.DateField(_("in force from"))
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces", verbose_name=_("replaced by")
    )
    clauses = models.JSONField(_("clauses"), default=list)

    class Meta:
        verbose_name = _("company rule")
        verbose_name_plural = _("company rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(state="repealed"), name="replaced_rule_is_repealed"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ArchiveRecord(PersonRecord):
    """The birth date as the archive confirmed it, which may differ from the identity card's."""

    birth_date = models.DateField(_("birth date"))

    class Meta:
        verbose_name = _("archive record")
        verbose_name_plural = _("archive records")


class ContractRecord(PersonRecord):
    """The company contract in force of the partner this person applies for."""

    contract_no = models.CharField(_("contract number"), max_length=12)

    class Meta:
        verbose_name = _("contract record")
        verbose_name_plural = _("contract records")
