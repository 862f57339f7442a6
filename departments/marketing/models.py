"""The register of electricity customers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class CustomerRecord(PersonRecord):
    """A customer, with the account and the meter kept for them."""

    customer_name = models.CharField(_("customer"), max_length=100)
    account_no = models.CharField(_("account number"), max_length=10, unique=True)
    meter_no = models.CharField(_("meter number"), max_length=12, unique=True)

    class Meta:
        verbose_name = _("customer record")
        verbose_name_plural = _("customer records")
