"""What a reader does with messages. A reader reaches only their own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import NotFound
from portal.notices.queries import messages_of

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.notices.models import Notice


def open_message(notice_id: UUID, *, reader: User) -> Notice:
    """Mark the message read and return it. Raises NotFound for one that is not the reader's."""
    notice = messages_of(reader).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound(_("There is no such message among yours."))
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def read_all(*, reader: User) -> int:
    """Mark every message of the reader read; how many there were."""
    return messages_of(reader).filter(read_at__isnull=True).update(read_at=timezone.now())
