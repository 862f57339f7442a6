"""The register of accounts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class AccountRecord(PersonRecord):
    """Somebody's one account in all systems, reserved before they arrive."""

    account_id = models.CharField(_("account"), max_length=30, unique=True)

    class Meta:
        verbose_name = _("account record")
        verbose_name_plural = _("account records")
