"""Handing a file out so that nothing in it can act in the reader's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.utils.translation import gettext as _

from portal.errors import NotFound

if TYPE_CHECKING:
    from portal.files.models import Upload

SHOWN_IN_PLACE = ("application/pdf", "image/png", "image/jpeg", "image/webp")
NOTHING_ALLOWED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def content_response(upload: Upload) -> FileResponse:
    """The content of `upload`. Whether this reader may have it is for the caller to know.

    Pictures and PDF open in place (also in a frame of ours), everything else is a
    download. Raises NotFound when the content is gone from the storage.
    """
    try:
        content = upload.stored.open("rb")
    except FileNotFoundError as error:
        raise NotFound(_("The content of this file is not in the storage any more.")) from error
    media_type = upload.media_type
    return FileResponse(
        content,
        as_attachment=media_type not in SHOWN_IN_PLACE,
        filename=upload.name,
        content_type=f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": _policy(media_type),
            "X-Frame-Options": "SAMEORIGIN",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def _policy(media_type: str) -> str:
    # Safari shows a sandboxed PDF as an empty page, Chromium ignores the policy of a PDF:
    # for a viewer of the browser's own the sandbox would cost much and give nothing.
    return NOTHING_ALLOWED if media_type == "application/pdf" else f"{NOTHING_ALLOWED}; sandbox"
