"""Matters (一件事) as they are being edited: questions, items, dependencies."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.dictionary.shapes import Named, localised, typeset


class LifeEvent(Named, models.Model):
    """The occasion under which people look for a matter on the home page."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    icon = models.CharField(_("icon"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("life event")
        verbose_name_plural = _("life events")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label


class Matter(Named, models.Model):
    """Several items seen by the applicant as one; `published` is the version new cases start with."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    lead_department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, related_name="led_matters", verbose_name=_("lead department")
    )
    audience = ArrayField(models.CharField(max_length=30), verbose_name=_("audience"), default=list, blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    intro_en = models.TextField(_("introduction in English"), blank=True)
    aliases = ArrayField(models.CharField(max_length=60), verbose_name=_("also called"), default=list, blank=True)
    aliases_en = ArrayField(
        models.CharField(max_length=60), verbose_name=_("also called in English"), default=list, blank=True
    )
    life_event = models.ForeignKey(
        LifeEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="matters", verbose_name=_("life event")
    )
    extra_visits = models.PositiveSmallIntegerField(_("visits besides those of the items"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    published = models.ForeignKey(
        "catalog.MatterVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published version"),
    )

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def introduction(self) -> str:
        return localised(typeset(self.intro), self.intro_en)


class MatterPart(models.Model):
    """Something that belongs to one matter and has its place in it."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class MatterQuestion(MatterPart):
    """A fact the applicant is asked; `reference` is the answer behind the published figures."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="matter_questions")
    fact = models.ForeignKey("catalog.Fact", on_delete=models.PROTECT, related_name="asked_by")
    reference = models.JSONField(_("sample answer"))

    class Meta(MatterPart.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [models.UniqueConstraint(fields=["matter", "fact"], name="catalog_question_once_in_matter")]

    def __str__(self) -> str:
        return str(self.fact)


class FixedFact(MatterPart):
    """A fact the matter settles by its nature: nobody is asked."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="fixed_facts")
    fact = models.ForeignKey("catalog.Fact", on_delete=models.PROTECT, related_name="fixed_by")
    value = models.JSONField(_("value"))

    class Meta(MatterPart.Meta):
        verbose_name = _("fixed fact")
        verbose_name_plural = _("fixed facts")
        constraints = [models.UniqueConstraint(fields=["matter", "fact"], name="catalog_fixed_fact_once_in_matter")]

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"


class MatterItem(MatterPart):
    """An item of the matter, when it is included and in which phase."""

    class Phase(models.TextChoices):
        MAIN = "main", _("inside the limit")
        POST = "post", _("after the event, with its own clock")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="matter_items")
    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.PROTECT, related_name="used_in")
    include_when = models.CharField(_("included when"), max_length=400, blank=True)
    phase = models.CharField(_("phase"), max_length=4, choices=Phase.choices, default=Phase.MAIN)

    class Meta(MatterPart.Meta):
        verbose_name = _("item of the matter")
        verbose_name_plural = _("items of the matter")
        constraints = [models.UniqueConstraint(fields=["matter", "item"], name="catalog_item_once_in_matter")]

    def __str__(self) -> str:
        return str(self.item)


class MatterDependency(MatterPart):
    """`successor` waits for `predecessor` (hard), or runs at once with a provisional result (soft, R14)."""

    class Kind(models.TextChoices):
        HARD = "hard", _("must be approved first")
        SOFT = "soft", _("may run at once, result provisional")

    successor = models.ForeignKey(MatterItem, on_delete=models.CASCADE, related_name="dependencies")
    predecessor = models.ForeignKey(MatterItem, on_delete=models.CASCADE, related_name="dependants")
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices, default=Kind.HARD)

    class Meta(MatterPart.Meta):
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        constraints = [
            models.UniqueConstraint(fields=["successor", "predecessor"], name="catalog_dependency_once"),
            models.CheckConstraint(condition=~Q(successor=F("predecessor")), name="catalog_item_not_before_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
