"""What most registers of a department share: one record per person, read in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.org.contract.shapes import Fetched, FetchedByPerson


class PersonRecord(models.Model):
    """A register's record about one person; `confirmed_at` is when the register last checked it."""

    username = models.CharField(_("user name"), max_length=150, unique=True)
    confirmed_at = models.DateTimeField(_("last confirmed"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.username


class _Record(Protocol):
    username: str
    confirmed_at: Any


def fetched(records: Iterable[_Record], attributes: Mapping[str, str]) -> FetchedByPerson:
    """What a provider returns: `attributes` maps element key to the record's attribute.

    Values the record does not know (None or "") are left out.
    """
    return {
        record.username: {
            key: Fetched(value, record.confirmed_at)
            for key, attribute in attributes.items()
            if (value := getattr(record, attribute)) not in (None, "")
        }
        for record in records
    }
