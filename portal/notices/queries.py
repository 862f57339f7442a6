"""What a person has to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.notices.models import Notice


def unread_count(user: User) -> int:
    """How many messages `user` has not opened yet; one query on a partial index."""
    return messages_of(user).filter(read_at__isnull=True).count()


def messages_of(user: User) -> QuerySet[Notice]:
    """Every message to `user`, newest first."""
    # Imported here: this module is opened before Django has loaded any model.
    from portal.notices.models import Notice

    return Notice.objects.filter(recipient_id=user.pk)
