"""Service items (最小颗粒度事项) as they are being edited. Cases only ever see published snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.dictionary.shapes import Named, localised

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _days(label: StrOrPromise) -> models.DecimalField:
    return models.DecimalField(label, max_digits=7, decimal_places=2, default=0, validators=[MinValueValidator(0)])


class ServiceItem(Named, models.Model):
    """The smallest service one department can decide alone."""

    class Type(models.TextChoices):
        INSTANT = "instant", _("decided on the spot")
        PROMISE = "promise", _("decided within a promised limit")

    class Unit(models.TextChoices):
        WORKING_DAYS = "wd", _("working days")
        CALENDAR_HOURS = "ch", _("calendar hours")

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, related_name="service_items", verbose_name=_("department")
    )
    type = models.CharField(_("type"), max_length=10, choices=Type.choices)
    audience = ArrayField(models.CharField(max_length=30), verbose_name=_("audience"), default=list, blank=True)
    unit = models.CharField(_("unit of the limits"), max_length=2, choices=Unit.choices, default="wd")
    statutory = _days(_("statutory limit"))
    promised = _days(_("promised limit"))
    legacy = _days(_("average before the reform"))
    legacy_visits = models.PositiveSmallIntegerField(_("visits before"), default=0)
    promised_visits = models.PositiveSmallIntegerField(_("visits now"), default=0)
    legacy_steps = models.PositiveSmallIntegerField(_("steps before"), default=0)
    basis = models.TextField(_("legal basis"), blank=True)
    result_name = models.CharField(_("result"), max_length=120)
    result_name_en = models.CharField(_("result in English"), max_length=200, blank=True)
    result_material = models.OneToOneField(
        "catalog.Material",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="produced_by",
        verbose_name=_("result as a material"),
    )
    result_validity_days = models.PositiveIntegerField(_("result valid for calendar days"), null=True, blank=True)
    yellow_threshold = models.DecimalField(
        _("yellow from this share of the limit"),
        max_digits=3,
        decimal_places=2,
        default="0.80",
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    resupply_days = models.PositiveSmallIntegerField(_("working days to resupply"), default=10)
    aliases = ArrayField(models.CharField(max_length=60), verbose_name=_("also called"), default=list, blank=True)
    # The same thing under another code (三不统一). The row stays, because codes are never used again.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_items",
        verbose_name=_("merged into"),
    )

    class Meta:
        verbose_name = _("service item")
        verbose_name_plural = _("service items")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(promised__lte=F("statutory")), name="catalog_promised_within_statutory"),
            models.CheckConstraint(
                condition=~Q(type="instant", unit="wd") | Q(promised=0), name="catalog_instant_promises_zero"
            ),
            models.CheckConstraint(
                condition=~Q(type="promise") | Q(promised__gt=0), name="catalog_promise_has_a_limit"
            ),
            models.CheckConstraint(
                condition=Q(yellow_threshold__gt=0, yellow_threshold__lt=1), name="catalog_yellow_threshold_is_a_share"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="catalog_item_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(resupply_days__gte=5, resupply_days__lte=20), name="catalog_resupply_days_5_to_20"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class ItemPart(models.Model):
    """Something that belongs to one item and has its place in it."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class ItemStep(Named, ItemPart):
    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    role = models.CharField(_("role"), max_length=30)
    of_applicant = models.BooleanField(_("in the applicant's own department"), default=False)
    days = _days(_("length in the item's unit"))

    class Meta(ItemPart.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.label


class ItemCondition(ItemPart):
    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="conditions")
    code = models.CharField(_("code"), max_length=20)
    text = models.CharField(_("text"), max_length=300)
    text_en = models.CharField(_("text in English"), max_length=400, blank=True)
    check_expression = models.CharField(_("check expression"), max_length=400, blank=True)

    class Meta(ItemPart.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="catalog_condition_code_once")]

    def __str__(self) -> str:
        return localised(self.text, self.text_en)


class ItemMaterial(ItemPart):
    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="item_materials")
    material = models.ForeignKey("catalog.Material", on_delete=models.PROTECT, related_name="asked_by")
    when = models.CharField(_("only when"), max_length=400, blank=True)

    class Meta(ItemPart.Meta):
        verbose_name = _("material of the item")
        verbose_name_plural = _("materials of the item")
        constraints = [models.UniqueConstraint(fields=["item", "material"], name="catalog_material_once_in_item")]

    def __str__(self) -> str:
        return str(self.material)


class ItemElement(ItemPart):
    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="item_elements")
    element = models.ForeignKey("dictionary.DataElement", on_delete=models.PROTECT, related_name="asked_by")

    class Meta(ItemPart.Meta):
        verbose_name = _("field of the item")
        verbose_name_plural = _("fields of the item")
        constraints = [models.UniqueConstraint(fields=["item", "element"], name="catalog_element_once_in_item")]

    def __str__(self) -> str:
        return str(self.element)


class Countersign(ItemPart):
    """Opinions of other departments, asked at once (R45)."""

    class Policy(models.TextChoices):
        ALL = "all", _("every department agrees")
        ANY = "any", _("one department agrees")
        QUORUM = "quorum", _("so many of them agree")
        ADVISORY = "advisory", _("opinions are heard")

    class OnTimeout(models.TextChoices):
        TACIT = "tacit", _("silence is consent")
        ESCALATE = "escalate", _("escalate")

    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="countersigns")
    policy = models.CharField(_("policy"), max_length=10, choices=Policy.choices)
    quorum = models.PositiveSmallIntegerField(_("how many must agree"), null=True, blank=True)
    days = _days(_("length in the item's unit"))
    on_timeout = models.CharField(_("when the limit passes"), max_length=10, choices=OnTimeout.choices)

    class Meta(ItemPart.Meta):
        verbose_name = _("countersign")
        verbose_name_plural = _("countersigns")
        constraints = [
            models.CheckConstraint(
                condition=Q(policy="quorum", quorum__gte=1) | (~Q(policy="quorum") & Q(quorum__isnull=True)),
                name="catalog_quorum_iff_policy_quorum",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_policy_display()}"


class CountersignDepartment(ItemPart):
    countersign = models.ForeignKey(Countersign, on_delete=models.CASCADE, related_name="asked")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="countersigns")
    weight = models.PositiveSmallIntegerField(
        _("counts for so many consents"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta(ItemPart.Meta):
        verbose_name = _("department asked")
        verbose_name_plural = _("departments asked")
        constraints = [
            models.UniqueConstraint(
                fields=["countersign", "department"], name="catalog_department_once_in_countersign"
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="catalog_countersign_weight_from_1"),
        ]

    def __str__(self) -> str:
        return str(self.department)


class SpecialProcedure(Named, ItemPart):
    """A named step whose time is not counted, once per case, at most `max_days` (R26)."""

    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="special_procedures")
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    max_days = models.PositiveSmallIntegerField(_("longest, in working days"), validators=[MinValueValidator(1)])

    class Meta(ItemPart.Meta):
        verbose_name = _("special procedure")
        verbose_name_plural = _("special procedures")
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="catalog_special_procedure_code_once")]

    def __str__(self) -> str:
        return self.label
