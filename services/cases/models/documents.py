"""The numbered papers the house issues (R85, R87)."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import CHECK_ALPHABET, Case
from .item import CaseItem


def new_verification_code() -> str:
    return "".join(secrets.choice(CHECK_ALPHABET) for _ in range(16))


class Document(models.Model):
    """A numbered paper the house issues: receipt, notice, refusal, result (R85, R87)."""

    class Kind(models.TextChoices):
        ACCEPTANCE = "SL", _("Acceptance")
        CORRECTION = "BZ", _("Correction notice")
        REFUSAL = "BS", _("Refusal")
        DEFERRAL = "RQ", _("Deferral commitment")
        PROCEDURE = "TB", _("Notice of a special procedure")
        EXTENSION = "YQ", _("Notice of an extension")
        RESULT = "BJ", _("Result")
        ARBITRATION = "CD", _("Ruling on duty")
        RATING = "CP", _("Rating")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    kind = models.CharField(max_length=2, choices=Kind.choices)
    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    code = models.CharField(_("verification code"), max_length=20, unique=True, default=new_verification_code)
    issued_by = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    valid_until = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    released_at = models.DateTimeField(_("handed to the applicant"), null=True, blank=True)
    # A result first opened by the applicant, or checked by anybody who holds it: from then on it is out of the house.
    first_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Why it no longer holds, in the words its holder and whoever verifies it read.
    revoked_because = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["issued_at", "pk"]

    def valid_at(self, moment: datetime) -> bool:
        return self.revoked_at is None and (self.valid_until is None or moment.date() <= self.valid_until)
