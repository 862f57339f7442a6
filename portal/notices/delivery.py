"""Sending what is in the outbox.

A notice is claimed by moving `next_attempt_at` into the future, in a short transaction
of its own; the mail server is spoken to outside any transaction. A worker that dies in
between loses nothing: the claim runs out and the next sweep tries again. Should the
mail have left all the same, its Message-ID is the same, and mailboxes show it once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.notices.models import Notice
from portal.notices.quiet import may_email

logger = logging.getLogger(__name__)

BATCH = 100
CLAIM = timedelta(minutes=10)
# Minutes until the second, third … attempt; after the last one the message stays in the portal only.
BACKOFF_MINUTES = (1, 5, 15, 60, 240, 720)


@transaction.atomic
def claim(notice_ids: Iterable[str] | None = None) -> list[Notice]:
    """At most BATCH notices that are due, now ours alone. Only urgent ones during the quiet hours."""
    now = timezone.now()
    due = Notice.objects.filter(next_attempt_at__lte=now)
    if notice_ids is not None:
        due = due.filter(pk__in=list(notice_ids))
    if not may_email(now, urgent=False):
        due = due.filter(urgent=True)
    # The reader may be marking a row read: only rows, and only those nobody else is claiming.
    rows = due.select_related("recipient").select_for_update(skip_locked=True, of=("self",), no_key=True)
    claimed = list(rows.order_by("next_attempt_at")[:BATCH])
    Notice.objects.filter(pk__in=[notice.pk for notice in claimed]).update(
        next_attempt_at=now + CLAIM, attempts=F("attempts") + 1
    )
    return claimed


def send(notices: Sequence[Notice]) -> None:
    """Send claimed `notices` over one connection; note for each whether it left."""
    try:
        server = get_connection()
        server.open()
    except Exception as error:  # A plug-in speaks to a stranger's server: whatever it raises is noted.
        for notice in notices:
            _failed(notice, error)
        return
    try:
        for notice in notices:
            _send_one(notice, server)
    finally:
        server.close()


def _send_one(notice: Notice, server: Any) -> None:
    if not (notice.recipient.email and notice.recipient.is_active):
        _done(notice, next_attempt_at=None)
        return
    try:
        _email(notice, server).send()
    except Exception as error:  # As above; one bad address must not keep the others waiting.
        _failed(notice, error)
    else:
        _done(notice, next_attempt_at=None, emailed_at=timezone.now(), last_error="")


def _email(notice: Notice, server: Any) -> EmailMessage:
    with translation.override(notice.recipient.language):
        subject = _("[OneWindow] %(title)s") % {"title": notice.title}
        closing = _("This message was written by the portal. Please do not reply to it.")
    return EmailMessage(
        subject=subject,
        body="\n\n".join(filter(None, [notice.body, settings.SITE_URL.rstrip("/") + notice.url, closing])),
        to=[notice.recipient.email],
        connection=server,
        headers={
            "Message-ID": f"<{notice.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _failed(notice: Notice, error: Exception) -> None:
    """Note why, by kind only: a mail server's own words repeat addresses (R84)."""
    attempts = notice.attempts + 1  # `claim` has counted this one in the database.
    gives_up = attempts > len(BACKOFF_MINUTES)
    wait = None if gives_up else timedelta(minutes=BACKOFF_MINUTES[attempts - 1])
    logger.log(
        logging.ERROR if gives_up else logging.WARNING,
        "e-mail of message %s failed, attempt %s%s: %s",
        notice.pk,
        attempts,
        ", given up" if gives_up else "",
        type(error).__name__,
    )
    _done(notice, next_attempt_at=wait and timezone.now() + wait, last_error=type(error).__name__)


def _done(notice: Notice, **outcome: Any) -> None:
    Notice.objects.filter(pk=notice.pk).update(**outcome)
