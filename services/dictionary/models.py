"""The data dictionary (数据字典): code sets and data elements with one authoritative source each (R82)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.dictionary.shapes import Named

DEPARTMENT_SET = "DEPARTMENT"


class Topic(Named, models.Model):
    """A heading of the merged form: fields are grouped by topic, never by department."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("form topic")
        verbose_name_plural = _("form topics")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label


class CodeSet(models.Model):
    """A closed list of values. The set named DEPARTMENT lists the departments themselves."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    standard = models.CharField(_("standard"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("code set")
        verbose_name_plural = _("code sets")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class CodeValue(Named, models.Model):
    code_set = models.ForeignKey(CodeSet, on_delete=models.CASCADE, related_name="values_in_order")
    value = models.CharField(_("value"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("code value")
        verbose_name_plural = _("code values")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["code_set", "value"], name="dictionary_value_once_in_set")]

    def __str__(self) -> str:
        return f"{self.value} {self.label}"


class DataElement(Named, models.Model):
    """One data element (数据元): how it is named, typed and checked, and who alone may state it."""

    class Type(models.TextChoices):
        STRING = "string", _("one line of text")
        TEXT = "text", _("longer text")
        INT = "int", _("whole number")
        DECIMAL = "decimal", _("decimal number")
        DATE = "date", _("date")
        DATETIME = "datetime", _("moment")
        BOOL = "bool", _("yes or no")
        CODE = "code", _("value of a code set")

    class Check(models.TextChoices):
        NONE = "", _("none")
        GB11643 = "GB11643", _("identity number check digit (GB 11643)")
        LUHN = "LUHN", _("bank card check digit (Luhn)")
        GB32100 = "GB32100", _("unified social credit code check digit (GB 32100)")

    class Sensitivity(models.TextChoices):
        PUBLIC = "P", _("public")
        INTERNAL = "I", _("internal")
        PERSONAL = "S", _("personal")
        SENSITIVE = "X", _("sensitive personal")

    code = models.CharField(_("code"), max_length=20, unique=True)
    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices)
    code_set = models.ForeignKey(
        CodeSet, on_delete=models.PROTECT, null=True, blank=True, related_name="elements", verbose_name=_("code set")
    )
    pattern = models.CharField(_("pattern"), max_length=200, blank=True)
    min_value = models.DecimalField(_("smallest value"), max_digits=16, decimal_places=4, null=True, blank=True)
    max_value = models.DecimalField(_("largest value"), max_digits=16, decimal_places=4, null=True, blank=True)
    min_length = models.PositiveIntegerField(_("shortest length"), null=True, blank=True)
    max_length = models.PositiveIntegerField(_("longest length"), null=True, blank=True)
    check_rule = models.CharField(_("check digit"), max_length=10, choices=Check.choices, blank=True)
    after = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("lies after"),
    )
    derived_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="derives", verbose_name=_("derived from")
    )
    source = models.ForeignKey(
        "org.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="authoritative_elements",
        verbose_name=_("authoritative department"),
        help_text=_("The one department that states this value; the applicant then only checks it."),
    )
    sensitivity = models.CharField(_("sensitivity"), max_length=1, choices=Sensitivity.choices, default="I")
    self_service = models.BooleanField(_("the person may change it"), default=False)
    asked_if_unknown = models.BooleanField(
        _("asked when the source has no value"),
        default=False,
        help_text=_("The applicant states it where the authoritative department holds no value yet."),
    )
    from_fact = models.CharField(_("answered by the question"), max_length=60, blank=True)
    from_fact_values = models.JSONField(_("values per answer"), default=dict, blank=True)
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="elements", verbose_name=_("topic")
    )
    format_hint = models.CharField(_("form in words"), max_length=120, blank=True)
    format_hint_en = models.CharField(_("form in words (English)"), max_length=160, blank=True)
    example = models.CharField(_("example"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("data element")
        verbose_name_plural = _("data elements")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(type="code", code_set__isnull=False) | (~Q(type="code") & Q(code_set__isnull=True)),
                name="dictionary_code_set_iff_code",
            ),
            models.CheckConstraint(
                condition=Q(min_value__isnull=True) | Q(max_value__isnull=True) | Q(min_value__lte=F("max_value")),
                name="dictionary_min_not_above_max",
            ),
            models.CheckConstraint(
                condition=Q(min_length__isnull=True) | Q(max_length__isnull=True) | Q(min_length__lte=F("max_length")),
                name="dictionary_min_len_not_above_max_len",
            ),
            models.CheckConstraint(condition=~Q(after=F("pk")), name="dictionary_element_not_after_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


# The tables of sharing belong to this app too.
from services.dictionary.grants import SharingGrant, SharingRead  # noqa: E402

__all__ = ["CodeSet", "CodeValue", "DataElement", "SharingGrant", "SharingRead", "Topic"]
