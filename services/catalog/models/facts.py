"""Facts: the shared vocabulary of scenario answers (情形)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.dictionary.shapes import Named, localised


class Fact(models.Model):
    """Something that is true or counted about one application, asked by a matter or fixed by it."""

    class Type(models.TextChoices):
        BOOL = "bool", _("yes or no")
        INT = "int", _("whole number")
        SINGLE = "single", _("one of several")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices)
    text = models.CharField(_("question"), max_length=200)
    text_en = models.CharField(_("question in English"), max_length=300, blank=True)
    min_value = models.IntegerField(_("smallest value"), null=True, blank=True)
    max_value = models.IntegerField(_("largest value"), null=True, blank=True)
    default = models.JSONField(_("default answer"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(type="int")
                | Q(min_value__isnull=False, max_value__isnull=False, min_value__lte=F("max_value")),
                name="catalog_whole_number_has_bounds",
            )
        ]

    def __str__(self) -> str:
        return localised(self.text, self.text_en)


class FactOption(Named, models.Model):
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="options")
    value = models.CharField(_("value"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["fact", "value"], name="catalog_option_once_in_fact")]

    def __str__(self) -> str:
        return self.label
