"""Writing notices down, in the transaction of the change they tell of."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from portal.notices.quiet import may_be_emailed, may_email
from portal.notices.wording import Wording

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.notices.models import Notice

logger = logging.getLogger(__name__)


def notify(
    recipients: Iterable[User],
    wording: Wording,
    params: Mapping[str, Any],
    *,
    url: str,
    key: str,
    case_number: str = "",
) -> None:
    """Tell each of `recipients` once; `key` names the event, and a key told before is passed over.

    One statement whatever the number of people. `url` is a path of the portal. E-mail
    goes out after commit, to those with an address. Raises TransactionManagementError
    outside a transaction.
    """
    post(compose(recipients, wording, params, url=url, key=key, case_number=case_number))


def compose(
    recipients: Iterable[User],
    wording: Wording,
    params: Mapping[str, Any],
    *,
    url: str,
    key: str,
    case_number: str = "",
    urgent: bool = False,
) -> list[Notice]:
    """The notices `notify` would write, in each reader's language, for a caller who posts several events at once.

    `urgent`: this occasion does not wait for the morning, although its wording could.
    """
    # Imported here: this module is opened before Django has loaded any model.
    from portal.notices.models import Notice

    now = timezone.now()
    people = {person.pk: person for person in recipients if person.is_active}
    texts = {
        language: wording.rendered(language, params) for language in {person.language for person in people.values()}
    }
    return [
        Notice(
            recipient=person,
            event=wording.event,
            key=key,
            case_number=case_number,
            title=texts[person.language].title,
            body=texts[person.language].body,
            url=url,
            urgent=wording.urgent or urgent,
            created_at=now,
            next_attempt_at=now if person.email and may_be_emailed() else None,
        )
        for person in people.values()
    ]


def post(notices: Sequence[Notice]) -> None:
    """Write composed notices down: one statement and one e-mail task whatever their number.

    Raises TransactionManagementError outside a transaction.
    """
    from portal.notices.models import Notice

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A notice is written in the transaction of the change.")
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    to_email = [
        str(notice.pk)
        for notice in notices
        if notice.next_attempt_at and may_email(notice.created_at, urgent=notice.urgent)
    ]
    if to_email:
        transaction.on_commit(partial(_queue, to_email))


def _queue(notice_ids: list[str]) -> None:
    from portal.notices.tasks import deliver

    try:
        deliver.delay(notice_ids)
    except Exception:  # Whatever ails the broker: the rows wait, and the sweep sends them.
        logger.warning("messages were not queued and wait for the sweep: %s", len(notice_ids), exc_info=True)
