"""The rule library (规章制度库): regulations, their editions, clauses, and which items stand on them."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Regulation(models.Model):
    """One rule under one name for ever; what it says stands in its editions."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company rule")
        LAW = "law", _("public law")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.COMPANY)
    owner = models.ForeignKey(
        "org.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="regulations",
        verbose_name=_("department in charge"),
        help_text=_("Whom readers ask about it; empty for public laws."),
    )

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return f"《{self.title}》"


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_force(self, on: date | None = None) -> EditionQuerySet:
        """Editions that hold on a day (today); of one regulation at most one."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), effective_from__lte=day)


class Edition(models.Model):
    """A regulation from one day to another. A later edition amends it; repealed without one, it is gone."""

    regulation = models.ForeignKey(
        Regulation, on_delete=models.CASCADE, related_name="editions", verbose_name=_("regulation")
    )
    number = models.PositiveSmallIntegerField(_("edition"), default=1)
    effective_from = models.DateField(_("in force from"), help_text=_("From this day the search finds it as valid."))
    ends_on = models.DateField(
        _("no longer in force from"),
        null=True,
        blank=True,
        help_text=_("The day the next edition begins, or the day it was repealed; items that cite it are flagged."),
    )
    note = models.CharField(_("what changed"), max_length=300, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["regulation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "number"], name="regulations_edition_once"),
            models.UniqueConstraint(
                fields=["regulation"], condition=Q(ends_on=None), name="regulations_one_open_edition"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("effective_from")), name="regulations_edition_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation_id} v{self.number}"


class Clause(models.Model):
    """One clause. `anchor` is the same in every edition that has it; `words` is what the search reads."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clauses", verbose_name=_("edition"))
    anchor = models.SlugField(
        _("anchor"), max_length=20, help_text=_("c3 for clause three; links lead to it for ever.")
    )
    label = models.CharField(_("label"), max_length=20)
    text = models.TextField(_("text"))
    repealed = models.BooleanField(
        _("repealed"), default=False, help_text=_("It stays readable, is not found as valid, and flags who cites it.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    words = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "anchor"], name="regulations_anchor_once")]
        indexes = [GinIndex(fields=["words"], name="regulations_words")]

    def __str__(self) -> str:
        return self.label

    @property
    def quoted(self) -> str:
        """As one cites it: 《公司公务接待管理办法》第三条."""
        return f"《{self.edition.regulation.title}》{self.label}"


class Citation(models.Model):
    """An item, or one step of it, stands on a clause; without an anchor on the regulation as a whole."""

    item = models.ForeignKey(
        "catalog.ServiceItem", on_delete=models.CASCADE, related_name="citations", verbose_name=_("item")
    )
    step = models.PositiveSmallIntegerField(_("step, counted from 0"), null=True, blank=True)
    regulation = models.ForeignKey(
        Regulation, on_delete=models.PROTECT, related_name="citations", verbose_name=_("regulation")
    )
    anchor = models.SlugField(_("anchor of the clause"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["regulation", "anchor", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "step", "regulation", "anchor"],
                nulls_distinct=False,
                name="regulations_cited_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.regulation_id}#{self.anchor}"
