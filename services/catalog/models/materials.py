"""Materials (材料): every paper an item may ask for, and who really has to bring it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.dictionary.shapes import Named


class Material(Named, models.Model):
    class Source(models.TextChoices):
        APPLICANT = "applicant", _("handed in by the applicant")
        SHARED = "shared", _("checked against shared data")
        GENERATED = "generated", _("generated from the form")
        RESULT = "result", _("result of another item")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    exempt = models.BooleanField(_("never handed in"), default=False)
    essential = models.BooleanField(_("essential, cannot be deferred"), default=False)
    deferrable = models.BooleanField(_("may follow later"), default=False)
    defer_days = models.PositiveSmallIntegerField(_("longest deferral in working days"), null=True, blank=True)
    commitment = models.BooleanField(_("a declared commitment may replace it"), default=False)
    validity_days = models.PositiveIntegerField(_("valid for calendar days"), null=True, blank=True)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(essential=True, deferrable=True), name="catalog_essential_material_not_deferrable"
            ),
            models.CheckConstraint(
                condition=Q(deferrable=False) | Q(defer_days__gt=0), name="catalog_deferrable_material_has_days"
            ),
            models.CheckConstraint(
                condition=Q(exempt=True, source__in=["shared", "generated", "result"])
                | Q(exempt=False, source="applicant"),
                name="catalog_exempt_unless_from_applicant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class MaterialElement(models.Model):
    """A data element that proves what the paper would have proved."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="material_elements")
    element = models.ForeignKey("dictionary.DataElement", on_delete=models.PROTECT, related_name="proves")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("data behind the material")
        verbose_name_plural = _("data behind the material")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["material", "element"], name="catalog_element_once_behind_material")
        ]

    def __str__(self) -> str:
        return f"{self.material} ← {self.element}"
