"""Pay accounts, cost centres, and advances still to be settled."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class CostCentre(models.Model):
    """The account a department's costs are booked on; `balance` in yuan."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    department_code = models.CharField(_("department"), max_length=24, unique=True)
    balance = models.DecimalField(_("balance in yuan"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("cost centre")
        verbose_name_plural = _("cost centres")

    def __str__(self) -> str:
        return self.code


class StaffAccount(PersonRecord):
    """Where somebody's pay goes and which cost centre they work for."""

    bank_account = models.CharField(_("bank account"), max_length=19)
    cost_centre = models.ForeignKey(CostCentre, null=True, on_delete=models.PROTECT, related_name="accounts")
    payable_amount = models.DecimalField(_("payable in yuan"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")

    @property
    def cost_centre_code(self) -> str:
        return self.cost_centre.code if self.cost_centre else ""


class Advance(models.Model):
    """Money paid in advance to somebody; overdue when not settled by `due_on` (R99)."""

    username = models.CharField(_("user name"), max_length=150, db_index=True)
    amount = models.DecimalField(_("amount in yuan"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("paid on"))
    due_on = models.DateField(_("to be settled by"))
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    class Meta:
        verbose_name = _("advance")
        verbose_name_plural = _("advances")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="advance_above_zero"),
            models.CheckConstraint(condition=Q(due_on__gte=F("paid_on")), name="advance_due_after_payment"),
            models.UniqueConstraint(fields=["username", "paid_on"], name="advance_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.username} · {self.amount}"
