"""A file somebody uploaded."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def private_storage() -> FileSystemStorage:
    """Under MEDIA_ROOT, readable by this process only and without an address of its own."""
    return FileSystemStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


def random_place(upload: Upload, filename: str) -> str:
    """Where the content is kept: nothing of the person's file name, nothing to guess (R84)."""
    return f"uploads/{secrets.token_hex(1)}/{secrets.token_hex(16)}"


class Upload(models.Model):
    """`name` is what the person called it, cleaned; `media_type` what its content proved to be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads", verbose_name=_("uploaded by")
    )
    name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=100)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stored = models.FileField(_("stored as"), storage=private_storage, upload_to=random_place, max_length=100)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="files_upload_not_empty")]

    def __str__(self) -> str:
        return self.name
