"""Why a file is not taken, in a sentence that says what to do instead."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from portal.errors import Invalid, TooLarge

MEGABYTE = 1024 * 1024


class FileRefused(Invalid):
    """The file is not one we take, or not what its name says."""

    code = "file_refused"

    def __init__(self, sentence: str):
        super().__init__(sentence, fields={"file": [sentence]})


class FileTooLarge(TooLarge):
    """`size` and `limit` in bytes."""

    def __init__(self, size: int, limit: int):
        sentence = _(
            "The file has %(size)s MB, which is more than %(limit)s MB. "
            "You can divide it in two, or make it smaller and upload it again."
        ) % {"size": megabytes(size), "limit": megabytes(limit)}
        super().__init__(sentence, fields={"file": [sentence]})


def megabytes(size: int) -> str:
    """`size` in megabytes, rounded up to one decimal: 20 MB and a byte never read as 20."""
    return f"{math.ceil(size * 10 / MEGABYTE) / 10:g}"
