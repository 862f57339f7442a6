"""A person with an account. People are never deleted: the record points at them for ever."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.errors import Conflict


class PersonKept(Conflict):
    """Somebody tried to delete an account instead of deactivating it."""

    code = "person_kept"

    def __init__(self) -> None:
        super().__init__(
            _("Accounts are not deleted: the record names the people who acted. Deactivate the account instead.")
        )


class PersonQuerySet(models.QuerySet["User"]):
    def delete(self) -> NoReturn:
        """Raises PersonKept: cases, tasks and the audit record refer to people for ever."""
        raise PersonKept


class PersonManager(UserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


class User(AbstractUser):
    """`username` is the organisation's id of the person; `name` is what everybody reads."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name of the person"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    mobile = models.CharField(_("mobile number"), max_length=20, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    objects: ClassVar[PersonManager] = PersonManager()

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering: ClassVar[list[str]] = ["username"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="accounts_user_language_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="accounts_user_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises PersonKept: cases, tasks and the audit record refer to people for ever."""
        raise PersonKept
