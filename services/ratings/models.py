"""好差评: one rating per case, with optional scores per department (R63–R67)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """R63; levels 1 and 2 are negative."""

    VERY_SATISFIED = 5, _("Very satisfied")
    SATISFIED = 4, _("Satisfied")
    BASICALLY_SATISFIED = 3, _("Basically satisfied")
    DISSATISFIED = 2, _("Dissatisfied")
    VERY_DISSATISFIED = 1, _("Very dissatisfied")


class Reason(models.TextChoices):
    """What a rating is about, whatever its level (R66)."""

    EFFICIENCY = "efficiency", _("How fast it went")
    GUIDE = "guide", _("How right the guidance was")
    CONVENIENCE = "convenience", _("How easy it was")
    PLATFORM = "platform", _("How well the site worked")
    SERVICE = "service", _("How able the staff were")
    ATTITUDE = "attitude", _("How friendly the staff were")


class Rating(models.Model):
    """The applicant's verdict on a closed case. Who rated is hidden from the rated (R67)."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="rating")
    number = models.CharField(max_length=60, unique=True)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    reasons = ArrayField(models.CharField(max_length=20, choices=Reason.choices), default=list, blank=True)
    text = models.TextField(blank=True)
    channel = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="rating_level_1_to_5"),
            # R66: a negative rating says why.
            models.CheckConstraint(
                condition=models.Q(level__gte=3) | ~models.Q(reasons=[]) | ~models.Q(text=""),
                name="negative_rating_says_why",
            ),
        ]

    @property
    def is_negative(self) -> bool:
        return self.level <= Level.DISSATISFIED


class DepartmentScore(models.Model):
    """Optional score of one department that took part (R64)."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="scores")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="scores")
    level = models.PositiveSmallIntegerField(choices=Level.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "department"], name="one_score_per_department"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="score_1_to_5"),
        ]
