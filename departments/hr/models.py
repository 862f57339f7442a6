"""The staff register, the retirement rule table and the certificates issued."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class RetirementCategory(models.TextChoices):
    MALE = "male", _("Men")
    FEMALE_CADRE = "female_cadre", _("Women in management or technical posts")
    FEMALE_WORKER = "female_worker", _("Women in workers' posts")


class RetirementRule(models.Model):
    """From `born_from` on, people of the category retire at `base_months` of age, plus one
    month for every `step_months` of birth after `born_from`, at most `most_delay_months` (R97).

    `step_months` 0 means no delay. The rule with the latest `born_from` not after a birth counts.
    """

    category = models.CharField(_("retirement category"), max_length=16, choices=RetirementCategory)
    born_from = models.DateField(_("born from"))
    base_months = models.PositiveSmallIntegerField(_("age in months"))
    step_months = models.PositiveSmallIntegerField(_("one month later for every … months"), default=0)
    most_delay_months = models.PositiveSmallIntegerField(_("at most … months later"), default=0)
    basis = models.CharField(_("basis"), max_length=120)

    class Meta:
        verbose_name = _("retirement rule")
        verbose_name_plural = _("retirement rules")
        ordering = ["category", "born_from"]
        constraints = [models.UniqueConstraint(fields=["category", "born_from"], name="retirement_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_category_display()} · {self.born_from:%Y-%m-%d}"


class EmployeeRecord(PersonRecord):
    """What human resources answers for about one employee."""

    employee_no = models.CharField(_("employee number"), max_length=8, unique=True)
    full_name = models.CharField(_("full name"), max_length=30)
    id_number = models.CharField(_("identity number"), max_length=18)
    mobile = models.CharField(_("mobile number"), max_length=11)
    department_code = models.CharField(_("department"), max_length=24)
    post_name = models.CharField(_("post held"), max_length=40)
    post_grade = models.CharField(_("job grade"), max_length=8)
    hire_date = models.DateField(_("hired on"))
    gender = models.CharField(_("gender"), max_length=1)
    emp_status = models.CharField(_("employment status"), max_length=8)
    marital = models.CharField(_("marital status"), max_length=8)
    education = models.CharField(_("education"), max_length=60)
    family_size = models.PositiveSmallIntegerField(_("family members"))
    contract_term = models.PositiveSmallIntegerField(_("contract term in months"))
    retire_date = models.DateField(_("retires on"), null=True, blank=True)

    class Meta:
        verbose_name = _("employee record")
        verbose_name_plural = _("employee records")
        constraints = [
            models.CheckConstraint(condition=Q(employee_no__regex=r"^\d{8}$"), name="employee_no_has_8_digits"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def service_years(self) -> int:
        """Full years of service up to today, 0 before the first day."""
        today = timezone.localdate()
        incomplete = (today.month, today.day) < (self.hire_date.month, self.hire_date.day)
        return max(0, today.year - self.hire_date.year - incomplete)


class Certificate(models.Model):
    """One employment certificate; a case gets exactly one."""

    case_number = models.CharField(_("case number"), max_length=48, unique=True)
    employee = models.ForeignKey(EmployeeRecord, on_delete=models.PROTECT, related_name="certificates")
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"))

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.case_number
