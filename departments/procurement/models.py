"""Partner companies, and protective equipment issued."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class PartnerCompany(PersonRecord):
    """The company this person applies for."""

    uscc = models.CharField(_("unified social credit code"), max_length=18)
    contractor_name = models.CharField(_("company name"), max_length=100)
    contractor_class = models.CharField(_("contractor class"), max_length=8)

    class Meta:
        verbose_name = _("partner company")
        verbose_name_plural = _("partner companies")


class EquipmentIssue(models.Model):
    """One issue slip for protective equipment; a case gets exactly one."""

    case_number = models.CharField(_("case number"), max_length=48, unique=True)
    username = models.CharField(_("user name"), max_length=150)
    issued_on = models.DateField(_("issued on"))
    articles = models.JSONField(_("articles"))

    class Meta:
        verbose_name = _("equipment issue")
        verbose_name_plural = _("equipment issues")

    def __str__(self) -> str:
        return self.case_number
