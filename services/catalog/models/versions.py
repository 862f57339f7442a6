"""Published versions: one immutable snapshot each. A trigger in the database refuses any change."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from services.catalog.snapshot import MatterSnapshot

SNAPSHOTS_KEPT = 256
_SNAPSHOTS: dict[str, MatterSnapshot] = {}


class MatterVersion(models.Model):
    """What new cases start with and running cases keep (R5). Only the retirement fields ever change."""

    matter = models.ForeignKey(
        "catalog.Matter", on_delete=models.PROTECT, related_name="versions", verbose_name=_("matter")
    )
    number = models.PositiveIntegerField(_("version"))
    snapshot = models.JSONField(_("snapshot"))
    checksum = models.CharField(_("checksum"), max_length=64)
    published_at = models.DateTimeField(_("published on"), default=timezone.now)
    effective_from = models.DateTimeField(_("effective from"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewed by")
    )
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    retired_at = models.DateTimeField(_("retired on"), null=True, blank=True)
    retired_reason = models.CharField(_("why it was retired"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["matter", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="catalog_version_number_once"),
            models.CheckConstraint(condition=~Q(published_by=F("reviewed_by")), name="catalog_version_four_eyes"),
        ]

    def __str__(self) -> str:
        matter = self._state.fields_cache.get("matter")
        return f"{matter.code if matter else self.matter_id} v{self.number}"

    @property
    def typed(self) -> MatterSnapshot:
        """The snapshot as dataclasses; the same object for every reader of this process."""
        found = _SNAPSHOTS.get(self.checksum)
        return found if found is not None else remember(self)


def remember(version: MatterVersion) -> MatterSnapshot:
    """Keep the typed snapshot of a version, found again by its checksum."""
    found = MatterSnapshot.from_json(version.snapshot)
    if len(_SNAPSHOTS) >= SNAPSHOTS_KEPT:
        _SNAPSHOTS.pop(next(iter(_SNAPSHOTS)), None)
    _SNAPSHOTS[version.checksum] = found
    return found


def remember_missing(versions: Iterable[MatterVersion]) -> None:
    """Read the snapshots this process has not kept yet, all in one statement.

    Afterwards `typed` costs nothing for versions that were read without their `snapshot` column.
    """
    missing = [version.pk for version in versions if version.checksum not in _SNAPSHOTS]
    if missing:
        for version in MatterVersion.objects.filter(pk__in=missing):
            remember(version)
