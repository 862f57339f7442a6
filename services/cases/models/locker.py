"""材料库: papers somebody lets the portal keep for their next application, and who has looked at a file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class KeptPaper(models.Model):
    """One paper of a person's locker, kept with their consent; `code` is the material's.

    Removing takes it out of the locker; cases that use the file keep it.
    """

    class Source(models.TextChoices):
        OWN = "own", _("uploaded by yourself")
        APPLICATION = "application", _("from an application")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_papers")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=Source.choices)
    validity_days = models.PositiveIntegerField(null=True, blank=True)
    kept_at = models.DateTimeField()
    valid_until = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("paper in a locker")
        verbose_name_plural = _("papers in lockers")
        ordering = ["valid_until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], condition=Q(removed_at=None), name="kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name


class FileView(models.Model):
    """Somebody who is not the owner has opened a file; once for each reader, with the first and the last time."""

    upload = models.ForeignKey("files.Upload", on_delete=models.CASCADE, related_name="views")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["upload", "viewer"], name="one_view_row_per_reader")]
