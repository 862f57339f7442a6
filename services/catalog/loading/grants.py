"""The grants a catalogue comes with: every item may read what it asks of other departments (R82)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from services.catalog.models import ItemElement
from services.dictionary.grants import SharingGrant

# Afterwards the departments look again whether the item still needs it.
VALID_DAYS = 3 * 365


def missing_grants() -> list[ItemElement]:
    """Fields whose element another department states and has never granted, not even once."""
    known = SharingGrant.objects.filter(element=OuterRef("element"), item=OuterRef("item"))
    rows = ItemElement.objects.filter(element__source__isnull=False).exclude(element__source=F("item__department"))
    return list(rows.filter(~Exists(known)).select_related("item", "element"))


def load_grants() -> int:
    """Grant what the catalogue's items need; what a department has revoked stays revoked. Returns how many."""
    until = timezone.localdate() + timedelta(days=VALID_DAYS)
    rows = [
        SharingGrant(
            element=one.element,
            item=one.item,
            purpose=_("To handle “%(item)s”") % {"item": one.item.name},
            expires_on=until,
        )
        for one in missing_grants()
    ]
    SharingGrant.objects.bulk_create(rows)
    return len(rows)
